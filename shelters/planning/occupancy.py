"""What the beds of the region were used for, night by night, in a quarter that is over.

A row stands for five houses or more, and what it says are shares of all their nights: no night of one house is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.capacity.models import Bed, House, Room
from shelters.places import ZoneGroup, merged_zones
from shelters.planning.bed_nights import Use, counted, short_gaps, taken
from shelters.planning.counts import FEWEST, REST, too_thin
from shelters.planning.quarters import Quarter


class Grouped(StrEnum):
    """By what the beds are told apart."""

    KIND = "kind"
    ZONE = "zone"
    SHARING = "sharing"


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
    """Bed nights by one way of telling beds apart, with those of the quarter before, and of all beds at the end."""

    rows: Mapping[str, Nights]
    before: Mapping[str, Nights]
    whole: Nights
    whole_before: Nights
    zones: Mapping[str, ZoneGroup]


@dataclass(frozen=True)
class _Room:
    id: UUID
    house_id: UUID
    row: str
    beds: int
    kept: bool


async def occupancy(session: AsyncSession, actor: Actor, quarter: Quarter, grouped: Grouped) -> Occupancy | None:
    """Give the use of every bed of the region that is in use today; nothing where fewer than five houses have beds."""
    require(actor, Permission.PLANNING_SEE)
    zones = await _zones(session)
    rooms = _joined(await _rooms(session, grouped, zones))
    if not rooms:
        return None
    now_, before = [await _nights(session, rooms, each) for each in (quarter, quarter.before)]
    rows = {group.key: group for group in zones.values()}
    return Occupancy(_by_row(rooms, now_), _by_row(rooms, before), _sum(rooms, now_), _sum(rooms, before), rows)


async def _zones(session: AsyncSession) -> Mapping[str, ZoneGroup]:
    return merged_zones(Counter((await session.scalars(select(House.zone))).all()), FEWEST)


async def _rooms(session: AsyncSession, grouped: Grouped, zones: Mapping[str, ZoneGroup]) -> list[_Room]:
    """List the rooms in use, each with its row and the number of its beds, extra places left out."""
    beds = func.count(col(Bed.id))
    found = select(Room, House, beds).join(House, col(House.id) == col(Room.house_id))
    found = found.join(Bed, (col(Bed.room_id) == col(Room.id)) & counted())
    found = found.where(col(Room.in_use)).group_by(col(Room.id), col(House.id))
    return [
        _Room(room.id, house.id, _row(grouped, room, house, zones), number, room.kept_for_tier is not None)
        for room, house, number in await session.execute(found)
    ]


def _row(grouped: Grouped, room: Room, house: House, zones: Mapping[str, ZoneGroup]) -> str:
    if grouped is Grouped.ZONE:
        return zones[house.zone].key
    return house.kind if grouped is Grouped.KIND else room.sharing


def _joined(rooms: Sequence[_Room]) -> list[_Room]:
    """Join the rows of fewer than five houses; with fewer than five in all nothing is told."""
    houses: dict[str, set[UUID]] = defaultdict(set)
    for room in rooms:
        houses[room.row].add(room.house_id)
    if len({room.house_id for room in rooms}) < FEWEST:
        return []
    thin = too_thin({row: len(inside) for row, inside in houses.items()})
    return [_Room(r.id, r.house_id, REST if r.row in thin else r.row, r.beds, r.kept) for r in rooms]


@dataclass(frozen=True)
class _Counted:
    """The bed nights of each room by use, and those in gaps that were too short."""

    of: Mapping[UUID, Mapping[Use, int]]
    short: Mapping[UUID, int]


async def _nights(session: AsyncSession, rooms: Sequence[_Room], quarter: Quarter) -> _Counted:
    days = (quarter.until - quarter.first).days
    uses_of = await taken(session, quarter.first, quarter.until)
    counted: dict[UUID, dict[Use, int]] = {}
    for room in rooms:
        uses = dict.fromkeys(Use, 0) | uses_of.get(room.id, {})
        uses[Use.KEPT if room.kept else Use.FREE] += room.beds * days - sum(uses.values())
        counted[room.id] = uses
    return _Counted(counted, await short_gaps(session, quarter.first, quarter.until))


def _by_row(rooms: Sequence[_Room], nights: _Counted) -> dict[str, Nights]:
    inside: dict[str, list[_Room]] = defaultdict(list)
    for room in rooms:
        inside[room.row].append(room)
    return {row: _sum(inside[row], nights) for row in sorted(inside, key=lambda row: (row == REST, row))}


def _sum(rooms: Sequence[_Room], nights: _Counted) -> Nights:
    of = {use: sum(nights.of[room.id][use] for room in rooms) for use in Use}
    short = sum(nights.short.get(room.id, 0) for room in rooms)
    return Nights(len({room.house_id for room in rooms}), of, short)
