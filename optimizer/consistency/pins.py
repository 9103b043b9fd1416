"""What must hold between requests that have their place already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from optimizer.problem import Pin, Problem, Request, Space


def check_pins(problem: Problem) -> None:
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


def _meet(one: Request, other: Request, site_of: dict[str, str]) -> bool:
    if one.pinned is None or other.pinned is None or site_of[one.pinned.space] != site_of[other.pinned.space]:
        return False
    return _overlap(one.pinned, other.pinned)


def _overlap(one: Pin, other: Pin) -> bool:
    return one.first < other.first + other.nights and other.first < one.first + one.nights


def _is_there(pin: Pin | None, night: int) -> bool:
    return pin is not None and pin.first <= night < pin.first + pin.nights


def _check_pins_of_space(space: Space, pinned: list[tuple[int, Request]], problem: Problem) -> None:
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
            blamed = at if at >= 0 else next(each for each, request in pinned if _is_there(request.pinned, night))
            taken = sum(beds for first, end, beds, *_ in space.taken if first <= night < end)
            others = f"where {taken} of its {space.beds} beds are taken" if taken else "by pins"
            raise InstanceError(
                f"space {space.id!r} is over-filled {others} on night {night}; move or end one",
                f"requests[{blamed}].pinned",
            )
    if space.sharing == "one_class":
        _check_pinned_classes(space, pinned)


def _check_pinned_classes(space: Space, pinned: list[tuple[int, Request]]) -> None:
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
