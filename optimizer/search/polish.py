"""Large neighbourhoods: part of the plan is taken apart and chosen again together, around somebody who is badly off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.board.columns import Columns
from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.guide import cheap, choose, choose_widely
from optimizer.search.pricing import weighted
from optimizer.search.state import Search
from optimizer.search.worth import Floats

CHOICES = 24
PATIENCE, ENDURANCE = 40, 400


@dataclass(frozen=True, slots=True)
class Breadth:
    """How much is decided again together: requests, kinds and seconds; by weights of its own or those of the order."""

    requests: int = 90
    kinds: int = 10
    seconds: float = 2.0
    weights: Floats | None = None


NARROW = Breadth()


def polish(
    search: Search, price: Floats, rounds: int, until: float, level: int | None = None, breadth: Breadth = NARROW
) -> None:
    """Improve the best plan for some rounds, until the clock shows so many seconds, or until a level is at its bound.

    ``price`` ranks the columns of each request: their weighted cost with what they take from others.
    """
    region, idle = _Region(search, price, breadth), 0
    patience = ENDURANCE if level is None else PATIENCE
    for _ in range(rounds if region.anyone else 0):
        settled = idle > patience or (level is not None and search.at_bound(level))
        if settled or search.clock.over or search.clock.seconds > until:
            return
        before = search.costs
        freed = region.around(region.someone())
        occupancy = Occupancy(search.board, np.where(freed, -1, search.best).astype(np.int32))
        region.choose(occupancy, region.columns_of(freed))
        idle = idle + 1 if search.costs == before else 0


class _Region:
    """Finds who should be decided again together."""

    def __init__(self, search: Search, price: Floats, breadth: Breadth) -> None:
        self._search, self._breadth, board = search, breadth, search.board
        usable = np.flatnonzero(np.isfinite(price))
        self._near = usable[cheap(board.columns.request[usable], price[usable], CHOICES)]
        self._columns: Columns = board.columns.take(self._near)
        self._starts = np.searchsorted(self._columns.request, np.arange(len(board.tier) + 1))
        self._able = np.diff(self._starts) > 0
        self._cost = weighted(board, search.order.weights)
        self._gently = None if breadth.weights is None else weighted(board, breadth.weights)
        least = np.full(len(board.tier), np.inf)
        np.minimum.at(least, board.columns.request, self._cost)
        self._least = least

    @property
    def anyone(self) -> bool:
        """Whether anybody has a choice at all."""
        return bool(self._able.any())

    def someone(self) -> int:
        """Pick a request: half of the time one without a place, otherwise one far from the best it could have."""
        best = self._search.best
        waiting = np.flatnonzero(self._able & (best < 0))
        placed = np.flatnonzero(best >= 0)
        if len(waiting) and (not len(placed) or self._search.rng.random() < 0.5):  # noqa: PLR2004
            urgency = 4.0 ** -self._search.board.tier[waiting]
            return int(self._search.rng.choice(waiting, p=urgency / urgency.sum()))
        regret = self._cost[best[placed]] - self._least[placed] + 1.0
        return int(self._search.rng.choice(placed, p=regret / regret.sum()))

    def around(self, request: int) -> NDArray[np.bool_]:
        """Grow a group of requests that want the same rooms."""
        freed = np.zeros(len(self._able), dtype=np.bool_)
        queue = [request]
        while queue and freed.sum() < self._breadth.requests:
            at = queue.pop(int(self._search.rng.integers(len(queue))))
            freed[at] = True
            rivals = self._rivals(at)
            queue.extend(int(rival) for rival in rivals if not freed[rival])
            freed[rivals[: self._breadth.requests // 6]] = True
        return freed

    def _rivals(self, request: int) -> Ints:
        """Who is in, or wants, the rooms that a request would like best."""
        own = slice(self._starts[request], self._starts[request + 1])
        kinds = np.unique(self._columns.kind[own])
        kinds = self._search.rng.permutation(kinds)[: self._breadth.kinds]
        first = self._search.board.problem.requests[request].start[0]
        end = self._columns.first[own] + self._columns.nights[own]
        best, columns = self._search.best, self._search.board.columns
        seated = best[best >= 0]
        there = np.isin(columns.kind[seated], kinds) & (columns.first[seated] < end.max(initial=0))
        there &= columns.first[seated] + columns.nights[seated] > first
        waiting = np.flatnonzero((best < 0) & self._able)
        wanting = np.isin(self._columns.kind, kinds) & np.isin(self._columns.request, waiting)
        some = np.unique(self._columns.request[wanting])
        rivals = np.concatenate([columns.request[seated[there]], self._search.rng.permutation(some)[:3]])
        return np.asarray(self._search.rng.permutation(rivals))

    def columns_of(self, freed: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The columns to choose from: the cheap ones, and where people are now."""
        current = self._search.best[freed & (self._search.best >= 0)]
        near = self._near[freed[self._columns.request]]
        return np.union1d(near, current).astype(np.intp)

    def choose(self, occupancy: Occupancy, inside: NDArray[np.intp]) -> None:
        """Choose among some columns around what is seated."""
        seconds = min(self._breadth.seconds, self._search.clock.left)
        if self._gently is None:
            choose(self._search, occupancy, inside, seconds, "polish")
        else:
            choose_widely(self._search, occupancy, inside, self._gently[inside], seconds, "polish")
