"""Large neighbourhoods: nearly everyone is free to move, and a few rooms may change class.

With the class of each room and night said, the program over all parties is nearly whole in its relaxation and solved in
about a second. So each round keeps the classes of the best plan except in a few rooms, and decides everyone in a
window of nights again.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.board.kinds import Bools, Ints
from optimizer.search.neighbourhood import Outcome, Scope, decide_again
from optimizer.search.state import Search
from optimizer.search.worth import Floats

MOST_COLUMNS, FEW_COLUMNS = 24_000, 4_000
SHARE = 0.45
ROUND, ROUNDS = 8.0, 15
MARGIN = 1.5
FEWEST_ROOMS = 2
GROWTH, DECLINE, GOLDEN = 1.3, 0.7, 0.618


@dataclass
class Pace:
    """How long a round may take, and how much it decides again: more while rounds end early, less when they do not."""

    seconds: float
    rooms: float = 4.0
    columns: float = MOST_COLUMNS

    def learn(self, outcome: Outcome, seconds: float) -> None:
        """Adapt to how a round went."""
        if outcome.finished and seconds < self.seconds / 2:
            self.rooms *= GROWTH
            self.columns = min(MOST_COLUMNS, self.columns * GROWTH)
        elif not outcome.finished and not outcome.better:
            if self.rooms <= FEWEST_ROOMS:
                self.columns = max(FEW_COLUMNS, self.columns * DECLINE)
            self.rooms = max(FEWEST_ROOMS, self.rooms * DECLINE)


def resettle(search: Search, costs: Floats, reduced: Floats, first: Ints, seconds: float) -> None:
    """Improve a plan for some seconds.

    ``reduced`` says how promising each column is; ``first`` is the plan to begin from, which may be worse than the best
    in all but its classes.
    """
    pace, until, plan = Pace(max(ROUND, seconds / ROUNDS)), search.clock.seconds + seconds, first
    likely = reduced <= np.quantile(reduced, SHARE if len(reduced) > FEW_COLUMNS else 1.0)
    sweep = 1 + int(likely.sum()) // MOST_COLUMNS
    for round_ in range(search.clock.stop.work):
        begun = search.clock.seconds
        left = min(until - begun, search.clock.left)
        if left < 2 * MARGIN:
            return
        # Who has no place yet may go anywhere, and the first sweep leaves every way open for all.
        missing = plan[search.board.columns.request] < 0
        columns = np.flatnonzero(likely | missing | (round_ < sweep))
        opened = _opened(search, 0 if round_ < sweep else int(pace.rooms))
        scope = Scope(_window(search, likely, pace, round_), columns, opened)
        allowed = min(left - MARGIN, max(pace.seconds, left / 3) if round_ < sweep else pace.seconds)
        outcome = decide_again(search, plan, scope, costs, allowed)
        plan = outcome.plan
        if outcome.finished and _everything(search, scope):
            return
        pace.learn(outcome, search.clock.seconds - begun)


def _everything(search: Search, scope: Scope) -> bool:
    """Whether a scope is the whole problem, so that its optimum leaves nothing to look for."""
    board = search.board
    whole = len(scope.columns) == len(board.columns) and bool(scope.opened[board.kinds.classed].all())
    return whole and bool(scope.requests[board.order].all())


def _opened(search: Search, many: int) -> Bools:
    """Open some one-class kinds to a change of class: any of them, or those of one site."""
    kinds = search.board.kinds
    opened = np.zeros(len(kinds), dtype=np.bool_)
    pool = np.flatnonzero(kinds.classed)
    if many < len(pool) and search.rng.random() < 1 / 3:
        pool = pool[kinds.site[pool] == kinds.site[search.rng.choice(pool)]]
    opened[search.rng.permutation(pool)[:many]] = True
    return opened


def _window(search: Search, likely: Bools, pace: Pace, round_: int) -> Bools:
    """Free the requests nearest to a night, as many as the program can carry; nights go round the horizon evenly."""
    board = search.board
    columns = board.columns
    many = np.bincount(columns.request[likely], minlength=len(board.tier))
    middle = np.zeros(len(board.tier))
    middle[columns.request] = columns.first + columns.nights / 2
    night = board.kinds.free.shape[1] * (GOLDEN * (round_ + 1) % 1.0)
    away = np.abs(middle[board.order] - night)
    order = board.order[np.lexsort((search.rng.random(len(away)), away))]
    free = np.zeros(len(board.tier), dtype=np.bool_)
    free[order[np.cumsum(many[order]) <= pace.columns]] = True
    return free
