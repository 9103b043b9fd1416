"""Every stay that the rules allow, one by one: what the peers are given to choose from.

It shares no code with the solver, so that a mistake there would not be handed to the peers as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.checker_geodesic import geodesic_km, rounded_km
from optimizer.problem import Sharing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from optimizer import Problem, Request, Space

    Whole = NDArray[np.signedinteger[Any]]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """All allowed stays: parallel arrays of request and space (by position), first night, nights, beds and costs.

    `kept` is 1 where the stay is what was promised or has begun.
    """

    request: Whole
    space: Whole
    first: Whole
    nights: Whole
    beds: Whole
    points: Whole
    kilometres: Whole
    kept: Whole

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.request)

    def take(self, which: Whole | Mask) -> Columns:
        """Return some of the stays."""
        return Columns(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def columns_of(problem: Problem) -> Columns:
    """List every allowed stay of every request, shortened and later ones included; split stays are left out."""
    return joined(list(columns_by_request(problem)))


def joined(parts: list[Columns]) -> Columns:
    """Put columns one after another."""
    names = Columns.__dataclass_fields__
    return Columns(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def columns_by_request(problem: Problem) -> Iterator[Columns]:
    """List the allowed stays of one request after another, for problems of which the whole list is too long."""
    pairs = _Listed(problem) if problem.candidates is not None else _Ruled(problem)
    calendar = _Calendar(problem)
    where = {space.id: at for at, space in enumerate(problem.spaces)}
    for at, request in enumerate(problem.requests):
        spaces, beds, points, kilometres = pairs.of(at)
        lengths = range(request.fewest, request.nights + 1)
        if request.pinned:
            lengths = range(request.pinned.nights, request.pinned.nights + 1)
        parts = []
        for nights in lengths:
            which, first = calendar.starts(request, spaces, beds, nights)
            cut = max(0, request.nights - nights)
            parts.append(
                (spaces[which], first, nights + 0 * first, beds[which], points[which] + cut, kilometres[which])
            )
        columns = [np.concatenate(column).astype(np.int32) for column in zip(*parts, strict=True)]
        promise = request.pinned or request.promised
        kept = np.zeros(len(columns[0]), dtype=np.int32)
        if promise:
            same = (columns[0] == where[promise.space]) & (columns[1] == promise.first)
            kept[same & (columns[2] == promise.nights)] = 1
        yield Columns(*(np.full(len(kept), at, dtype=np.int32), *columns, kept))


class _Calendar:
    """Which nights of each space a party of some size and class could sleep there."""

    def __init__(self, problem: Problem) -> None:
        self.nights = problem.nights
        self.spaces = problem.spaces
        longest = {site.id: site.max_nights or problem.nights for site in problem.sites}
        self.longest = np.array([longest[space.site] for space in problem.spaces])
        self.usable: dict[str | None, Whole] = {}

    def starts(self, request: Request, spaces: Whole, beds: Whole, nights: int) -> tuple[Whole, Whole]:
        """Return positions in `spaces` and first nights at which the whole stay is free."""
        pin = request.pinned
        earliest, latest = (pin.first, pin.first) if pin else request.start
        latest = min(latest, self.nights - nights)
        allowed = np.flatnonzero((self.longest[spaces] >= nights) | (pin is not None))
        if latest < earliest or not len(allowed):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        usable = self._usable(request.class_)[spaces[allowed], earliest : latest + nights]
        full = np.zeros((len(allowed), usable.shape[1] + 1), dtype=np.int64)
        np.cumsum(usable < beds[allowed, None], axis=1, out=full[:, 1:])
        which, later = np.nonzero(full[:, nights:] == full[:, :-nights])
        return allowed[which], later + earliest

    def _usable(self, kind: str | None) -> Whole:
        if kind not in self.usable:
            self.usable[kind] = np.array([list(_free_beds(space, kind, self.nights)) for space in self.spaces])
        return self.usable[kind]


def _free_beds(space: Space, kind: str | None, nights: int) -> Iterator[int]:
    taken = np.zeros(nights, dtype=np.int64)
    for first, end, beds, *classes in space.taken:
        shut = space.sharing is Sharing.ONE_PARTY or (
            space.sharing is Sharing.ONE_CLASS and (classes[0] if classes else None) != kind
        )
        taken[first:end] += space.beds if shut and beds else beds
    yield from np.maximum(0, space.beds - taken)


class _Listed:
    """Pairs of an instance that lists its candidates."""

    def __init__(self, problem: Problem) -> None:
        where = {space.id: at for at, space in enumerate(problem.spaces)}
        self.rows: dict[str, list[tuple[int, int, int, int]]] = {request.id: [] for request in problem.requests}
        self.names = [request.id for request in problem.requests]
        for pair in problem.candidates or ():
            self.rows[pair.request].append((where[pair.space], pair.beds, *pair.cost))

    def of(self, at: int) -> tuple[Whole, Whole, Whole, Whole]:
        """Return spaces, beds, points and kilometres of one request."""
        rows = np.array(self.rows[self.names[at]], dtype=np.int64).reshape(-1, 4)
        return rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]


class _Ruled:
    """Pairs that the rules on attributes, reserve and distances allow."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        house = {site.id: at for at, site in enumerate(problem.sites)}
        self.house = np.array([house[space.site] for space in problem.spaces])
        offered = [
            space.attributes | problem.sites[at].attributes
            for space, at in zip(problem.spaces, self.house, strict=True)
        ]
        self.has = {name: np.array([name in some for some in offered]) for name in frozenset().union(*offered)}
        self.kept = np.array([space.kept_for_tier or 4 for space in problem.spaces])
        self.none = np.zeros(len(problem.spaces), dtype=bool)

    def of(self, at: int) -> tuple[Whole, Whole, Whole, Whole]:
        """Return spaces, beds, points and kilometres of one request."""
        request = self.problem.requests[at]
        spaces = np.flatnonzero(self._allowed(request))
        points = np.zeros(len(self.none), dtype=np.int64)
        for name, lost in request.prefers.items():
            points += lost * ~self.has.get(name, self.none)
        kilometres = np.zeros(len(self.problem.sites), dtype=np.int64)
        if request.origin:
            kilometres[:] = [rounded_km(*request.origin, *site.point) for site in self.problem.sites]
        return spaces, np.full(len(spaces), request.beds), points[spaces], kilometres[self.house[spaces]]

    def _allowed(self, request: Request) -> Mask:
        if request.pinned:
            return np.array([space.id == request.pinned.space for space in self.problem.spaces])
        allowed: Mask = self.kept >= request.tier
        for name in request.requires:
            allowed = allowed & self.has.get(name, self.none)
        for name in request.refuses:
            allowed = allowed & ~self.has.get(name, self.none)
        houses = np.unique(self.house[allowed])
        safe = np.zeros(len(self.problem.sites), dtype=bool)
        safe[houses] = [self._is_safe(request, house) for house in houses]
        everywhere: Mask = allowed & safe[self.house]
        return everywhere

    def _is_safe(self, request: Request, house: int) -> bool:
        site = self.problem.sites[house]
        limit = request.max_km
        if request.origin and limit is not None and geodesic_km(*request.origin, *site.point) > limit:
            return False
        return all(geodesic_km(zone.lat, zone.lon, *site.point) > zone.km for zone in request.avoid)
