"""Rooms as the invented past fills them: what they offer, and which of their beds are taken on which night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from shelters.capacity.seasons import out_of_season
from shelters.capacity.words import Safety, Sharing
from shelters.demo.houses import HousePlan
from shelters.demo.inventory import house_row, room_row
from shelters.demo.rooms import RoomPlan
from shelters.placement.attributes import house_attributes, room_attributes
from shelters.places import Municipality, municipality
from shelters.requests.models import Case
from shelters.requests.words import AvoidKind

EARTH_KM = 6371.0088
# As far ahead as anything in the invented region is planned.
AHEAD = 200


@dataclass(frozen=True, slots=True)
class Space:
    """A room with everything a party can require of it, and one row of nights for each bed (1 where taken)."""

    house: HousePlan
    room: RoomPlan
    attributes: frozenset[str]
    nights: tuple[bytearray, ...]

    def free_beds(self, first: int, until: int) -> list[int]:
        """List the beds that nobody has on any of these nights."""
        return [bed for bed, nights in enumerate(self.nights) if 1 not in nights[first:until]]

    def take(self, beds: list[int], first: int, until: int) -> None:
        """Take beds for these nights."""
        for bed in beds:
            self.nights[bed][first:until] = b"\x01" * (until - first)

    def beds_for(self, case: Case, first: int, until: int) -> list[int] | None:
        """Choose beds for a party, or none where they do not suffice; most rooms are one party's alone."""
        free = self.free_beds(first, until)
        alone = self.room.draft.sharing is not Sharing.BEDS
        if len(free) < (len(self.nights) if alone else case.beds) or len(free) < case.beds:
            return None
        return free if self.room.draft.sharing is Sharing.ONE_PARTY else free[: case.beds]


class Calendar:
    """The nights of the invented region as numbers, beginning a year ago."""

    def __init__(self, first: date, today: date) -> None:
        """Number the nights from the first one on."""
        self.first, self.today = first, today
        self.length = (today - first).days + AHEAD

    @property
    def last(self) -> date:
        """Give the day after the last night."""
        return self.first + timedelta(days=self.length)

    def number(self, day: date) -> int:
        """Give the number of a night."""
        return (day - self.first).days


def spaces(houses: list[HousePlan], networks: Mapping[str, UUID], calendar: Calendar) -> dict[UUID, list[Space]]:
    """Lay out the rooms of each house, by house, with all beds free as long as the room is there."""
    return {house.id: list(_spaces_of(house, networks, calendar)) for house in houses}


def _spaces_of(house: HousePlan, networks: Mapping[str, UUID], calendar: Calendar) -> Iterator[Space]:
    row = house_row(house, networks[house.network])
    offered = house_attributes(row, house.draft.profile, networks.values())
    for plan in house.rooms:
        added = room_attributes(room_row(plan, row), plan.draft.offers)
        space = Space(house, plan, offered | added, tuple(bytearray(calendar.length) for _ in plan.draft.beds))
        for first, until in out_of_season(plan.draft, calendar.first, calendar.last):
            space.take(list(range(len(space.nights))), calendar.number(first), calendar.number(until))
        yield space


def near_danger(case: Case, place: Municipality) -> bool:
    """Say whether a house lies inside a circle that the party must keep away from."""
    return any(
        avoid.kind is AvoidKind.PLACE and km_between(municipality(avoid.place), place) <= avoid.km
        for avoid in case.avoid
    )


def takes_people(house: HousePlan) -> bool:
    """Say whether the house is one that takes people today."""
    return house.draft.safety in {Safety.NORMAL, Safety.WATCHED}


def km_between(one: Municipality, other: Municipality) -> float:
    """Measure quickly: an invented past needs no geodesic."""
    lat, other_lat = radians(one.lat), radians(other.lat)
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
