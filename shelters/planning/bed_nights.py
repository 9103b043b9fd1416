"""Bed nights as the database counts them, room by room: what took them, and what stood empty in between."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, case, cast, func, literal
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.models import Bed, BedOccupancy, Closure
from shelters.capacity.occupancy import within
from shelters.capacity.words import ClosureReason, OccupancyKind


class Use(StrEnum):
    """What a night of a bed was."""

    USED = "used"
    RESTING = "resting"
    CLOSED = "closed"
    KEPT = "kept"
    FREE = "free"


# Stays of one or two nights are rare, so a gap of that length seldom serves anybody.
_TOO_SHORT: Final = 2
_TAKEN: Final = {
    OccupancyKind.STAY.value: Use.USED.value,
    OccupancyKind.COLLECTIVE.value: Use.USED.value,
    OccupancyKind.TURNAROUND.value: Use.RESTING.value,
}


def counted() -> ColumnElement[bool]:
    """Keep the beds in use, without extra places."""
    return col(Bed.in_use) & ~col(Bed.extra)


async def short_gaps(session: AsyncSession, first: date, until: date) -> dict[UUID, int]:
    """Count the nights of gaps that ended between two days: by then it is known how long they were."""
    begins = func.lower(col(BedOccupancy.nights))
    ended = func.lag(func.upper(col(BedOccupancy.nights)))
    gap = cast(begins, Date) - cast(ended.over(partition_by=col(BedOccupancy.bed_id), order_by=begins), Date)
    uses = select(BedOccupancy.room_id, cast(begins, Date).label("until"), gap.label("gap"))
    uses = uses.join(Bed, (col(Bed.id) == col(BedOccupancy.bed_id)) & counted())
    gaps = uses.where(col(BedOccupancy.kind) != OccupancyKind.HOLD.value).subquery()
    found = select(gaps.c.room_id, func.sum(gaps.c.gap)).group_by(gaps.c.room_id)
    found = found.where(gaps.c.gap.between(1, _TOO_SHORT), gaps.c.until >= first, gaps.c.until < until)
    return {room_id: int(nights) for room_id, nights in await session.execute(found)}


async def taken(session: AsyncSession, first: date, until: date) -> dict[UUID, dict[Use, int]]:
    """Count the bed nights of each room that something took, by use; whatever is left was free."""
    inside = col(BedOccupancy.nights).op("*")(cast(literal(Range(first, until), DATERANGE), DATERANGE))
    nights = cast(func.upper(inside), Date) - cast(func.lower(inside), Date)
    resting = (col(Closure.reason) == ClosureReason.REST.value, Use.RESTING.value)
    use = case(_TAKEN, value=col(BedOccupancy.kind), else_=case(resting, else_=Use.CLOSED.value))
    found = select(BedOccupancy.room_id, use.label("use"), func.sum(nights))
    found = found.join(Bed, (col(Bed.id) == col(BedOccupancy.bed_id)) & counted())
    found = found.outerjoin(Closure, col(Closure.id) == col(BedOccupancy.closure_id))
    found = found.where(within(first, until), col(BedOccupancy.kind) != OccupancyKind.HOLD.value)
    uses: dict[UUID, dict[Use, int]] = defaultdict(dict)
    for room_id, name, number in await session.execute(found.group_by(col(BedOccupancy.room_id), "use")):
        uses[room_id][Use(name)] = int(number)
    return uses
