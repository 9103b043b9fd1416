"""The rhythm of a house: after so many nights with guests in a row, so many nights in which it rests from people.

A gap that is shorter than the rest ends nothing: from the first guest after a rest until the last before the next one,
no more nights may pass than the house has said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.models import BedOccupancy, House
from shelters.capacity.occupancy import NIGHT, OF_PEOPLE, Nights, bounds, standing, within


@dataclass(frozen=True)
class Rhythm:
    """At most `most` nights from the first guest to the last, and then `rest` nights without any."""

    most: int
    rest: int

    @classmethod
    def of(cls, house: House) -> Rhythm | None:
        """Read what a house has said; one that said nothing takes guests without end."""
        return cls(house.load_nights, house.load_rest) if house.load_nights and house.load_rest else None

    def spans(self, guests: Iterable[Nights]) -> list[Nights]:
        """Join the nights with guests into stretches that no full rest divides."""
        joined: list[Nights] = []
        for first, until in sorted(guests):
            if joined and (first - joined[-1][1]).days < self.rest:
                joined[-1] = joined[-1][0], max(joined[-1][1], until)
            else:
                joined.append((first, until))
        return joined

    def allows(self, guests: Iterable[Nights], first: date, until: date) -> bool:
        """Say whether a house with these guests can have more from the first until, not including, the last date."""
        with_them = self.spans([*guests, (first, until)])
        return all((end - start).days <= self.most for start, end in with_them if start <= first < end)

    def longest(self, guests: Sequence[Nights], first: date, horizon: date) -> date:
        """Say until when somebody who comes on a night could stay; that night itself if she could not."""
        until = min(first + timedelta(days=self.most), horizon)
        while until > first and not self.allows(guests, first, until):
            until -= NIGHT
        return until

    def windows(self, guests: Sequence[Nights], starts: Iterable[date], horizon: date) -> list[Nights]:
        """Give stretches in which any stay is possible for one who comes on one of these nights."""
        found: list[Nights] = []
        for first in starts:
            until = self.longest(guests, first, horizon)
            if until > first and not any(until <= end for _, end in found):
                found.append((first, until))
        return found

    def rests(self, guests: Sequence[Nights], tonight: date, horizon: date) -> list[Nights]:
        """Give nights of rest that make any plan right: so many on, so many off, from the first guest on.

        Several parties who know nothing of each other are planned at once within this; one alone may have more.
        """
        starts = [first for first, until in self.spans(guests) if until > tonight - timedelta(days=self.rest)]
        starts = starts if starts and starts[0] <= tonight else [tonight, *starts]
        closed: list[Nights] = []
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            on = start
            while on < (following or horizon):
                off = on + timedelta(days=self.most)
                on = off + timedelta(days=self.rest)
                closed.append((off, on))
            if following:
                # Before guests who are expected already, the house must have rested.
                closed.append((following - timedelta(days=self.rest), following))
        return [(first, until) for first, until in closed if until > tonight and first < horizon]


async def guests_of(session: AsyncSession, house_id: UUID, rhythm: Rhythm, first: date, until: date) -> list[Nights]:
    """List the nights on which a house has guests or holds beds for some, as far round these as its rhythm reaches."""
    reach = timedelta(days=rhythm.most + rhythm.rest)
    taken = select(BedOccupancy).where(
        col(BedOccupancy.house_id) == house_id,
        col(BedOccupancy.kind).in_(OF_PEOPLE),
        within(first - reach, until + reach),
        standing(),
    )
    return [bounds(row) for row in await session.scalars(taken)]


async def keeps_rhythm(session: AsyncSession, house: House, first: date, until: date) -> bool:
    """Say whether a house can have guests on these nights without forgoing its rest; the caller has locked it."""
    rhythm = Rhythm.of(house)
    return rhythm is None or rhythm.allows(await guests_of(session, house.id, rhythm, first, until), first, until)
