"""Closures as rows: which nights of a room are closed, and the beds they take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.models import Bed, BedOccupancy, Closure, Room
from shelters.capacity.occupancy import Nights, bounds, gaps, within
from shelters.capacity.words import OccupancyKind
from shelters.clock import now, today


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


async def lift_closure(session: AsyncSession, closure: Closure) -> None:
    """End a closure and free its beds."""
    closure.lifted_at = now()
    # At once and not at the flush, which would write what takes the beds next before it frees them.
    await session.execute(delete(BedOccupancy).where(col(BedOccupancy.closure_id) == closure.id))
    await session.flush()


async def cover_beds(session: AsyncSession, room: Room, beds: Iterable[Bed]) -> None:
    """Close beds that came to a room on the nights on which the room is closed from today on."""
    for closure in await live_closures(session, room.id, today()):
        covered = set(
            (await session.scalars(select(BedOccupancy.bed_id).where(col(BedOccupancy.closure_id) == closure.id))).all()
        )
        nights = max(closure.first, today()), closure.until
        session.add_all(_taken(closure, bed, nights) for bed in beds if bed.id not in covered)
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
