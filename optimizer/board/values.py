"""The value of each level of any list of assignments, pinned and split stays included."""

from collections import Counter

import numpy as np

from optimizer.board.kinds import Ints
from optimizer.distance import haversine_km
from optimizer.plan import LEVELS, Assignment
from optimizer.problem import Candidate, Pin, Problem, Request, Sharing, Site, Space


def values_of(problem: Problem, assignments: list[Assignment]) -> Ints:
    """Value of each level, in the order of ``LEVELS``."""
    scale = _Scale(problem)
    stays: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        stays.setdefault(assignment.request, []).append(assignment)
    total = np.zeros(len(LEVELS), dtype=np.int64)
    for name, parts in stays.items():
        request = scale.requests[name]
        total[request.tier - 1] += 1
        total[4] += len(parts) == 1 and _kept(request, parts[0])
        total[5] += max(0, request.nights - sum(part.nights for part in parts))
        for part in parts:
            total[5:] += scale.costs(request, scale.spaces[part.space])
    return total


def _kept(request: Request, stay: Assignment) -> bool:
    return (request.pinned or request.promised) == Pin(stay.space, stay.first, stay.nights)


class _Scale:
    """What one assignment adds to points, kilometres and scarcity."""

    def __init__(self, problem: Problem) -> None:
        self.requests = {request.id: request for request in problem.requests}
        self.spaces = {space.id: space for space in problem.spaces}
        self._sites = {site.id: site for site in problem.sites}
        self._explicit = problem.candidates is not None
        self._listed = {(c.request, c.space): c for c in problem.candidates or ()}
        counts = Counter(name for space in problem.spaces for name in self._offers(space))
        self._rare = {name for name, count in counts.items() if 10 * count <= len(problem.spaces)}

    def costs(self, request: Request, space: Space) -> tuple[int, int, int]:
        """Points (without nights cut), kilometres and scarcity."""
        offers = self._offers(space)
        wanted = request.requires | request.prefers.keys()
        scarce = len((offers & self._rare) - wanted)
        listed = self._listed.get((request.id, space.id))
        beds = listed.beds if listed else request.beds
        scarce += space.beds - beds if space.sharing == Sharing.ONE_PARTY else 0
        if self._explicit:
            return (*_cost(listed), scarce)
        points = sum(worth for name, worth in request.prefers.items() if name not in offers)
        return points, _km(request, self._sites[space.site]), scarce

    def _offers(self, space: Space) -> frozenset[str]:
        return space.attributes | self._sites[space.site].attributes


def _cost(listed: Candidate | None) -> tuple[int, int]:
    return listed.cost if listed else (0, 0)


def _km(request: Request, site: Site) -> int:
    if request.origin is None:
        return 0
    return int(np.rint(haversine_km(*request.origin, *site.point)))
