"""What must hold between the parts of a problem before anything is decided."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from optimizer.problem import Pin, Problem, Request, Site, Space

MOST_NIGHTS = 3660
MOST_BEDS = 100_000
MOST_POINTS = 1_000_000
MOST_TIERS = 4
MOST_CANDIDATES_EACH = 100_000
MOST_IDS = 1_000_000
MOST_KM = 20_100.0
MOST_TOLD = 10**18
HUGE = 1e18
SHARING = ("one_party", "beds", "one_class")


def check_problem(problem: "Problem") -> None:
    """Refuse a problem whose parts do not fit together."""
    whole(problem.nights, 1, MOST_NIGHTS, "nights")
    sites = _unique((site.id for site in problem.sites), "sites")
    spaces = _unique((space.id for space in problem.spaces), "spaces")
    requests = _unique((request.id for request in problem.requests), "requests")
    for at, site in enumerate(problem.sites):
        _check_site(site, f"sites[{at}]")
    for at, space in enumerate(problem.spaces):
        known(space.site, sites, f"spaces[{at}].site")
        _check_space(space, problem.nights, f"spaces[{at}]")
    for at, request in enumerate(problem.requests):
        _check_request(request, problem.nights, spaces, f"requests[{at}]")
    _check_apart(problem.apart, requests)
    _check_candidates(problem, spaces, requests)
    _check_pins(problem)


def whole(value: object, least: int, most: int, path: str) -> None:
    """Refuse what is not a whole number between two limits."""
    if type(value) is not int:
        raise InstanceError("must be a whole number", path)
    if not least <= value <= most:
        given = f"not {value}" if abs(value) < MOST_TOLD else "and this is much more"
        raise InstanceError(f"must be between {least} and {most}, {given}", path)


def finite(value: object, least: float, most: float, path: str) -> None:
    """Refuse what is not a finite number between two limits."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
        raise InstanceError("must be a finite number", path)
    if not least <= value <= most:
        raise InstanceError(
            f"must be between {least:g} and {most:g}, not {float(max(-HUGE, min(HUGE, value))):g}", path
        )


def known(name: str, names: dict[str, int], path: str) -> None:
    """Refuse the name of something that the instance does not have."""
    if name not in names:
        raise InstanceError(f"{name!r} is not defined in this instance; define it or correct the name", path)


def _unique(names: Iterable[object], where: str) -> dict[str, int]:
    seen: dict[str, int] = {}
    for at, name in enumerate(names):
        if not (isinstance(name, str) and name):
            raise InstanceError("must be a text that is not empty", f"{where}[{at}].id")
        if name in seen:
            raise InstanceError(f"{name!r} is the id of {where}[{seen[name]}] too; ids are unique", f"{where}[{at}].id")
        seen[name] = at
    if len(seen) > MOST_IDS:
        raise InstanceError(f"has {len(seen)} entries; at most {MOST_IDS} are accepted", where)
    return seen


def _check_point(lat: float, lon: float, path: str) -> None:
    finite(lat, -90, 90, f"{path}.lat")
    finite(lon, -180, 180, f"{path}.lon")


def _check_site(site: "Site", path: str) -> None:
    _check_point(site.lat, site.lon, path)
    if site.max_nights is not None:
        whole(site.max_nights, 1, MOST_NIGHTS, f"{path}.max_nights")


def _check_space(space: "Space", nights: int, path: str) -> None:
    whole(space.beds, 0, MOST_BEDS, f"{path}.beds")
    if space.sharing not in SHARING:
        raise InstanceError(f"must be one of {', '.join(SHARING)}", f"{path}.sharing")
    if space.kept_for_tier is not None:
        whole(space.kept_for_tier, 1, MOST_TIERS, f"{path}.kept_for_tier")
    edges: list[tuple[int, int]] = []
    for at, (first, end, beds, *_) in enumerate(space.taken):
        whole(first, 0, nights - 1, f"{path}.taken[{at}][0]")
        whole(end, first + 1, nights, f"{path}.taken[{at}][1]")
        whole(beds, 0, MOST_BEDS, f"{path}.taken[{at}][2]")
        edges += [(first, beds), (end, -beds)]
    used = 0
    for night, change in sorted(edges):
        used += change
        if used > space.beds:
            overlap = f"overlapping entries take {used} beds on night {night}, and the space has {space.beds}"
            raise InstanceError(overlap, f"{path}.taken")


def _check_request(request: "Request", nights: int, spaces: dict[str, int], path: str) -> None:
    whole(request.beds, 1, MOST_BEDS, f"{path}.beds")
    whole(request.tier, 1, MOST_TIERS, f"{path}.tier")
    whole(request.nights, 1, nights, f"{path}.nights")
    whole(request.start[0], 0, nights - 1, f"{path}.start[0]")
    whole(request.start[1], request.start[0], nights - 1, f"{path}.start[1]")
    whole(request.waiting, 0, MOST_BEDS, f"{path}.waiting")
    whole(request.lot, 0, 2**62, f"{path}.lot")
    if request.shortest is not None:
        whole(request.shortest, 1, request.nights, f"{path}.shortest")
    for name, points in request.prefers.items():
        whole(points, 0, MOST_POINTS, f"{path}.prefers.{name}")
    both = sorted(request.requires & request.refuses)
    if both:
        raise InstanceError(f"{both[0]!r} is also required; remove it from one of the two lists", f"{path}.refuses")
    _check_distances(request, path)
    for name, pin in (("pinned", request.pinned), ("promised", request.promised)):
        if pin is not None:
            _check_pin(pin, nights, spaces, f"{path}.{name}")


