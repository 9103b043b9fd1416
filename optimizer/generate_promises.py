"""Invented past decisions: stays that have begun, and places that were promised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.problem import Pin, Sharing

if TYPE_CHECKING:
    from random import Random

    from optimizer.problem import Request, Space


def with_promises(
    random: Random, requests: tuple[Request, ...], spaces: tuple[Space, ...], *, pinned: float, promised: float
) -> tuple[Request, ...]:
    """Give some requests a place already; no two of them the same space, so that all could be kept."""
    rooms = [space for space in spaces if space.sharing is Sharing.ONE_PARTY]
    random.shuffle(rooms)
    pins, promises = round(pinned * len(requests)), round(promised * len(requests))
    changed = list(requests)
    for order, at in enumerate(random.sample(range(len(requests)), pins + promises)):
        place = _free_place(requests[at], rooms)
        if place is not None:
            begun = order < pins
            changed[at] = replace(requests[at], pinned=place if begun else None, promised=None if begun else place)
    return tuple(changed)


def _free_place(request: Request, rooms: list[Space]) -> Pin | None:
    """Find a room that is big enough and free for the whole stay, and strike it off the list."""
    first, end = request.start[0], request.start[0] + request.nights
    for room in rooms:
        if room.beds >= request.beds and all(end <= taken[0] or taken[1] <= first for taken in room.taken):
            rooms.remove(room)
            return Pin(room.id, first, request.nights)
    return None
