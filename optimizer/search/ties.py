"""Among plans that are equal on every level, the one that gives places to those who have waited longest.

Requests are gone through in the order of `Board.order`: tier by tier, the longest waiting first, then the lowest lot.
Whoever has no place gets one where some plan equal on every level gives it and takes none from those before her.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.certify import limits_before
from optimizer.search.highs import solve_by_highs
from optimizer.search.program import Program
from optimizer.search.rounded import ruled
from optimizer.search.rounding import whole_plan
from optimizer.search.stage import relaxed_program
from optimizer.search.state import Search
from optimizer.search.worth import SIGN

MOST, NODES = 20_000, 200
"""Stays up to which plans are sought by integer programs, and how many nodes each of those may take."""


def settle_ties(search: Search, until: float, *, exactly: bool) -> None:
    """Move places to those who have waited longer, as far as no level changes and the clock allows."""
    while not search.clock.over and search.clock.seconds < until and _swap(search, until):
        pass
    alive = np.union1d(search.alive, search.best[search.best >= 0]).astype(np.intp) if exactly else search.alive
    if exactly and 0 < len(alive) <= MOST:
        _seat_in_turn(search, alive, until)


def _swap(search: Search, until: float) -> bool:
    """Let whoever waits take a place from who waited less, kind and costs being the same; tells whether any did."""
    board, seats = search.board, _Seats(search)
    for at in board.order[search.best[board.order] < 0]:
        if search.clock.over or search.clock.seconds > until:
            break
        seats.give(int(at))
    before = search.best
    search.offer(seats.occupancy.chosen, "ties")
    return search.best is not before


class _Seats:
    """Who holds a place in each kind at each cost."""

    def __init__(self, search: Search) -> None:
        self._board = search.board
        self.occupancy = Occupancy(search.board, search.best)
        self._turn = np.zeros(len(search.board.tier), dtype=np.int64)
        self._turn[search.board.order] = np.arange(len(search.board.order))
        self._holders: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for column in search.best[search.best >= 0]:
            self._holders[self._key(int(column))].add(int(self._board.columns.request[column]))

    def give(self, request: int) -> None:
        """Give a request the place of the last in turn who can leave it to her, if there is one."""
        starts, columns = self._board.starts, self._board.columns
        offers = [
            (int(self._turn[holder]), holder, column)
            for column in range(int(starts[request]), int(starts[request + 1]))
            for holder in self._holders.get(self._key(column), ())
            if self._turn[holder] > self._turn[request] and self._meet(column, int(self.occupancy.chosen[holder]))
        ]
        for _, holder, column in sorted(offers, reverse=True):
            theirs = int(self.occupancy.chosen[holder])
            self.occupancy.remove(holder)
            if self.occupancy.fits(column):
                self.occupancy.add(column)
                self._holders[self._key(theirs)].discard(holder)
                self._holders[self._key(column)].add(int(columns.request[column]))
                return
            self.occupancy.add(theirs)

    def _key(self, column: int) -> tuple[int, ...]:
        board, columns = self._board, self._board.columns
        costs = (columns.kept, columns.points, columns.km, columns.scarcity)
        tier = int(board.tier[columns.request[column]])
        return tier, int(columns.kind[column]), *(int(cost[column]) for cost in costs)

    def _meet(self, one: int, other: int) -> bool:
        first, nights = self._board.columns.first, self._board.columns.nights
        return bool(first[one] < first[other] + nights[other] and first[other] < first[one] + nights[one])


def _seat_in_turn(search: Search, which: NDArray[np.intp], until: float) -> None:
    """Ask for each request in turn whether a plan with all levels held can place her beside those before her."""
    order = search.board.order
    able = np.isin(order, search.board.columns.request[which])
    question: _Question | None = None
    for turn in np.flatnonzero(able):
        if search.clock.over or search.clock.seconds > until:
            return
        if search.best[order[turn]] >= 0 or not _could_yield(search, order[turn:]):
            continue
        if question is None or question.costs != search.costs:
            question = _Question.of(search, which)
        named = order[: turn + 1][(search.best[order[: turn + 1]] >= 0) | (order[: turn + 1] == order[turn])]
        chosen = question.answer(named, until - search.clock.seconds)
        if chosen is not None:
            search.offer(chosen, "ties")


def _could_yield(search: Search, turns: Ints) -> bool:
    """Whether anyone of the same tier has a place and comes later: tiers are held, so someone must leave one."""
    later = turns[1:]
    same = later[search.board.tier[later] == search.board.tier[turns[0]]]
    return bool((search.best[same] >= 0).any())


@dataclass(frozen=True, slots=True)
class _Question:
    """A program over stays in which every level is held at what it costs now."""

    search: Search
    which: NDArray[np.intp]
    costs: tuple[int, ...]
    rows: Program

    @classmethod
    def of(cls, search: Search, which: NDArray[np.intp]) -> "_Question":
        """Hold the levels where they are."""
        limits = limits_before(search, len(SIGN))
        rows = relaxed_program(search.board, which, np.zeros(len(which)), limits)
        return cls(search, which, search.costs, rows)

    def answer(self, named: Ints, seconds: float) -> Ints | None:
        """Give a plan in which all who are named have a place, if one is found."""
        board = self.search.board
        least = self.rows.least.copy()
        least[named] = 1.0
        answer = solve_by_highs(ruled(board, self.which, replace(self.rows, least=least)), seconds, NODES)
        return None if answer.x is None else whole_plan(board, self.which, answer.x)
