"""The whole inventory at once, opened for matching: every house with its rooms, beds and what takes them."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.contents import house_key, offers_under, profile_under
from shelters.capacity.models import Bed, BedOccupancy, House, HouseProfile, Room
from shelters.capacity.occupancy import OF_PEOPLE, Nights, ends, standing, within
from shelters.capacity.rhythm import Rhythm
from shelters.capacity.words import OccupancyKind, Offer
from shelters.clock import today_somewhere
from shelters.sealing.keyring import Keyring


@dataclass(frozen=True, slots=True)
class TakenBed:
    """What takes a bed and when: the few columns that matching reads, since there are tens of thousands."""

    room_id: UUID
    bed_id: int
    nights: Range[date]
    kind: str
    party_class: str | None
    stay_id: UUID | None = None
    seat_id: UUID | None = None
    for_emergency: bool = False

    @property
    def emergency_seat(self) -> bool:
        """Say whether an immediate case may have it: a seat of a collective stay that is nobody's."""
        return self.for_emergency and self.seat_id is None and self.kind == OccupancyKind.COLLECTIVE


_Row = TypeVar("_Row", Room, Bed, TakenBed)


@dataclass(frozen=True)
class RoomInventory:
    """A room in use, what it offers, its beds and extra places in use, and what takes them from today on."""

    room: Room
    offers: frozenset[Offer]
    beds: list[Bed]
    occupancy: list[TakenBed]

    @property
    def made_up(self) -> list[Bed]:
        """List its beds, without extra places."""
        return [bed for bed in self.beds if not bed.extra]

    @property
    def extra(self) -> list[Bed]:
        """List its extra places."""
        return [bed for bed in self.beds if bed.extra]


@dataclass(frozen=True)
class HouseInventory:
    """A house with its rooms."""

    house: House
    profile: HouseProfile
    rooms: list[RoomInventory] = field(default_factory=list)
    # The nights with guests, as far back as its rhythm reaches; of a house without one, none are needed.
    guests: list[Nights] = field(default_factory=list)


@dataclass(frozen=True)
class Inventory:
    """Every house the actor of the transaction sees; the matcher sees all."""

    houses: list[HouseInventory]


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Pause the collector: tens of thousands of rows are made and all are kept, so that it searches for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def inventory(
    session: AsyncSession, keyring: Keyring, *, house_id: UUID | None = None, taken: ColumnElement[bool] | None = None
) -> Inventory:
    """Load and open the inventory, or one house of it, in four queries.

    What takes beds is what stands from today on, without holds that ran out, or what the caller asks for instead.
    """

    def here(house: object) -> ColumnElement[bool]:
        return true() if house_id is None else cast("ColumnElement[bool]", house == house_id)

    with _nothing_collected():
        houses = (await session.scalars(select(House).where(here(col(House.id))).order_by(col(House.id)))).all()
        in_use = select(Room).where(col(Room.in_use), here(col(Room.house_id))).order_by(col(Room.id))
        rooms = _grouped(await session.scalars(in_use), "house_id")
        made_up = select(Bed).where(col(Bed.in_use), here(col(Bed.house_id))).order_by(col(Bed.id))
        beds = _grouped(await session.scalars(made_up), "room_id")
        columns = (getattr(BedOccupancy, column.name) for column in fields(TakenBed))
        which = within(today_somewhere(), None) & standing() if taken is None else taken
        found = await session.execute(select(*columns).where(which, here(col(BedOccupancy.house_id))))
        occupancy = _grouped([TakenBed(*row) for row in found], "room_id")
        guests = await _guests(session, houses)
        return Inventory(
            [_opened(keyring, house, rooms[house.id], beds, occupancy, guests[house.id]) for house in houses]
        )


async def _guests(session: AsyncSession, houses: Sequence[House]) -> dict[UUID, list[Nights]]:
    """List the nights with guests of the houses that have a rhythm, which depends on those that are over too."""
    rhythms = {house.id: rhythm for house in houses if (rhythm := Rhythm.of(house))}
    nights: dict[UUID, list[Nights]] = defaultdict(list)
    if rhythms:
        since = today_somewhere() - timedelta(days=max(each.most + each.rest for each in rhythms.values()))
        taken = select(col(BedOccupancy.house_id), col(BedOccupancy.nights)).where(
            col(BedOccupancy.house_id).in_(rhythms),
            col(BedOccupancy.kind).in_(OF_PEOPLE),
            within(since, None),
            standing(),
        )
        for house_id, row in await session.execute(taken):
            nights[house_id].append(ends(row))
    return nights


def _opened(
    keyring: Keyring,
    house: House,
    rooms: list[Room],
    beds: dict[UUID, list[Bed]],
    occupancy: dict[UUID, list[TakenBed]],
    guests: list[Nights],
) -> HouseInventory:
    key = house_key(keyring, house)
    opened = [RoomInventory(room, offers_under(key, room), beds[room.id], occupancy[room.id]) for room in rooms]
    return HouseInventory(house, profile_under(key, house), opened, guests)


def _grouped(rows: Iterable[_Row], column: str) -> dict[UUID, list[_Row]]:
    groups: dict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups
