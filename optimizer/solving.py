"""Everyone at once: the best plan that can be found in the time, with a bound on each level."""

from optimizer.board.compile import compile_board
from optimizer.explicit import search_explicit
from optimizer.giving_way import give_way, outcome
from optimizer.plan import LEVELS, Clock, OnProgress, Plan, Stop
from optimizer.planning import plan_of
from optimizer.problem import Problem
from optimizer.search.certify import certify_level, count_places
from optimizer.search.closing import GENTLE, close_level
from optimizer.search.crisis import is_wide, search_wide
from optimizer.search.greedy import best_fit, greedy, nearest
from optimizer.search.guide import guide
from optimizer.search.interruptible import cancelled_with
from optimizer.search.mending import mend
from optimizer.search.splitters import TIERS, bound_splits, count_with_splits, splitters_of
from optimizer.search.state import Search
from optimizer.search.sums import bounds_by
from optimizer.search.ties import settle_ties

WHOLE, MEND, RESERVE = 10.0, 0.25, 0.15
"""A run from an earlier plan goes on to a whole search when what is left is so many times what it took to begin; the
shares of the time that mending takes otherwise, and that are kept for the answer."""
EXPLICIT = 0.85
"""Share of the time that the search for explicit candidates takes; the rest goes to the certificates."""
TIES = 0.04
"""Share of the time that is kept for ties and for splits, and that each may take at most."""


def solve(
    problem: Problem,
    stop: Stop | None = None,
    seed: int = 0,
    start: Plan | None = None,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Place everyone at once.

    Parameters
    ----------
    problem
        What is to be decided.
    stop
        When to end; a minute by default. A run that ends by itself gives the same plan for the same seed,
        but for `Plan.seconds`.
    seed
        Seed of everything random in the search.
    start
        An earlier plan to begin from; the answer is never worse than what is still allowed of it.
    on_progress
        Called with a `Progress` whenever the best plan or a bound improves.

    Returns
    -------
    Plan
        Assignments, reasons for whoever has no place, and each level with its bound.

    Notes
    -----
    The greedy answer is there at once and never made worse; linear programs over all columns bound each level, integer
    programs over the columns that their reduced costs leave close it. After a change, `keeping` the last plan and
    giving it as `start` moves the fewest; in a hurry that is all that is done.

    Whoever wants the best plan so far when she presses Ctrl-C sets `Stop.cancelled` in a signal handler, as the command
    line does: it is asked every twentieth of a second, in this thread, also while a solver works. Without a handler
    Ctrl-C raises `KeyboardInterrupt` from here as soon, and the plan is lost. A solver that was left ends by itself,
    within the time it was given, in a thread beside.

    References
    ----------
    Large neighbourhoods: P. Shaw, "Using constraint programming and local search methods to solve vehicle routing
    problems" (1998). Prices by smoothed subgradients: M. Held, P. Wolfe, H. Crowder, "Validation of subgradient
    optimization" (1974).
    """
    clock = (stop or Stop()).clock()
    with cancelled_with(clock):
        return plan_of(_found(problem, clock, seed, start, on_progress), seed)


def _found(problem: Problem, clock: Clock, seed: int, start: Plan | None, on_progress: OnProgress | None) -> Search:
    """Search, and settle what is left to ties and to splits in the time that is kept for them."""
    wide, whole = is_wide(problem), True
    if wide:
        search = search_wide(problem, clock.within(1 - TIES), seed, on_progress, start)
    else:
        search = Search(compile_board(problem), clock.within(1 - TIES), seed, on_progress)
        whole = _search(search, start)
    search.clock = clock
    if whole:
        _settle(search, clock.seconds + TIES * clock.stop.seconds, exactly=not wide)
    give_way(search, clock.seconds + TIES * clock.stop.seconds)
    return search


def _settle(search: Search, until: float, *, exactly: bool) -> None:
    """Settle ties, unless that would take from somebody the room in which her stay could be split."""
    before = search.best
    settle_ties(search, until, exactly=exactly)
    touched = search.best is not before and len(splitters_of(search.board.problem)) > 0
    if touched and outcome(search, search.best) > outcome(search, before):
        search.settle(before)


def _search(search: Search, start: Plan | None) -> bool:
    """Search on a board of every stay; tells whether more was done than to mend an earlier plan."""
    clock = search.clock
    hurried = start is not None and clock.left < WHOLE * clock.seconds
    if start is not None:
        share = 1 - RESERVE if hurried else MEND
        mend(search, start, share * clock.stop.seconds)
    if not hurried:
        _find(search)
    count_places(search)
    search.split_sums = count_with_splits(search)
    if not hurried:
        _certify(search)
    return not hurried


def _find(search: Search) -> None:
    """Find a plan that is good on every level, whatever can be proven of it afterwards."""
    board, clock = search.board, search.clock
    for ranking in (best_fit, nearest):
        search.offer(greedy(board, ranking(board)), "greedy")
    if board.problem.candidates is not None:
        search_explicit(search, EXPLICIT * clock.left)
    elif not clock.over:
        guide(search, clock.left / 3)


def _certify(search: Search) -> None:
    for level in range(len(LEVELS)):
        if level == TIERS and splitters_of(search.board.problem):
            _certify_splits(search)
        if level in GENTLE and search.board.problem.candidates is None and not search.clock.over:
            close_level(search, level)
        if not search.clock.over:
            certify_level(search, level, search.clock.left)


def _certify_splits(search: Search) -> None:
    """Bound tiers for plans with split stays too, where counting does not settle them."""
    for tier in range(TIERS):
        if search.costs[tier] > bounds_by(search.split_sums, search.costs)[tier] and not search.clock.over:
            found = bound_splits(search, tier)
            search.split_sums += [] if found is None else [found]
