"""Reading and freeing the bed-by-night truth; a hold whose time is over takes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.models import BedOccupancy
from shelters.capacity.words import OccupancyKind
from shelters.clock import now

# What stands for people: never moved, shortened or cancelled from here.
OF_PEOPLE = (OccupancyKind.HOLD, OccupancyKind.STAY, OccupancyKind.COLLECTIVE)

NIGHT = timedelta(days=1)
Nights = tuple[date, date]


def standing() -> ColumnElement[bool]:
    """Keep what still takes a bed: all but holds that ran out."""
    return or_(col(BedOccupancy.kind) != OccupancyKind.HOLD, col(BedOccupancy.expires_at) > now())


def within(first: date, until: date | None) -> ColumnElement[bool]:
    """Keep what takes a night from the first until, not including, the last date; without one, from then on."""
    overlapping: ColumnElement[bool] = col(BedOccupancy.nights).op("&&", is_comparison=True)(Range(first, until))
    return overlapping


async def room_occupancy(session: AsyncSession, room_id: UUID, first: date, until: date | None) -> list[BedOccupancy]:
    """List what takes beds of a room in these nights."""
    taken = select(BedOccupancy).where(col(BedOccupancy.room_id) == room_id, within(first, until), standing())
    return list((await session.scalars(taken)).all())


async def free_expired_holds(session: AsyncSession, room_id: UUID) -> None:
    """Take away holds of a room that ran out, which the constraint would still count."""
    await end_holds(session, col(BedOccupancy.room_id) == room_id, col(BedOccupancy.expires_at) <= now())


async def end_holds(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """End holds: their beds are free, and a seat of a collective stay that an emergency had is a seat again."""
    holds = (*which, col(BedOccupancy.kind) == OccupancyKind.HOLD)
    seat = {"kind": OccupancyKind.COLLECTIVE.value, "proposal_id": None, "expires_at": None, "party_class": None}
    of_collective = col(BedOccupancy.collective_id).is_not(None)
    await session.execute(update(BedOccupancy).where(*holds, of_collective).values(seat))
    await session.execute(delete(BedOccupancy).where(*holds))


def bounds(taken: BedOccupancy) -> Nights:
    """Give the first night of what takes a bed, and the date after its last."""
    return ends(taken.nights)


def ends(nights: Range[date]) -> Nights:
    """Give the first night and the date after the last; both are always known here."""
    lower, upper = nights.lower, nights.upper
    if lower is None or upper is None:
        message = "an occupancy has two ends"
        raise ValueError(message)
    return lower, upper


def nights_between(first: date, until: date) -> list[date]:
    """List the nights from the first until, not including, the last date."""
    return [first + offset * NIGHT for offset in range((until - first).days)]


def gaps(first: date, until: date, holes: Iterable[Nights]) -> list[Nights]:
    """Give what is left of the nights when the holes are taken out, in order."""
    left, start = [], first
    for hole_first, hole_until in sorted(holes):
        if hole_first > start:
            left.append((start, min(hole_first, until)))
        start = max(start, hole_until)
        if start >= until:
            return left
    return [*left, (start, until)]


def runs(nights: Iterable[date]) -> list[Nights]:
    """Join single nights into stretches without a gap, in order."""
    joined: list[Nights] = []
    for night in sorted(set(nights)):
        if joined and joined[-1][1] == night:
            joined[-1] = (joined[-1][0], night + NIGHT)
        else:
            joined.append((night, night + NIGHT))
    return joined


@dataclass(frozen=True)
class Stretches:
    """Stretches of nights within a sentence, which each language writes in its own way."""

    nights: tuple[Nights, ...]

    @classmethod
    def of(cls, stretches: Iterable[Nights]) -> Stretches:
        """Keep them in order."""
        return cls(tuple(sorted(stretches)))

    def __str__(self) -> str:
        return ", ".join(f"{first}/{until - NIGHT}" for first, until in self.nights)
