"""What a coordinator does by hand: down the list by urgency, each family into the best place still free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.problem import Sharing
from tests.bench.columns import Columns, joined
from tests.bench.program import free_beds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer import Problem


def urgency_greedy(problem: Problem, stays: Iterable[Columns]) -> Columns:
    """Seat the pinned, then everyone by tier, waiting time and lot, each by points and then kilometres."""
    of_request = list(stays)
    table = _Table(problem)
    order = sorted(range(len(problem.requests)), key=lambda at: _rank(problem, at))
    chosen = []
    for at in order:
        own = of_request[at]
        for column in np.lexsort((own.first, -own.nights, own.kilometres, own.points, -own.kept)):
            if table.seat(own, int(column), at):
                chosen.append(own.take(np.array([column])))
                break
    return joined(chosen) if chosen else of_request[0].take(np.zeros(0, dtype=np.int64))


def _rank(problem: Problem, at: int) -> tuple[bool, int, float, int, int]:
    request = problem.requests[at]
    return request.pinned is None, request.tier, -request.waiting, request.lot, at


class _Table:
    """Who is where while the list is worked off."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.free = free_beds(problem)
        self.classes: dict[tuple[int, int], str | None] = {}
        self.nights: dict[str, set[tuple[str, int]]] = {}
        self.apart: dict[str, list[str]] = {}
        for one, other in problem.apart:
            self.apart.setdefault(one, []).append(other)
            self.apart.setdefault(other, []).append(one)

    def seat(self, own: Columns, column: int, at: int) -> bool:
        """Take the stay if its beds are free, its room holds no other class, and nobody to be apart from is there."""
        request, where = self.problem.requests[at], int(own.space[column])
        space = self.problem.spaces[where]
        first, end = int(own.first[column]), int(own.first[column] + own.nights[column])
        use = 1 if space.sharing is Sharing.ONE_PARTY else int(own.beds[column])
        if self.free[where, first:end].min() < use:
            return False
        cells = [(where, night) for night in range(first, end)] if space.sharing is Sharing.ONE_CLASS else []
        if any(self.classes.get(cell, request.class_) != request.class_ for cell in cells):
            return False
        here = {(space.site, night) for night in range(first, end)}
        if any(here & self.nights.get(other, set()) for other in self.apart.get(request.id, ())):
            return False
        self.free[where, first:end] -= use
        self.classes.update(dict.fromkeys(cells, request.class_))
        self.nights[request.id] = here
        return True