def _check_distances(request: "Request", path: str) -> None:
    if request.origin is not None:
        finite(request.origin[0], -90, 90, f"{path}.origin[0]")
        finite(request.origin[1], -180, 180, f"{path}.origin[1]")
    if request.max_km is not None:
        finite(request.max_km, 0, MOST_KM, f"{path}.max_km")
        if request.origin is None:
            raise InstanceError("needs an origin to measure from; add origin or remove max_km", f"{path}.max_km")
    for at, zone in enumerate(request.avoid):
        _check_point(zone.lat, zone.lon, f"{path}.avoid[{at}]")
        finite(zone.km, 0, MOST_KM, f"{path}.avoid[{at}].km")


def _check_pin(pin: "Pin", nights: int, spaces: dict[str, int], path: str) -> None:
    known(pin.space, spaces, f"{path}.space")
    whole(pin.first, 0, nights - 1, f"{path}.first")
    whole(pin.nights, 1, nights - pin.first, f"{path}.nights")


def _check_apart(pairs: "tuple[tuple[str, str], ...]", requests: dict[str, int]) -> None:
    for at, (one, other) in enumerate(pairs):
        known(one, requests, f"apart[{at}][0]")
        known(other, requests, f"apart[{at}][1]")
        if one == other:
            raise InstanceError("a request cannot be kept apart from itself", f"apart[{at}]")


def _check_candidates(problem: "Problem", spaces: dict[str, int], requests: dict[str, int]) -> None:
    seen: set[tuple[str, str]] = set()
    each = dict.fromkeys(requests, 0)
    for at, candidate in enumerate(problem.candidates or ()):
        path = f"candidates[{at}]"
        known(candidate.request, requests, f"{path}.request")
        known(candidate.space, spaces, f"{path}.space")
        whole(candidate.beds, 0, MOST_BEDS, f"{path}.beds")
        for part, cost in enumerate(candidate.cost):
            whole(cost, -(10**9), 10**9, f"{path}.cost[{part}]")
        each[candidate.request] += 1
        if each[candidate.request] > MOST_CANDIDATES_EACH:
            too_many = f"{candidate.request!r} has more than {MOST_CANDIDATES_EACH} candidates; leave out the worst"
            raise InstanceError(too_many, path)
        if (candidate.request, candidate.space) in seen:
            raise InstanceError("this pair is listed twice; keep one", path)
        seen.add((candidate.request, candidate.space))


def _check_pins(problem: "Problem") -> None:
    """Refuse pins that two requests cannot both have."""
    at_space: dict[str, list[tuple[int, Request]]] = {}
    at_request: dict[str, tuple[int, Request]] = {}
    for at, request in enumerate(problem.requests):
        if request.pinned is not None:
            at_space.setdefault(request.pinned.space, []).append((at, request))
            at_request[request.id] = at, request
    site_of = {space.id: space.site for space in problem.spaces}
    for space in problem.spaces:
        if space.id in at_space:
            _check_pins_of_space(space, at_space[space.id], problem)
    for one, other in problem.apart:
        if one in at_request and other in at_request:
            at, first = at_request[one]
            if _meet(first, at_request[other][1], site_of):
                raise InstanceError(f"is at one site with {other!r}; the two are to be apart", f"requests[{at}].pinned")


def _meet(one: "Request", other: "Request", site_of: dict[str, str]) -> bool:
    if one.pinned is None or other.pinned is None or site_of[one.pinned.space] != site_of[other.pinned.space]:
        return False
    return _overlap(one.pinned, other.pinned)


def _overlap(one: "Pin", other: "Pin") -> bool:
    return one.first < other.first + other.nights and other.first < one.first + one.nights


def _check_pins_of_space(space: "Space", pinned: "list[tuple[int, Request]]", problem: "Problem") -> None:
    listed = {(c.request, c.space): c.beds for c in problem.candidates or ()}
    edges = [edge for first, end, beds, *_ in space.taken for edge in ((first, beds, -1), (end, -beds, -1))]
    for at, request in pinned:
        pin = request.pinned
        if pin is None:
            continue
        beds = listed.get((request.id, space.id), request.beds)
        beds = space.beds if space.sharing == "one_party" and beds <= space.beds else beds
        edges += [(pin.first, beds, at), (pin.first + pin.nights, -beds, -1)]
    used = 0
    for night, change, at in sorted(edges):
        used += change
        if used > space.beds:
            path = f"requests[{at}].pinned" if at >= 0 else f"requests[{pinned[0][0]}].pinned"
            raise InstanceError(f"space {space.id!r} is over-filled by pins on night {night}; move or end one", path)
    if space.sharing == "one_class":
        _check_pinned_classes(space, pinned)


def _check_pinned_classes(space: "Space", pinned: "list[tuple[int, Request]]") -> None:
    inside: list[tuple[int, int, str | None]] = [
        (first, end, rest[0] if rest else None) for first, end, beds, *rest in space.taken if beds
    ]
    for at, request in pinned:
        if request.pinned is None:
            continue
        first, end = request.pinned.first, request.pinned.first + request.pinned.nights
        if any(first < until and since < end and request.class_ != other for since, until, other in inside):
            raise InstanceError(f"shares {space.id!r} with another class; move one", f"requests[{at}].pinned")
        inside.append((first, end, request.class_))
