"""What the beds of the region were used for, night by night, in months that are over.

A row stands for five houses or more, and what it says are shares of all their nights: no night of one house is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.capacity.models import House
from shelters.places import ZoneGroup, merged_zones
from shelters.planning.bed_nights import Use, short_gaps, taken
from shelters.planning.counts import FEWEST, REST
from shelters.planning.ranges import Months
from shelters.planning.rooms import ATTRIBUTES, CountedRoom, Grouped, counted_rooms
from shelters.sealing.keyring import Keyring


@dataclass(frozen=True)
class Nights:
    """The bed nights of some houses, by what they were used for."""

    houses: int
    of: Mapping[Use, int]
    # Of the free and kept ones, those between two uses of a bed that stood too close for a stay to fit.
    short: int = 0

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.of.values())

    def share(self, use: Use) -> float:
        """Say which part of them was used so."""
        return self.of[use] / self.total if self.total else 0.0

    @property
    def share_short(self) -> float:
        """Say which part of them stood empty because a gap was too short."""
        return self.short / self.total if self.total else 0.0


@dataclass(frozen=True)
class Occupancy:
    """Bed nights by one way of telling beds apart, with those of as many months before, and of all beds at the end."""

    rows: Mapping[str, Nights]
    before: Mapping[str, Nights]
    whole: Nights
    whole_before: Nights
    zones: Mapping[str, ZoneGroup]


async def occupancy(
    session: AsyncSession, actor: Actor, keyring: Keyring, span: Months, grouped: Grouped
) -> Occupancy | None:
    """Give the use of every bed of the region that is in use today; nothing where fewer than five houses have beds."""
    require(actor, Permission.PLANNING_SEE)
    zones = await _zones(session)
    rooms = await counted_rooms(session, keyring, grouped, zones)
    if not rooms:
        return None
    now_, before = [await _nights(session, rooms, each) for each in (span, span.before)]
    rows = {group.key: group for group in zones.values()}
    return Occupancy(_by_row(rooms, now_), _by_row(rooms, before), _sum(rooms, now_), _sum(rooms, before), rows)


async def _zones(session: AsyncSession) -> Mapping[str, ZoneGroup]:
    return merged_zones(Counter((await session.scalars(select(House.zone))).all()), FEWEST)


@dataclass(frozen=True)
class _Counted:
    """The bed nights of each room by use, and those in gaps that were too short."""

    of: Mapping[UUID, Mapping[Use, int]]
    short: Mapping[UUID, int]


async def _nights(session: AsyncSession, rooms: Sequence[CountedRoom], span: Months) -> _Counted:
    days = (span.until - span.first).days
    uses_of = await taken(session, span.first, span.until)
    counted: dict[UUID, dict[Use, int]] = {}
    for room in rooms:
        uses = dict.fromkeys(Use, 0) | uses_of.get(room.id, {})
        uses[Use.KEPT if room.kept else Use.FREE] += room.beds * days - sum(uses.values())
        counted[room.id] = uses
    return _Counted(counted, await short_gaps(session, span.first, span.until))


def _by_row(rooms: Sequence[CountedRoom], nights: _Counted) -> dict[str, Nights]:
    inside: dict[str, list[CountedRoom]] = defaultdict(list)
    for room in rooms:
        for row in room.rows:
            inside[row].append(room)
    return {row: _sum(inside[row], nights) for row in sorted(inside, key=_place)}


def _place(row: str) -> tuple[bool, int, str]:
    """Put attributes in the order of their list, and the rest last."""
    return row == REST, ATTRIBUTES.index(row) if row in ATTRIBUTES else 0, row


def _sum(rooms: Sequence[CountedRoom], nights: _Counted) -> Nights:
    of = {use: sum(nights.of[room.id][use] for room in rooms) for use in Use}
    short = sum(nights.short.get(room.id, 0) for room in rooms)
    return Nights(len({room.house_id for room in rooms}), of, short)
