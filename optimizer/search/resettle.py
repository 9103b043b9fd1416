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

MOST_COLUMNS, FEW_COLUMNS = 40_000, 4_000
SHARE = 0.45
ROUND = 8.0
MARGIN = 1.5
FEWEST_ROOMS = 2
GROWTH, DECLINE = 1.3, 0.7


@dataclass
class Pace:
    """How much a round decides again: more as long as rounds end early, less when they do not end."""

    rooms: float = 4.0
    columns: float = MOST_COLUMNS

    def learn(self, outcome: Outcome, seconds: float) -> None:
        """Adapt to how a round went."""
        if outcome.finished and seconds < ROUND / 2:
            self.rooms *= GROWTH
            self.columns = min(MOST_COLUMNS, self.columns * GROWTH)
        elif not outcome.finished and not outcome.better:
            if self.rooms <= FEWEST_ROOMS:
                self.columns = max(FEW_COLUMNS, self.columns * DECLINE)
            self.rooms = max(FEWEST_ROOMS, self.rooms * DECLINE)


def resettle(search: Search, costs: Floats, reduced: Floats, first: Ints, seconds: float) -> None:
    """Improve the best plan for some seconds.

    ``reduced`` says how promising each column is; the first round begins from the plan ``first``, which may be worse in
    all but its classes.
    """
    pace, until = Pace(), search.clock.seconds + seconds
    likely = reduced <= np.quantile(reduced, SHARE if len(reduced) > FEW_COLUMNS else 1.0)
    for round_ in range(search.clock.stop.work):
        begun = search.clock.seconds
        left = min(until - begun, search.clock.left)
        if left < 2 * MARGIN:
            return
        # Who has no place yet may go anywhere, and the first round leaves every way open for all.
        missing = search.best[search.board.columns.request] < 0
        columns = np.flatnonzero(likely | missing | (round_ == 0))
        scope = Scope(_window(search, likely, pace), columns, _opened(search, int(pace.rooms) if round_ else 0))
        allowed = min(ROUND, left - MARGIN) if round_ else min(3 * ROUND, left / 3)
        outcome = decide_again(search, search.best if round_ else first, scope, costs, allowed)
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


def _window(search: Search, likely: Bools, pace: Pace) -> Bools:
    """Free the requests nearest to a night drawn by chance, as many as the program can carry."""
    board = search.board
    columns = board.columns
    many = np.bincount(columns.request[likely], minlength=len(board.tier))
    middle = np.zeros(len(board.tier))
    middle[columns.request] = columns.first + columns.nights / 2
    away = np.abs(middle[board.order] - search.rng.integers(board.kinds.free.shape[1]))
    order = board.order[np.lexsort((search.rng.random(len(away)), away))]
    free = np.zeros(len(board.tier), dtype=np.bool_)
    free[order[np.cumsum(many[order]) <= pace.columns]] = True
    return free
