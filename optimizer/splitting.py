"""The last resort for a long stay: two sites one after the other, where the party allows it and nothing else fits."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.board.columns import Runs
from optimizer.board.eligibility import costs_of, mask_of
from optimizer.board.inventory import Inventory, inventory_of
from optimizer.board.kinds import Ints
from optimizer.board.seating import first_free
from optimizer.plan import Assignment
from optimizer.problem import Pin, Problem, Request


def splits_of(problem: Problem, assignments: list[Assignment]) -> list[Assignment]:
    """Split the stays of those who allow it and have no place, most urgent first; gives the added assignments.

    Nobody who has a place is moved. A party that is to be apart from another is not split.
    """
    wanting = who_may_be_split(problem, {stay.request for stay in assignments})
    if not wanting:
        return []
    house = House(seated(problem, assignments))
    return [part for request in wanting for part in house.split(request)]


def who_may_be_split(problem: Problem, placed: set[str]) -> list[Request]:
    """Whoever has no place and allows a split, in turn."""
    apart = {name for pair in problem.apart for name in pair}
    wanting = [r for r in problem.requests if r.splittable and r.pinned is None and r.id not in placed | apart]
    in_turn = sorted(wanting, key=lambda request: (request.tier, -request.waiting, request.lot))
    return in_turn if problem.candidates is None else []


def seated(problem: Problem, assignments: list[Assignment]) -> Problem:
    """Pin everyone who has a place."""
    placed = {stay.request: Pin(stay.space, stay.first, stay.nights) for stay in assignments}
    return replace(
        problem, requests=tuple(replace(r, pinned=placed.get(r.id), promised=None) for r in problem.requests)
    )


@dataclass
class House:
    """The rooms with everyone seated, and the parts that have been added.

    ``guests`` are those who would give way: parts go where there are fewest of them.
    """

    problem: Problem
    guests: list[Assignment] = field(default_factory=list)
    inventory: Inventory = field(init=False)
    added: dict[int, list[tuple[int, int]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.inventory = inventory_of(self.problem)
        names, kinds = self.inventory.names, self.inventory.kinds
        self._crowd = np.zeros((len(kinds), self.problem.nights + 1), dtype=np.int32)
        for stay in self.guests:
            kind = kinds.of_space[names.space[stay.space]]
            self._crowd[kind, stay.first + 1 : stay.first + stay.nights + 1] += 1
        np.cumsum(self._crowd, axis=1, out=self._crowd)

    def split(self, request: Request) -> list[Assignment]:
        """Find the longest stay in two parts, and seat it."""
        kinds = self.inventory.kinds
        part = replace(request, shortest=1, pinned=None)
        mask = mask_of(self.problem, (part,), kinds, self.inventory.names)[0]
        usable = np.flatnonzero(mask == 0).astype(np.int32)
        cost = costs_of(self.problem, (part,), kinds, self.inventory.names, (np.zeros_like(usable), usable))
        ranking = usable[np.lexsort((cost.km, cost.points))]
        runs = self._runs(request, ranking)
        for first, cut, nights in _shapes(request, self.problem.nights):
            found = self._pair(ranking, runs, first, cut, nights)
            if found:
                return [self._seat(request, kind, *stay) for kind, stay in found]
        return []

    def _runs(self, request: Request, kind: Ints) -> Ints:
        kinds = self.inventory.kinds
        load = np.where(kinds.single[kind], 1, request.beds).astype(np.int32)
        class_ = self.inventory.names.class_[request.class_]
        longest = np.array([site.max_nights or self.problem.nights for site in self.problem.sites])[kinds.site[kind]]
        runs = Runs(kinds).of(kind, load, class_, slice(0, self.problem.nights))
        return np.asarray(np.minimum(runs, longest[:, None]))

    def _pair(self, ranking: Ints, runs: Ints, first: int, cut: int, nights: int) -> list[tuple[int, tuple[int, int]]]:
        """The best two kinds, in different sites, for one way to cut the stay."""
        site = self.inventory.kinds.site
        before = self._emptiest(ranking[runs[:, first] >= cut], first, first + cut)
        after = self._emptiest(ranking[runs[:, first + cut] >= nights - cut], first + cut, first + nights)
        for one in before[:20]:
            others = after[site[after] != site[one]]
            if len(others):
                return [(int(one), (first, cut)), (int(others[0]), (first + cut, nights - cut))]
        return []

    def _emptiest(self, kind: Ints, first: int, end: int) -> Ints:
        return kind[np.argsort(self._crowd[kind, end] - self._crowd[kind, first], kind="stable")]

    def _seat(self, request: Request, kind: int, first: int, nights: int) -> Assignment:
        kinds, end = self.inventory.kinds, first + nights
        space = next(at for at in kinds.members[kind] if self._is_free(at, kind, first, end))
        self.added.setdefault(space, []).append((first, end))
        kinds.free[kind, first:end] -= 1 if kinds.single[kind] else request.beds
        if kinds.classed[kind]:
            kinds.held[kind, first:end] = self.inventory.names.class_[request.class_]
        return Assignment(request.id, self.problem.spaces[space].id, first, nights)

    def _is_free(self, space: int, kind: int, first: int, end: int) -> bool:
        if len(self.inventory.kinds.members[kind]) == 1:
            return True
        others = self.added.get(space, [])
        return first_free(self.problem.spaces[space]) <= first and all(end <= a or b <= first for a, b in others)


def _shapes(request: Request, horizon: int) -> Iterator[tuple[int, int, int]]:
    """Ways to stay in two parts: the longest first, then the earliest, then the most even."""
    for nights in range(request.nights, max(2, request.fewest) - 1, -1):
        for first in range(request.start[0], min(request.start[1], horizon - nights) + 1):
            for cut in sorted(range(1, nights), key=lambda cut: abs(2 * cut - nights)):
                yield first, cut, nights
