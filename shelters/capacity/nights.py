"""Closing nights of a room or of some of its beds; a stay is never moved or cancelled by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.closures import (
    check_order,
    dates_of,
    live_closures,
    locked_room,
    new_closure,
    write_closure,
)
from shelters.capacity.models import Bed, BedOccupancy, Closure, Room
from shelters.capacity.occupancy import (
    OF_PEOPLE,
    Nights,
    Stretches,
    bounds,
    free_expired_holds,
    gaps,
    nights_between,
    room_occupancy,
    runs,
)
from shelters.capacity.rows import beds_in, house_seen, room_seen, tonight_at
from shelters.capacity.words import ClosureReason, OccupancyKind
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError

# A closure longer than this is a room that should be taken out of use.
LONGEST_CLOSURE = 366


@dataclass(frozen=True)
class Mark:
    """A night marked in the calendar: of a room taken whole, or of one bed."""

    room_id: UUID
    night: date
    bed_id: int | None = None


async def close_nights(  # noqa: PLR0913 - a command's own arguments, and which nights of what
    session: AsyncSession,
    actor: Actor,
    room_id: UUID,
    first: date,
    until: date,
    reason: ClosureReason,
    *,
    beds: Collection[int] | None = None,
) -> Closure:
    """Close a room, or some of its beds, from the first night until, not including, the last date.

    Nights that are closed already stay as they are. With somebody in these beds or expected, nothing is closed, and the
    refusal says which nights these are.
    """
    room = await locked_room(session, actor, room_id)
    _check_range(first, until, await tonight_at(session, room.house_id))
    await free_expired_holds(session, room.id)
    chosen = await _chosen(session, room, beds)
    taken = await room_occupancy(session, room.id, first, until)
    _refuse_where_people_are([row for row in taken if row.bed_id in chosen], first, until)
    added = [
        await write_closure(session, new_closure(actor, room, nights, reason), free)
        for nights, free in _still_open(chosen, taken, first, until)
    ]
    for closure in added:
        record(
            session, actor, Action.NIGHTS_CLOSED, room.id, reason=reason.value, **dates_of(closure.first, closure.until)
        )
    return (added or await live_closures(session, room.id, first, until))[0]


async def close_marked_nights(
    session: AsyncSession, actor: Actor, house_id: UUID, marked: Iterable[Mark], reason: ClosureReason
) -> int:
    """Close what was marked in the calendar of a house, of as many rooms and beds as there are; give how many marks."""
    house = await house_seen(session, actor, house_id, lock=True)
    nights_of: dict[tuple[UUID, int | None], set[date]] = {}
    for mark in marked:
        nights_of.setdefault((mark.room_id, mark.bed_id), set()).add(mark.night)
    if not nights_of:
        raise InvalidInputError("night", N_("Marca una noche o más en el calendario."))
    for (room_id, bed_id), nights in nights_of.items():
        if (await room_seen(session, actor, room_id)).house_id != house.id:
            raise NotFoundError
        beds = None if bed_id is None else (bed_id,)
        for first, until in runs(nights):
            await close_nights(session, actor, room_id, first, until, reason, beds=beds)
    return sum(map(len, nights_of.values()))


async def _chosen(session: AsyncSession, room: Room, beds: Collection[int] | None) -> dict[int, Bed]:
    in_use = {bed.number: bed for bed in await beds_in(session, room.id) if bed.in_use}
    if beds is None:
        return in_use
    if not set(beds) <= set(in_use):
        raise NotFoundError
    return {number: in_use[number] for number in beds}


def _still_open(
    chosen: dict[int, Bed], taken: list[BedOccupancy], first: date, until: date
) -> list[tuple[Nights, list[Bed]]]:
    """Say which beds are not closed yet on which nights; beds with the same nights come together."""
    groups: dict[Nights, list[Bed]] = {}
    for number, bed in chosen.items():
        closed = [bounds(row) for row in taken if row.bed_id == number and row.kind == OccupancyKind.CLOSURE]
        for nights in gaps(first, until, closed):
            groups.setdefault(nights, []).append(bed)
    return sorted(groups.items(), key=lambda group: group[0])


def _check_range(first: date, until: date, tonight: date) -> None:
    check_order(first, until)
    if first < tonight:
        raise InvalidInputError("first", N_("Esa noche ya pasó. Elige desde la de hoy."))
    if (until - first).days > LONGEST_CLOSURE:
        raise InvalidInputError("until", N_("Un cierre dura hasta un año. Elige una fecha más cercana."))


def _refuse_where_people_are(taken: list[BedOccupancy], first: date, until: date) -> None:
    nights = {
        night
        for start, end in (bounds(row) for row in taken if row.kind in OF_PEOPLE)
        for night in nights_between(max(first, start), min(until, end))
    }
    if nights:
        raise ConflictError(
            N_("No cerramos nada: hay estancias o camas apartadas en estas noches: %(nights)s. Elige las otras."),
            nights=Stretches.of(runs(nights)),
        )
