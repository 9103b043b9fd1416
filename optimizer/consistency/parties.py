"""What must hold of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.consistency.limits import MOST_BEDS, MOST_POINTS, MOST_TIERS, finite, known, whole
from optimizer.consistency.places import check_point
from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from optimizer.problem import Pin, Request

MOST_KM = 20_100.0


def check_request(request: Request, nights: int, spaces: dict[str, int], path: str, *, explicit: bool) -> None:
    """Refuse a request whose numbers contradict each other."""
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
    _check_distances(request, path, explicit=explicit)
    for name, pin in (("pinned", request.pinned), ("promised", request.promised)):
        if pin is not None:
            _check_pin(pin, nights, spaces, f"{path}.{name}")


def _check_distances(request: Request, path: str, *, explicit: bool) -> None:
    if request.origin is not None:
        finite(request.origin[0], -90, 90, f"{path}.origin[0]")
        finite(request.origin[1], -180, 180, f"{path}.origin[1]")
    if request.max_km is not None:
        finite(request.max_km, 0, MOST_KM, f"{path}.max_km")
        if request.origin is None and not explicit:
            raise InstanceError("needs an origin to measure from; add origin or remove max_km", f"{path}.max_km")
    for at, zone in enumerate(request.avoid):
        check_point(zone.lat, zone.lon, f"{path}.avoid[{at}]")
        finite(zone.km, 0, MOST_KM, f"{path}.avoid[{at}].km")


def _check_pin(pin: Pin, nights: int, spaces: dict[str, int], path: str) -> None:
    known(pin.space, spaces, f"{path}.space")
    whole(pin.first, 0, nights - 1, f"{path}.first")
    whole(pin.nights, 1, nights - pin.first, f"{path}.nights")
