"""Posing the solver's problem: the real inventory and the open cases as plain numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from optimizer import Avoid, Problem, Site, options
from optimizer import Request as Asked
from shelters.capacity.inventory import HouseInventory, RoomInventory
from shelters.capacity.safety import TAKING
from shelters.capacity.words import Safety
from shelters.clock import now, today_somewhere
from shelters.placement.attributes import (
    BESIDE,
    CONTRADICTION,
    house_attributes,
    preferred,
    refused,
    required,
)
from shelters.placement.extra import CROWDED, crowding, preferred_beds, refused_crowding
from shelters.placement.spaces import SEATS, Frame, rests, spaces_of
from shelters.placement.tokens import Choice
from shelters.places import municipality
from shelters.requests.models import Case, Request
from shelters.requests.words import AvoidKind
from shelters.stays.beside import Beside


@dataclass(frozen=True)
class Asking:
    """A request with its case opened, and the houses that already said no to it."""

    request: Request
    case: Case
    declined: frozenset[UUID] = frozenset()
    # With whom they must not live, and where and when those have beds.
    apart: frozenset[UUID] = frozenset()
    beside: frozenset[Beside] = frozenset()


@dataclass(frozen=True)
class Posed:
    """A problem, and what its numbers stand for."""

    problem: Problem
    tonight: date
    rooms: dict[str, tuple[HouseInventory, RoomInventory]]
    # Whose requests are posed, by their names in the problem.
    asked: frozenset[str]

    def night(self, number: int) -> date:
        """Say which date a night of the problem is."""
        return self.tonight + timedelta(days=number)


def pose(houses: Sequence[HouseInventory], asking: Sequence[Asking], *, beyond: int = 0) -> Posed:
    """Pose the problem of these houses and these requests.

    Its first night is tonight where the day ends last; in a house where that night is over already, it is taken.
    `beyond` are nights after the last one asked for, where a later start may find a place.
    """
    tonight = today_somewhere()
    newest = max([each.house.tonight for each in houses], default=tonight)
    # A request whose window has passed still waits: tonight is when she can come.
    ends = [(max(newest, each.request.latest) - tonight).days + each.request.nights for each in asking]
    return _posed(houses, asking, _Span(tonight, newest, max([*ends, 1]) + beyond))


def pose_past(houses: Sequence[HouseInventory], asking: Sequence[Asking], since: date) -> Posed:
    """Pose what was asked for since a day over these houses, as if each request came anew.

    What takes beds is what the inventory says; nights that are over in a house today are nights like others.
    """
    ends = [(each.request.latest - since).days + each.request.nights for each in asking]
    return _posed(houses, asking, _Span(since, since, max([*ends, 1]), over=True))


@dataclass(frozen=True)
class _Span:
    """The nights of a problem: the first, the first that no house has behind it, and how many."""

    tonight: date
    newest: date
    nights: int
    # Whether all of it is over, in every house.
    over: bool = False


def _posed(houses: Sequence[HouseInventory], asking: Sequence[Asking], span: _Span) -> Posed:
    taking = [each for each in houses if each.house.safety in TAKING]
    networks = {each.house.network_id for each in taking} | {each.request.network_id for each in asking}
    sizes = crowding(room for house in taking for room in house.rooms)
    frame = Frame(span.tonight, span.nights, sizes, over=span.over)
    requests = tuple(_with_beds(_asked(each, networks, span.tonight, span.newest), sizes) for each in asking)
    closed = {house.house.id: rests(house, requests, span.tonight, span.nights) for house in taking}
    spaces = {
        space: (house, room)
        for house in taking
        for room in house.rooms
        if room.beds
        for space in spaces_of(house, room, closed[house.house.id], frame)
    }
    problem = Problem(
        nights=span.nights,
        sites=tuple(_site(house, networks, asking) for house in taking),
        spaces=tuple(spaces),
        requests=requests,
        apart=_apart(asking),
    )
    rooms = {space.id: where for space, where in spaces.items()}
    return Posed(problem, span.tonight, rooms, frozenset(str(each.request.id) for each in asking))


def without_reserve(posed: Posed) -> Posed:
    """Open kept rooms and extra places to all, but in a watched house, and but for seats of a collective stay."""
    watched = {each for each, (house, _) in posed.rooms.items() if house.house.safety == Safety.WATCHED}
    opened = tuple(
        space if space.id in watched or space.id.endswith(SEATS) else replace(space, kept_for_tier=None)
        for space in posed.problem.spaces
    )
    requests = tuple(
        replace(each, refuses=frozenset(name for name in each.refuses if not name.startswith(CROWDED)))
        for each in posed.problem.requests
    )
    return replace(posed, problem=replace(posed.problem, spaces=opened, requests=requests))


def fits(posed: Posed, asking: Asking, choice: Choice) -> bool:
    """Say whether the rules still allow exactly this choice."""
    return space_for(posed, asking, choice) is not None


def space_for(posed: Posed, asking: Asking, choice: Choice) -> str | None:
    """Name the space in which the rules still allow exactly this choice: the beds of its room, or what is beside."""
    start = (choice.first - posed.tonight).days
    asked = next((each for each in posed.problem.requests if each.id == str(asking.request.id)), None)
    if asked is None or not asked.start[0] <= start <= asked.start[1]:
        return None
    if not asked.fewest <= choice.nights <= asked.nights:
        return None
    narrowed = Problem(
        nights=max(posed.problem.nights, start + choice.nights),
        sites=posed.problem.sites,
        spaces=tuple(space for space in posed.problem.spaces if posed.rooms[space.id][1].room.id == choice.room_id),
        requests=(replace(asked, start=(start, start), nights=choice.nights, shortest=choice.nights),),
    )
    return next((option.space for option in options(narrowed, asked.id, count=1)), None)


def _apart(asking: Sequence[Asking]) -> tuple[tuple[str, str], ...]:
    """Name the pairs of this problem that must not meet."""
    here = {each.request.id for each in asking}
    pairs = {tuple(sorted((str(each.request.id), str(other)))) for each in asking for other in each.apart & here}
    return tuple((one, other) for one, other in sorted(pairs))


def _site(inventory: HouseInventory, networks: Collection[UUID], asking: Sequence[Asking]) -> Site:
    house = inventory.house
    place = municipality(house.municipality_id)
    attributes = house_attributes(house, inventory.profile, networks) | {_house_attribute(house.id)}
    if any(there == house.id for each in asking for there, *_ in each.beside):
        attributes |= {_beside_attribute(house.id)}
    return Site(str(house.id), place.lat, place.lon, attributes, house.max_nights)


def _house_attribute(house_id: UUID) -> str:
    return f"house_{house_id}"


def _beside_attribute(house_id: UUID) -> str:
    return f"{BESIDE}{house_id}"


def _beside(asking: Asking, newest: date) -> set[str]:
    """Name the houses in which she would meet somebody with whom she must not live, whenever she came."""
    first, last = asking.request.earliest, max(newest, asking.request.latest)
    until = last + timedelta(days=asking.request.nights)
    return {_beside_attribute(house) for house, start, end in asking.beside if start < until and first < end}


def _asked(asking: Asking, networks: Collection[UUID], tonight: date, newest: date) -> Asked:
    request, case = asking.request, asking.case
    origin = municipality(case.origin)
    requires = required(case, request.network_id)
    refuses = refused(case, request.network_id, networks) | {_house_attribute(house) for house in asking.declined}
    refuses |= _beside(asking, newest)
    if requires & refuses:
        # What must be and must not be is nowhere; saying so keeps the reason in the answer.
        requires, refuses = requires | {CONTRADICTION}, refuses - requires
    return Asked(
        id=str(request.id),
        beds=case.beds,
        tier=request.urgency,
        start=(max(0, (request.earliest - tonight).days), (max(newest, request.latest) - tonight).days),
        nights=request.nights,
        shortest=request.shortest,
        class_=case.party_class,
        requires=requires,
        refuses=refuses,
        prefers=preferred(case),
        origin=(origin.lat, origin.lon),
        max_km=case.max_km,
        avoid=tuple(_circle(avoid.place, avoid.km) for avoid in case.avoid if avoid.kind is AvoidKind.PLACE),
        waiting=max(0, (now() - request.filed_at).days),
        lot=request.tie,
    )


def _with_beds(asked: Asked, sizes: Collection[int]) -> Asked:
    """Let a party rather have a bed for each, and no extra place that is not for it."""
    refuses = asked.refuses | refused_crowding(asked.tier, asked.beds, sizes)
    return replace(asked, refuses=refuses, prefers={**asked.prefers, **preferred_beds(asked.beds, sizes)})


def _circle(place: str, km: int) -> Avoid:
    centre = municipality(place)
    return Avoid(centre.lat, centre.lon, km)
