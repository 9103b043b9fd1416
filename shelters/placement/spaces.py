"""Rooms of the real inventory as spaces of the solver's problem: their beds, and when these are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from optimizer import Request as Asked
from optimizer import Sharing, Space
from shelters.capacity.inventory import HouseInventory, RoomInventory, TakenBed
from shelters.capacity.models import House
from shelters.capacity.occupancy import Nights
from shelters.capacity.rhythm import Rhythm
from shelters.capacity.seasons import out_of_season
from shelters.capacity.words import Offer, Safety
from shelters.placement.attributes import PRIVATE_ROOM, room_attributes
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


def spaces_of(
    house: HouseInventory, room: RoomInventory, rests: Sequence[Sequence[Numbers]], tonight: date, horizon: int
) -> list[Space]:
    """Pose a room: once for each stretch that the rhythm of its house leaves open, and its seats for an emergency."""
    seats = _emergency_seats(house, room, tonight, horizon)
    posed = [_space(house, room, closed, tonight, horizon) for closed in rests]
    named = [posed[0], *(replace(each, id=f"{each.id}-{number}") for number, each in enumerate(posed[1:], 1))]
    return named if seats is None else [*named, seats]


def _space(
    house: HouseInventory, inventory: RoomInventory, closed: Sequence[Numbers], tonight: date, horizon: int
) -> Space:
    room = inventory.room
    return Space(
        id=str(room.id),
        site=str(house.house.id),
        beds=len(inventory.beds),
        sharing=Sharing(room.sharing),
        attributes=room_attributes(room, inventory.offers),
        taken=tuple(_taken(inventory, house.house, closed, tonight, horizon)),
        kept_for_tier=_WHILE_WATCHED if house.house.safety == Safety.WATCHED else room.kept_for_tier,
    )


def _emergency_seats(house: HouseInventory, room: RoomInventory, tonight: date, horizon: int) -> Space | None:
    """Pose the seats of a collective stay that an immediate case may have, as a room of their own among women."""
    seats = [row for row in room.occupancy if row.emergency_seat]
    if not seats:
        return None
    beds: dict[int, list[tuple[int, int]]] = {}
    for row in sorted(seats, key=lambda row: row.nights.lower or tonight):
        ends = row.nights.lower or tonight, row.nights.upper or tonight
        first, end = (max(0, min(horizon, (night - tonight).days)) for night in ends)
        beds.setdefault(row.bed_id, []).append((first, end))
    closed = [(first, end, 1) for free in beds.values() for first, end in _between(free, horizon)]
    return Space(
        id=f"{room.room.id}{SEATS}",
        site=str(house.house.id),
        beds=len(beds),
        sharing=Sharing.BEDS,
        attributes=room_attributes(room.room, room.offers) - {PRIVATE_ROOM} | {Offer.WOMEN_ONLY.value},
        taken=tuple(closed),
        kept_for_tier=1,
    )


def _between(free: Sequence[tuple[int, int]], horizon: int) -> list[tuple[int, int]]:
    """Give the nights that are in none of these, in order."""
    edges = [0, *(edge for nights in free for edge in nights), horizon]
    return [(first, end) for first, end in zip(edges[::2], edges[1::2], strict=True) if first < end]


def _taken(
    inventory: RoomInventory, house: House, closed: Sequence[Numbers], tonight: date, horizon: int
) -> list[tuple[int, int, int, str | None]]:
    """List what takes beds, as nights of the problem; one bed is never taken twice, even where two rests meet."""
    in_use = {bed.number for bed in inventory.beds}
    over = (house.tonight - tonight).days
    free_from: dict[int, int] = dict.fromkeys(in_use, over)
    taken: list[tuple[int, int, int, str | None]] = [(0, over, 1, None)] * len(in_use) if over else []
    rows = [_numbers(row, house, tonight) for row in inventory.occupancy if row.bed_id in in_use]
    last = tonight + timedelta(days=horizon)
    away = [_from_tonight(nights, tonight) for nights in out_of_season(inventory.room, tonight, last)]
    rows += [(first, until, bed, None) for first, until in (*closed, *away) for bed in in_use]
    for since, until, bed, party_class in sorted(rows, key=lambda row: row[:2]):
        first, end = max(since, free_from[bed]), min(horizon, until)
        if first < end:
            taken.append((first, end, 1, party_class))
            free_from[bed] = end
    return taken


def _numbers(row: TakenBed, house: House, tonight: date) -> tuple[int, int, int, str | None]:
    lower, upper = row.nights.lower or tonight, row.nights.upper or date.max - timedelta(days=366)
    since, until = _from_tonight(with_rest(row.kind, lower, upper, house.rest_nights), tonight)
    return since, until, row.bed_id, row.party_class


def _from_tonight(nights: Nights, tonight: date) -> Numbers:
    return (nights[0] - tonight).days, (nights[1] - tonight).days
