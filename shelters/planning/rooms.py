"""The rooms whose beds are counted, and the rows that each belongs to: of five houses or more, whatever is added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.contents import house_key, offers_under, profile_under
from shelters.capacity.models import Bed, House, Room
from shelters.capacity.words import Offer
from shelters.placement.attributes import house_attributes, room_attributes
from shelters.places import ZoneGroup
from shelters.planning.bed_nights import counted
from shelters.planning.counts import FEWEST, REST, too_thin
from shelters.planning.overlapping import told_together
from shelters.sealing.keyring import Keyring


class Grouped(StrEnum):
    """By what the beds are told apart."""

    KIND = "kind"
    ZONE = "zone"
    SHARING = "sharing"
    ATTRIBUTE = "attribute"


# What families are most often turned away for, the first first: where not all can be told together, the last are not.
ATTRIBUTES: Final = (
    Offer.STEP_FREE.value,
    "takes_boys_12-17",
    "takes_men",
    "takes_pets",
    Offer.WHEELCHAIR.value,
    Offer.PSYCHOSOCIAL_CARE.value,
    "setting_rural",
    "takes_trans_women",
)


@dataclass(frozen=True)
class CountedRoom:
    """A room with beds in use: in one row, or by attribute in as many as it has of them."""

    id: UUID
    house_id: UUID
    rows: frozenset[str]
    beds: int
    kept: bool


_Rows = Callable[[Room, House], frozenset[str]]


async def counted_rooms(
    session: AsyncSession, keyring: Keyring, grouped: Grouped, zones: Mapping[str, ZoneGroup]
) -> list[CountedRoom]:
    """List the rooms in use, each with its rows; with fewer than five houses in all there is nothing to tell."""
    beds = func.count(col(Bed.id))
    found = select(Room, House, beds).join(House, col(House.id) == col(Room.house_id))
    found = found.join(Bed, (col(Bed.room_id) == col(Room.id)) & counted())
    found = found.where(col(Room.in_use)).group_by(col(Room.id), col(House.id))
    of = _attributes(keyring) if grouped is Grouped.ATTRIBUTE else _class(grouped, zones)
    rooms = [
        CountedRoom(room.id, house.id, of(room, house), number, room.kept_for_tier is not None)
        for room, house, number in await session.execute(found)
    ]
    if len({room.house_id for room in rooms}) < FEWEST:
        return []
    return _told(rooms) if grouped is Grouped.ATTRIBUTE else _joined(rooms)


def _class(grouped: Grouped, zones: Mapping[str, ZoneGroup]) -> _Rows:
    def of(room: Room, house: House) -> frozenset[str]:
        if grouped is Grouped.ZONE:
            return frozenset({zones[house.zone].key})
        return frozenset({house.kind if grouped is Grouped.KIND else room.sharing})

    return of


def _attributes(keyring: Keyring) -> _Rows:
    """Open what houses and their rooms offer, the key of each house once."""
    keys: dict[UUID, bytes] = {}

    def of(room: Room, house: House) -> frozenset[str]:
        if house.id not in keys:
            keys[house.id] = house_key(keyring, house)
        key = keys[house.id]
        names = house_attributes(house, profile_under(key, house), ()) | room_attributes(room, offers_under(key, room))
        return names & set(ATTRIBUTES)

    return of


def _joined(rooms: Sequence[CountedRoom]) -> list[CountedRoom]:
    """Join the rows of fewer than five houses."""
    houses: dict[str, set[UUID]] = defaultdict(set)
    for room in rooms:
        for row in room.rows:
            houses[row].add(room.house_id)
    thin = too_thin({row: len(inside) for row, inside in houses.items()})
    return [replace(room, rows=frozenset({REST})) if room.rows & thin else room for room in rooms]


def _told(rooms: Sequence[CountedRoom]) -> list[CountedRoom]:
    """Leave out the attributes from which the nights of fewer than five houses could be worked out."""
    told = told_together([room.rows for room in rooms], [room.house_id for room in rooms], ATTRIBUTES)
    return [replace(room, rows=room.rows & told) for room in rooms]
