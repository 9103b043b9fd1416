"""What must hold of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.consistency.limits import (
    ANY_NIGHTS,
    MOST_BEDS,
    MOST_NIGHTS,
    MOST_POINTS,
    MOST_TIERS,
    finite,
    known,
    whole,
)
from optimizer.consistency.places import check_point
from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from optimizer.problem import Pin, Request

MOST_POINTS_EACH = 10**9
ANY_KM = 1e9


def check_request(request: Request, spaces: dict[str, int], nights: int, path: str, *, explicit: bool) -> None:
    """Refuse a request whose numbers contradict each other; one that is only hopeless is for the plan to say."""
    whole(request.beds, 1, MOST_BEDS, f"{path}.beds")
    whole(request.tier, 1, MOST_TIERS, f"{path}.tier")
    whole(request.nights, 1, MOST_NIGHTS, f"{path}.nights")
    if request.shortest is not None:
        whole(request.shortest, 1, request.nights, f"{path}.shortest")
    _check_window(*request.start, f"{path}.start")
    finite(request.waiting, 0, ANY_NIGHTS, f"{path}.waiting")
    whole(request.lot, 0, 2**62, f"{path}.lot")
    _check_points(request, f"{path}.prefers")
    _check_distances(request, path, explicit=explicit)
    for name, pin in (("pinned", request.pinned), ("promised", request.promised)):
        if pin is not None:
            known(pin.space, spaces, f"{path}.{name}.space")
            # Unlike a stay that has begun, a promise past the last night is one that cannot be kept, and no more.
            _check_pin(pin, nights if name == "pinned" else None, f"{path}.{name}")


def _check_window(earliest: int, latest: int, path: str) -> None:
    whole(earliest, 0, ANY_NIGHTS, f"{path}[0]")
    whole(latest, 0, ANY_NIGHTS, f"{path}[1]")
    if latest < earliest:
        raise InstanceError(f"the latest start, {latest}, is before the earliest, {earliest}", f"{path}[1]")


def _check_points(request: Request, path: str) -> None:
    for name, points in request.prefers.items():
        whole(points, 0, MOST_POINTS, f"{path}.{name}")
    total = sum(request.prefers.values())
    if total > MOST_POINTS_EACH:
        raise InstanceError(f"adds up to {total} points; at most {MOST_POINTS_EACH} are accepted", path)


def _check_distances(request: Request, path: str, *, explicit: bool) -> None:
    if request.origin is not None:
        finite(request.origin[0], -90, 90, f"{path}.origin[0]")
        finite(request.origin[1], -180, 180, f"{path}.origin[1]")
    if request.max_km is not None:
        finite(request.max_km, 0, ANY_KM, f"{path}.max_km")
        if request.origin is None and not explicit:
            raise InstanceError("needs an origin to measure from; add origin or remove max_km", f"{path}.max_km")
    for at, zone in enumerate(request.avoid):
        check_point(zone.lat, zone.lon, f"{path}.avoid[{at}]")
        finite(zone.km, 0, ANY_KM, f"{path}.avoid[{at}].km")


def _check_pin(pin: Pin, nights: int | None, path: str) -> None:
    whole(pin.first, 0, ANY_NIGHTS if nights is None else nights - 1, f"{path}.first")
    whole(pin.nights, 1, ANY_NIGHTS if nights is None else nights - pin.first, f"{path}.nights")
