"""What must hold of sites and spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.consistency.limits import ANY_NIGHTS, MOST_BEDS, MOST_TIERS, finite, whole
from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from optimizer.problem import Problem, Request, Site, Space

SHARING = ("one_party", "beds", "one_class")


def check_point(lat: float, lon: float, path: str) -> None:
    """Refuse what is no point on Earth."""
    finite(lat, -90, 90, f"{path}.lat")
    finite(lon, -180, 180, f"{path}.lon")


def check_site(site: Site, path: str) -> None:
    """Refuse a site that is half located, or has no longest stay that can be."""
    if site.lat is not None and site.lon is not None:
        check_point(site.lat, site.lon, path)
    elif site.lat is not None or site.lon is not None:
        lacking, given = ("lat", "lon") if site.lat is None else ("lon", "lat")
        raise InstanceError(f"must be given where {given} is; give both or neither", f"{path}.{lacking}")
    if site.max_nights is not None:
        whole(site.max_nights, 1, ANY_NIGHTS, f"{path}.max_nights")


def check_space(space: Space, nights: int, path: str) -> None:
    """Refuse a space whose numbers contradict each other."""
    whole(space.beds, 0, MOST_BEDS, f"{path}.beds")
    if space.sharing not in SHARING:
        raise InstanceError(f"must be one of {', '.join(SHARING)}", f"{path}.sharing")
    if space.kept_for_tier is not None:
        whole(space.kept_for_tier, 1, MOST_TIERS, f"{path}.kept_for_tier")
    for at, (first, end, beds, *_) in enumerate(space.taken):
        whole(first, 0, nights - 1, f"{path}.taken[{at}][0]")
        whole(end, first + 1, nights, f"{path}.taken[{at}][1]")
        whole(beds, 0, MOST_BEDS, f"{path}.taken[{at}][2]")
    _check_taken_beds(space, f"{path}.taken")
    if space.sharing == "one_class":
        _check_taken_classes(space, f"{path}.taken")


def _check_taken_beds(space: Space, path: str) -> None:
    edges = [edge for first, end, beds, *_ in space.taken for edge in ((first, beds), (end, -beds))]
    used = 0
    for night, change in sorted(edges):
        used += change
        if used > space.beds:
            entries = "overlapping entries take" if len(space.taken) > 1 else "the entry takes"
            raise InstanceError(f"{entries} {used} beds on night {night}, and the space has {space.beds}", path)


def _check_taken_classes(space: Space, path: str) -> None:
    """Refuse two classes of person that are said to be in a space for one class on the same night."""
    until, inside = 0, None
    for at in sorted(range(len(space.taken)), key=lambda at: space.taken[at][0]):
        first, end, beds, *rest = space.taken[at]
        class_ = rest[0] if rest else None
        if beds and first < until and class_ != inside:
            both = f"two classes, {inside or 'none'} and {class_ or 'none'}, are together on night {first}"
            raise InstanceError(f"{both}, and the space is for one at a time", f"{path}[{at}]")
        if beds:
            until, inside = max(end, until), class_


def check_measured(problem: Problem) -> None:
    """Refuse sites that stand nowhere where a distance decides: every zone to avoid would let them through."""
    measured = next(filter(None, map(_measured, problem.requests)), None) if problem.candidates is None else None
    for at, site in enumerate(problem.sites):
        if measured is not None and site.lat is None:
            missing = f"is missing, and {measured} is measured to every site; give lat and lon"
            raise InstanceError(missing, f"sites[{at}].lat")


def _measured(request: Request) -> str | None:
    """Say what of a request needs to know where sites are."""
    asks = {"avoid": bool(request.avoid), "max_km": request.max_km is not None, "origin": request.origin is not None}
    return next((f"{name} of request {request.id!r}" for name, given in asks.items() if given), None)
