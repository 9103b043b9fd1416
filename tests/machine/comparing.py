"""What the database says beside what the model says, night by night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.machine.model import Model, Room


class Divergence(AssertionError):  # noqa: N818 - what the machine is for
    """Program and model do not agree."""


def nights_of_model(model: Model, rooms: Sequence[Room]) -> set[tuple[Any, ...]]:
    """List what takes which night of which room, as the model has it."""
    nights: set[tuple[Any, ...]] = {("closure", *night) for night in model.closed}
    nights |= {("turnaround", *night) for night in model.rests}
    for room in rooms:
        for kind, blocks in (("stay", model.stayed(room.id)), ("hold", model.held(room.id))):
            nights |= {(kind, room.id, night, key) for key, start, end in blocks for night in _each(start, end)}
    return nights


def _each(start: date, end: date) -> list[date]:
    return [start + timedelta(days=offset) for offset in range((end - start).days)]


def nights_of(rows: list[list[Any]]) -> set[tuple[Any, ...]]:
    """Read what takes nights; a hold that ran out takes none, whether its row is gone or not."""
    nights: set[tuple[Any, ...]] = set()
    for kind, room, lower, upper, whose, over in rows:
        if not over:
            owner = (UUID(whose),) if kind in {"stay", "hold"} else ()
            for night in _each(date.fromisoformat(lower), date.fromisoformat(upper)):
                nights.add((kind, UUID(room), night, *owner))
    return nights


def same(what: str, seen: Any, expected: Any) -> None:
    """Refuse to go on where the two differ."""
    if seen != expected:
        raise Divergence(f"{what}: the database says {seen!r}, the model {expected!r}")
