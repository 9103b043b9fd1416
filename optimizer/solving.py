"""Everyone at once: the best plan that can be found in the time, with a bound on each level."""

import math

import numpy as np

from optimizer.board.compile import Board, compile_board
from optimizer.board.seating import assignments_of, chosen_from
from optimizer.explicit import search_explicit
from optimizer.plan import LEVELS, Level, OnProgress, Plan, Stop, Unplaced
from optimizer.problem import Problem
from optimizer.search.certify import EPSILON, certify_level
from optimizer.search.crisis import columns_of_plan, is_wide, search_wide
from optimizer.search.greedy import best_fit, greedy, nearest
from optimizer.search.guide import guide
from optimizer.search.state import Search
from optimizer.search.worth import SIGN, Floats
from optimizer.unplaced import reasons_for

EXPLICIT = 0.85
"""Share of the time that the search for explicit candidates takes; the rest goes to the certificates."""


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
        When to end; a minute by default. A run that ends by itself gives the same plan for the same seed.
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
    programs over the columns that their reduced costs leave close it.
    """
    clock = (stop or Stop()).clock()
    if is_wide(problem):
        known = None if start is None else columns_of_plan(problem, start)
        return _plan(search_wide(problem, clock, seed, on_progress, known), seed)
    board = compile_board(problem)
    search = Search(board, clock, seed, on_progress)
    for ranking in (best_fit(board), nearest(board)):
        search.offer(greedy(board, ranking), "greedy")
        if start is not None:
            search.offer(greedy(board, ranking, chosen_from(board, start)), "start")
    if problem.candidates is not None:
        search_explicit(search, EXPLICIT * clock.left)
    else:
        guide(search, clock.left / 3)
    for level in range(len(LEVELS)):
        if not clock.over:
            certify_level(search, level, clock.left)
    return _plan(search, seed)


def _plan(search: Search, seed: int) -> Plan:
    board = search.board
    assignments = tuple(assignments_of(board, search.best))
    placed = {stay.request for stay in assignments}
    missing = [at for at, request in enumerate(board.problem.requests) if request.id not in placed]
    return Plan(
        assignments=assignments,
        unplaced=tuple(Unplaced(board.problem.requests[at].id, reasons_for(board, at)) for at in missing),
        levels=_levels(search),
        seconds=search.clock.seconds,
        seed=seed,
        prices=_prices(board, search.prices),
    )


def _levels(search: Search) -> tuple[Level, ...]:
    levels, proven = [], True
    for name, sign, cost, low in zip(LEVELS, SIGN, search.costs, search.bounds, strict=True):
        bound = min(float(low), float(cost))
        proven = proven and bound == cost
        levels.append(Level(name, int(sign * cost), float(sign * bound) if math.isfinite(bound) else math.inf, proven))
    return tuple(levels)


def _prices(board: Board, prices: Floats) -> dict[tuple[str, int], float]:
    named = {}
    for row in np.flatnonzero(prices > EPSILON):
        for space in board.kinds.members[board.rows.kind[row]]:
            named[board.problem.spaces[space].id, int(board.rows.night[row])] = float(prices[row])
    return named
