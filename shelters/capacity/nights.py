"""Closing and opening nights of a room; a stay is never moved or cancelled by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.closures import lift_closure, live_closures, write_closure
from shelters.capacity.models import Closure, Room
from shelters.capacity.occupancy import (
    NIGHT,
    OF_PEOPLE,
    Nights,
    bounds,
    free_expired_holds,
    gaps,
    room_occupancy,
    runs,
    written,
)
from shelters.capacity.rows import beds_in, house_seen, room_seen
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError

# A closure longer than this is a room that should be taken out of use.
LONGEST_CLOSURE = 366


async def close_nights(
    session: AsyncSession, actor: Actor, room_id: UUID, first: date, until: date, reason: ClosureReason
) -> Closure:
    """Close a room from the first night until, not including, the last date.

    Nights that are closed already stay as they are. With somebody in the room or expected, nothing is closed, and the
    refusal says which nights these are.
    """
    room = await _locked_room(session, actor, room_id)
    _check_range(first, until)
    await free_expired_holds(session, room.id)
    await _refuse_where_people_are(session, room, first, until)
    present = await live_closures(session, room.id, first, until)
    beds = [bed for bed in await beds_in(session, room.id) if bed.in_use]
    added = [
        await write_closure(session, _closure(actor, room, nights, reason), beds)
        for nights in gaps(first, until, [(each.first, each.until) for each in present])
    ]
    for closure in added:
        record(
            session, actor, Action.NIGHTS_CLOSED, room.id, reason=reason.value, **_dates(closure.first, closure.until)
        )
    return (added or present)[0]


async def close_marked_nights(
    session: AsyncSession,
    actor: Actor,
    house_id: UUID,
    marked: Iterable[tuple[UUID, date]],
    reason: ClosureReason,
) -> int:
    """Close the nights marked in the calendar of a house, of as many rooms as there are; give how many."""
    house = await house_seen(session, actor, house_id, lock=True)
    nights_of: dict[UUID, set[date]] = {}
    for room_id, night in marked:
        nights_of.setdefault(room_id, set()).add(night)
    if not nights_of:
        raise InvalidInputError("night", N_("Marca una noche o más en el calendario."))
    for room_id, nights in nights_of.items():
        if (await room_seen(session, actor, room_id)).house_id != house.id:
            raise NotFoundError
        for first, until in runs(nights):
            await close_nights(session, actor, room_id, first, until, reason)
    return sum(map(len, nights_of.values()))


async def open_nights(session: AsyncSession, actor: Actor, room_id: UUID, first: date, until: date) -> int:
    """Open a room again on these nights, as far as they are still to come; give how many were closed."""
    room = await _locked_room(session, actor, room_id)
    # What was closed in the past stays on record as it was.
    first = max(first, today())
    _check_order(first, until)
    beds = [bed for bed in await beds_in(session, room.id) if bed.in_use]
    opened = 0
    for closure in await live_closures(session, room.id, first, until):
        await lift_closure(session, closure)
        for nights in gaps(closure.first, closure.until, [(first, until)]):
            await write_closure(session, _closure(actor, room, nights, ClosureReason(closure.reason)), beds)
        opened += (min(until, closure.until) - max(first, closure.first)).days
    if opened:
        record(session, actor, Action.NIGHTS_OPENED, room.id, **_dates(first, until))
    return opened


async def _locked_room(session: AsyncSession, actor: Actor, room_id: UUID) -> Room:
    room = await room_seen(session, actor, room_id)
    require(actor, Permission.NIGHTS_CLOSE, await house_seen(session, actor, room.house_id, lock=True))
    return room


def _check_order(first: date, until: date) -> None:
    if until <= first:
        raise InvalidInputError("until", N_("La última noche va después de la primera. Cambia una de las dos."))


def _check_range(first: date, until: date) -> None:
    _check_order(first, until)
    if first < today():
        raise InvalidInputError("first", N_("Esa noche ya pasó. Elige desde la de hoy."))
    if (until - first).days > LONGEST_CLOSURE:
        raise InvalidInputError("until", N_("Un cierre dura hasta un año. Elige una fecha más cercana."))


async def _refuse_where_people_are(session: AsyncSession, room: Room, first: date, until: date) -> None:
    taken = [each for each in await room_occupancy(session, room.id, first, until) if each.kind in OF_PEOPLE]
    nights = {
        start + offset * NIGHT
        for start, end in ((max(first, begin), min(until, end)) for begin, end in map(bounds, taken))
        for offset in range((end - start).days)
    }
    if nights:
        raise ConflictError(
            N_("No cerramos nada: hay estancias o camas apartadas en estas noches: %(nights)s. Elige las otras."),
            nights=written(runs(nights)),
        )


def _closure(actor: Actor, room: Room, nights: Nights, reason: ClosureReason) -> Closure:
    return Closure(
        network_id=room.network_id,
        house_id=room.house_id,
        room_id=room.id,
        first=nights[0],
        until=nights[1],
        reason=reason.value,
        closed_by=actor.person_id,
    )


def _dates(first: date, until: date) -> dict[str, str]:
    return {"first": first.isoformat(), "until": until.isoformat()}
