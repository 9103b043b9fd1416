"""Closures as rows: which nights of a room are closed, and the beds they take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.capacity.models import Bed, BedOccupancy, Closure, Room
from shelters.capacity.occupancy import Nights, bounds, gaps, within
from shelters.capacity.rows import beds_in, house_seen, room_seen, tonight_at
from shelters.capacity.words import ClosureReason, OccupancyKind, Safety
from shelters.clock import now
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError


async def locked_room(session: AsyncSession, actor: Actor, room_id: UUID) -> Room:
    """Give a room whose nights the actor may close and open, with its house locked."""
    room = await room_seen(session, actor, room_id)
    house = await house_seen(session, actor, room.house_id, lock=True)
    require_for(actor, Permission.NIGHTS_CLOSE, house)
    if house.safety == Safety.EXPOSED:
        raise ConflictError(N_("Mientras la casa esté expuesta, su calendario está congelado."))
    return room


async def closure_seen(session: AsyncSession, actor: Actor, closure_id: UUID) -> Closure:
    """Give a closure that still stands, of a house the actor sees."""
    require(actor, Permission.HOUSE_SEE)
    closure: Closure | None = await session.scalar(
        select(Closure).where(col(Closure.id) == closure_id, col(Closure.lifted_at).is_(None))
    )
    if closure is None:
        raise NotFoundError
    await house_seen(session, actor, closure.house_id)
    return closure


def new_closure(actor: Actor, room: Room, nights: Nights, reason: ClosureReason) -> Closure:
    """Draw up a closure of a room."""
    return Closure(
        network_id=room.network_id,
        house_id=room.house_id,
        room_id=room.id,
        first=nights[0],
        until=nights[1],
        reason=reason.value,
        closed_by=actor.person_id,
        closed_at=now(),
    )


def check_order(first: date, until: date) -> None:
    """Refuse nights that end before they begin."""
    if until <= first:
        raise InvalidInputError("until", N_("La última noche va después de la primera. Cambia una de las dos."))


def dates_of(first: date, until: date) -> dict[str, str]:
    """Write nights as the record keeps them."""
    return {"first": first.isoformat(), "until": until.isoformat()}


async def live_closures(session: AsyncSession, room_id: UUID, first: date, until: date | None = None) -> list[Closure]:
    """List the closures of a room that stand on any of these nights, in order."""
    closures = select(Closure).where(
        col(Closure.room_id) == room_id, col(Closure.lifted_at).is_(None), col(Closure.until) > first
    )
    if until is not None:
        closures = closures.where(col(Closure.first) < until)
    return list((await session.scalars(closures.order_by(col(Closure.first)))).all())


async def write_closure(session: AsyncSession, closure: Closure, beds: Iterable[Bed]) -> Closure:
    """Add a closure and take its beds; rest after a stay gives way to it, since a closed bed rests."""
    session.add(closure)
    await session.flush()
    await _cut_turnarounds(session, closure)
    session.add_all(_taken(closure, bed, (closure.first, closure.until)) for bed in beds)
    await session.flush()
    return closure


async def lift_closure(session: AsyncSession, actor: Actor, closure: Closure) -> None:
    """End a closure and free its beds; that it was, and who ended it, stays on record."""
    closure.lifted_at, closure.lifted_by = now(), actor.person_id
    # At once and not at the flush, which would write what takes the beds next before it frees them.
    await session.execute(delete(BedOccupancy).where(col(BedOccupancy.closure_id) == closure.id))
    await session.flush()


async def beds_under(session: AsyncSession, closure: Closure) -> list[Bed]:
    """List the beds that a closure takes."""
    beds = (
        select(Bed)
        .join(BedOccupancy, col(BedOccupancy.bed_id) == col(Bed.id))
        .where(col(BedOccupancy.closure_id) == closure.id)
        .distinct()
        .order_by(col(Bed.id))
    )
    return list((await session.scalars(beds)).all())


async def cover_beds(session: AsyncSession, room: Room, beds: Sequence[Bed]) -> None:
    """Close beds that came to a room on the nights on which all its other beds are closed together."""
    coming = {bed.number for bed in beds}
    others = {bed.number for bed in await beds_in(session, room.id) if bed.in_use} - coming
    tonight = await tonight_at(session, room.house_id)
    for closure in await live_closures(session, room.id, tonight):
        covered = {bed.number for bed in await beds_under(session, closure)}
        if others <= covered:
            nights = max(closure.first, tonight), closure.until
            session.add_all(_taken(closure, bed, nights) for bed in beds if bed.number not in covered)
    await session.flush()


def _taken(closure: Closure, bed: Bed, nights: Nights) -> BedOccupancy:
    return BedOccupancy(
        network_id=closure.network_id,
        house_id=closure.house_id,
        room_id=closure.room_id,
        bed_id=bed.number,
        nights=Range(*nights),
        kind=OccupancyKind.CLOSURE.value,
        closure_id=closure.id,
    )


async def _cut_turnarounds(session: AsyncSession, closure: Closure) -> None:
    resting = select(BedOccupancy).where(
        col(BedOccupancy.room_id) == closure.room_id,
        col(BedOccupancy.kind) == OccupancyKind.TURNAROUND,
        within(closure.first, closure.until),
    )
    pieces = []
    for row in (await session.scalars(resting)).all():
        values = row.model_dump(exclude={"id", "nights"})
        left = gaps(*bounds(row), [(closure.first, closure.until)])
        pieces += [BedOccupancy(id=uuid4(), nights=Range(*nights), **values) for nights in left]
        await session.delete(row)
    await session.flush()
    session.add_all(pieces)
    await session.flush()
