"""Rooms of the real inventory as spaces of the solver's problem: their beds, and when these are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from optimizer import Request as Asked
from optimizer import Sharing, Space
from shelters.capacity.inventory import HouseInventory, RoomInventory, TakenBed
from shelters.capacity.models import Bed, House
from shelters.capacity.occupancy import Nights
from shelters.capacity.rhythm import Rhythm
from shelters.capacity.seasons import out_of_season
from shelters.capacity.words import Offer, Safety
from shelters.placement.attributes import PRIVATE_ROOM, room_attributes
from shelters.placement.extra import EXTRA, about_beds
from shelters.stays.nights import with_rest

# A house that is watched takes only those who have nowhere to sleep tonight.
_WHILE_WATCHED = 1
# What follows a room's name where its free seats of a collective stay are posed, for immediate cases.
SEATS = "-seats"

Numbers = tuple[int, int]


def rests(house: HouseInventory, requests: Sequence[Asked], tonight: date, horizon: int) -> list[list[Numbers]]:
    """List the nights on which a house rests from people, so that its rhythm holds whatever is planned.

    For one request each entry leaves a stretch open in which any stay is right. Several are planned within one rhythm
    of nights on and nights off, since nobody knows yet which of them will come.
    """
    rhythm = Rhythm.of(house.house)
    if rhythm is None:
        return [[]]
    last = tonight + timedelta(days=horizon)
    if len(requests) != 1:
        rests = rhythm.rests(house.guests, tonight, last)
        return [[((first - tonight).days, (until - tonight).days) for first, until in rests]]
    earliest, latest = requests[0].start
    starts = [tonight + timedelta(days=number) for number in range(earliest, latest + 1)]
    stretches = rhythm.windows(house.guests, starts, last) or [(last, last)]
    return [[(0, (first - tonight).days), ((until - tonight).days, horizon)] for first, until in stretches]


@dataclass(frozen=True)
class Frame:
    """The nights of a problem, and the sizes of parties of which somebody may sleep in an extra place."""

    tonight: date
    nights: int
    sizes: frozenset[int]
    # Whether all these nights are over: then none is taken for being so.
    over: bool = False

    def numbers(self, nights: Nights) -> Numbers:
        """Number nights from tonight on."""
        return (nights[0] - self.tonight).days, (nights[1] - self.tonight).days


def spaces_of(
    house: HouseInventory, room: RoomInventory, rests: Sequence[Sequence[Numbers]], frame: Frame
) -> list[Space]:
    """Pose a room: once for each stretch that the rhythm of its house leaves open, and its seats for an emergency."""
    posed = []
    for number, closed in enumerate(rests):
        spaces = [_space(house, room, closed, frame)]
        if room.extra and room.room.sharing == Sharing.BEDS:
            spaces.append(_extra_places(spaces[0], house, room, closed, frame))
        posed += [replace(each, id=f"{each.id}-{number}") if number else each for each in spaces]
    seats = _emergency_seats(house, room, frame)
    return posed if seats is None else [*posed, seats]


def _space(house: HouseInventory, inventory: RoomInventory, closed: Sequence[Numbers], frame: Frame) -> Space:
    room = inventory.room
    # Whoever has a room to herself has its extra places too.
    beds = inventory.beds if room.sharing == Sharing.ONE_PARTY else inventory.made_up
    return Space(
        id=str(room.id),
        site=str(house.house.id),
        beds=len(beds),
        sharing=Sharing(room.sharing),
        attributes=room_attributes(room, inventory.offers) | about_beds(inventory, frame.sizes),
        taken=tuple(_taken(inventory, beds, house.house, closed, frame)),
        kept_for_tier=_WHILE_WATCHED if house.house.safety == Safety.WATCHED else room.kept_for_tier,
    )


def _extra_places(
    beds: Space, house: HouseInventory, room: RoomInventory, closed: Sequence[Numbers], frame: Frame
) -> Space:
    """Pose the extra places of a shared room as a space beside its beds."""
    return replace(
        beds,
        id=f"{beds.id}{EXTRA}",
        beds=len(room.extra),
        attributes=beds.attributes - about_beds(room, frame.sizes),
        taken=tuple(_taken(room, room.extra, house.house, closed, frame)),
        kept_for_tier=min(beds.kept_for_tier or room.room.extra_for_tier, room.room.extra_for_tier),
    )


def _emergency_seats(house: HouseInventory, room: RoomInventory, frame: Frame) -> Space | None:
    """Pose the seats of a collective stay that an immediate case may have, as a room of their own among women."""
    seats = [row for row in room.occupancy if row.emergency_seat]
    if not seats:
        return None
    beds: dict[int, list[tuple[int, int]]] = {}
    for row in sorted(seats, key=lambda row: row.nights.lower or frame.tonight):
        ends = frame.numbers((row.nights.lower or frame.tonight, row.nights.upper or frame.tonight))
        first, end = (max(0, min(frame.nights, night)) for night in ends)
        beds.setdefault(row.bed_id, []).append((first, end))
    closed = [(first, end, 1) for free in beds.values() for first, end in _between(free, frame.nights)]
    attributes = room_attributes(room.room, room.offers) - {PRIVATE_ROOM} | {Offer.WOMEN_ONLY.value}
    return Space(
        id=f"{room.room.id}{SEATS}",
        site=str(house.house.id),
        beds=len(beds),
        sharing=Sharing.BEDS,
        attributes=attributes | about_beds(room, frame.sizes),
        taken=tuple(closed),
        kept_for_tier=1,
    )


def _between(free: Sequence[tuple[int, int]], horizon: int) -> list[tuple[int, int]]:
    """Give the nights that are in none of these, in order."""
    edges = [0, *(edge for nights in free for edge in nights), horizon]
    return [(first, end) for first, end in zip(edges[::2], edges[1::2], strict=True) if first < end]


def _taken(
    inventory: RoomInventory, beds: Sequence[Bed], house: House, closed: Sequence[Numbers], frame: Frame
) -> list[tuple[int, int, int, str | None]]:
    """List what takes beds, as nights of the problem; one bed is never taken twice, even where two rests meet."""
    in_use = {bed.number for bed in beds}
    over = 0 if frame.over else (house.tonight - frame.tonight).days
    free_from: dict[int, int] = dict.fromkeys(in_use, over)
    taken: list[tuple[int, int, int, str | None]] = [(0, over, 1, None)] * len(in_use) if over else []
    rows = [_numbers(row, house, frame) for row in inventory.occupancy if row.bed_id in in_use]
    last = frame.tonight + timedelta(days=frame.nights)
    away = [frame.numbers(nights) for nights in out_of_season(inventory.room, frame.tonight, last)]
    rows += [(first, until, bed, None) for first, until in (*closed, *away) for bed in in_use]
    for since, until, bed, party_class in sorted(rows, key=lambda row: row[:2]):
        first, end = max(since, free_from[bed]), min(frame.nights, until)
        if first < end:
            taken.append((first, end, 1, party_class))
            free_from[bed] = end
    return taken


def _numbers(row: TakenBed, house: House, frame: Frame) -> tuple[int, int, int, str | None]:
    lower, upper = row.nights.lower or frame.tonight, row.nights.upper or date.max - timedelta(days=366)
    since, until = frame.numbers(with_rest(row.kind, lower, upper, house.rest_nights))
    return since, until, row.bed_id, row.party_class
