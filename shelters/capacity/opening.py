"""Opening nights that were closed; what was closed in the past stays on record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.closures import (
    beds_under,
    check_order,
    closure_seen,
    dates_of,
    lift_closure,
    live_closures,
    locked_room,
    new_closure,
    write_closure,
)
from shelters.capacity.models import Closure, Room
from shelters.capacity.occupancy import Nights, gaps, nights_between
from shelters.capacity.rows import tonight_at
from shelters.capacity.words import ClosureReason


async def open_closure(
    session: AsyncSession, actor: Actor, closure_id: UUID, first: date | None = None, until: date | None = None
) -> int:
    """Open what one closure closed, or only these nights of it; give how many nights."""
    closure = await closure_seen(session, actor, closure_id)
    beds = [bed.number for bed in await beds_under(session, closure)]
    nights = max(first or closure.first, closure.first), min(until or closure.until, closure.until)
    return await open_nights(session, actor, closure.room_id, *nights, beds=beds)


async def open_nights(
    session: AsyncSession,
    actor: Actor,
    room_id: UUID,
    first: date,
    until: date,
    *,
    beds: Collection[int] | None = None,
) -> int:
    """Open a room, or some of its beds, on these nights as far as they are to come; give how many were closed."""
    room = await locked_room(session, actor, room_id)
    # What was closed in the past stays on record as it was.
    first = max(first, await tonight_at(session, room.house_id))
    check_order(first, until)
    opened: set[date] = set()
    for closure in await live_closures(session, room.id, first, until):
        covered = await beds_under(session, closure)
        opening = [bed for bed in covered if beds is None or bed.number in beds]
        if not opening:
            continue
        await lift_closure(session, actor, closure)
        others = [bed for bed in covered if bed not in opening]
        left = [(nights, opening) for nights in gaps(closure.first, closure.until, [(first, until)])]
        for nights, kept in [*left, *([((closure.first, closure.until), others)] if others else [])]:
            await write_closure(session, _part(actor, room, nights, closure), kept)
        opened |= set(nights_between(max(first, closure.first), min(until, closure.until)))
    if opened:
        record(session, actor, Action.NIGHTS_OPENED, room.id, **dates_of(first, until))
    return len(opened)


def _part(actor: Actor, room: Room, nights: Nights, closure: Closure) -> Closure:
    """Draw up what stays closed of a closure: it was closed by whoever closed it first."""
    part = new_closure(actor, room, nights, ClosureReason(closure.reason))
    part.closed_by, part.closed_at = closure.closed_by, closure.closed_at
    return part
