"""The puzzle of making room: one request among stays that may move, and the moves that a plan of it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import and_, or_
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

import optimizer
from shelters.capacity.inventory import HouseInventory, TakenBed
from shelters.capacity.occupancy import NIGHT, ends
from shelters.clock import today, today_somewhere
from shelters.placement.models import Move, Rearrangement
from shelters.placement.options import asking_of
from shelters.placement.posing import Asking, Posed, pose, space_for
from shelters.placement.relocations import asked_anew, moves_underway
from shelters.placement.room_states import RoomState
from shelters.placement.tokens import Choice
from shelters.requests.models import Request
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay
from shelters.stays.states import INSIDE, StayState


@dataclass(frozen=True)
class Staying:
    """A stay that may move, with its case: whole where it has not begun, from tomorrow where its people live there."""

    stay: Stay
    asking: Asking
    first: date

    @property
    def place(self) -> Choice:
        """The place that it has for the nights that are left."""
        return Choice(self.stay.room_id, self.stay.house_id, self.first, (self.stay.until - self.first).days)


@dataclass(frozen=True)
class Puzzle:
    """The problem of one request among stays that may move, which are promised the places that they have."""

    posed: Posed
    request: Request
    stays: dict[str, Stay]


async def staying_now(
    session: AsyncSession, keyring: Keyring, houses: Sequence[HouseInventory], *, living: bool
) -> list[Staying]:
    """List the stays that may move now; those of people who live in a house only where they are asked for."""
    tonight = {each.house.id: each.house.tonight for each in houses}
    found = []
    for stay in await _may_move(session, living=living):
        asking = await asking_of(session, keyring, await session.get_one(Request, stay.request_id))
        first = stay.first
        if stay.state in INSIDE:
            first = tonight[stay.house_id] + NIGHT
            nights = (stay.until - first).days
            if nights < 1:
                continue
            asking = asked_anew(asking, earliest=first, latest=first, nights=nights, shortest=nights)
        found.append(Staying(stay, asking, first))
    return found


async def _may_move(session: AsyncSession, *, living: bool) -> list[Stay]:
    """List stays that have not begun, and those whose people agreed; nobody who is being asked or moved already."""
    spoken_for = select(col(Move.stay_id)).where(
        col(Move.stay_id).is_not(None),
        col(Move.rearrangement_id).in_(
            select(col(Rearrangement.id)).where(col(Rearrangement.state) == RoomState.ASKING.value)
        ),
    )
    # Whoever is on her way, or comes today, has the address: she is not moved.
    which = and_(col(Stay.state) == StayState.CONFIRMED.value, col(Stay.first) > today())
    if living:
        which = or_(which, and_(col(Stay.state).in_(INSIDE), col(Stay.would_move_since).is_not(None)))
    stays = select(Stay).where(which, col(Stay.id).not_in(spoken_for)).order_by(col(Stay.id))
    found = (await session.scalars(stays)).all()
    underway = await moves_underway(session, [stay.id for stay in found])
    return [stay for stay in found if stay.id not in underway]


def puzzle_of(houses: Sequence[HouseInventory], urgent: Asking, staying: list[Staying]) -> Puzzle:
    """Pose an urgent request among stays that may move, each promised its place."""
    leaving = {each.stay.id: each.first for each in staying}
    beyond = max(((each.stay.until - today_somewhere()).days for each in staying), default=0)
    asking = [urgent, *(each.asking for each in staying)]
    emptied = pose([_without(house, leaving) for house in houses], asking, beyond=beyond)
    # A stay that its own place would not take any more stays where it is: nobody proposes it anew.
    kept = [(each, space) for each in staying if (space := space_for(emptied, each.asking, each.place))]
    if len(kept) < len(staying):
        return puzzle_of(houses, urgent, [each for each, _ in kept])
    promised = {str(each.asking.request.id): (each, space) for each, space in kept}
    requests = [
        _promised(emptied, asked, *promised[asked.id]) if asked.id in promised else asked
        for asked in emptied.problem.requests
    ]
    problem = replace(emptied.problem, requests=tuple(requests))
    stays = {asked: each.stay for asked, (each, _) in promised.items()}
    return Puzzle(replace(emptied, problem=problem), urgent.request, stays)


def _without(house: HouseInventory, leaving: Mapping[UUID, date]) -> HouseInventory:
    rooms = [replace(room, occupancy=[*_left(room.occupancy, leaving)]) for room in house.rooms]
    return replace(house, rooms=rooms)


def _left(occupancy: Iterable[TakenBed], leaving: Mapping[UUID, date]) -> Iterator[TakenBed]:
    """Give what still takes beds when these stays have left, each from its day on."""
    for row in occupancy:
        day = leaving.get(row.stay_id) if row.stay_id else None
        if day is None:
            yield row
            continue
        first, until = ends(row.nights)
        if first < day:
            yield replace(row, nights=Range(first, min(until, day)))


def _promised(posed: Posed, asked: optimizer.Request, staying: Staying, space: str) -> optimizer.Request:
    """Keep the nights of a stay as they are, and promise it its room."""
    first, nights = (staying.first - posed.tonight).days, staying.place.nights
    pin = optimizer.Pin(space, first, nights)
    return replace(asked, start=(first, first), nights=nights, shortest=nights, promised=pin)


def moves_in(puzzle: Puzzle, plan: optimizer.Plan, rearrangement_id: UUID) -> list[Move]:
    """Read who moves where; a plan in which anybody is left without a place is none."""
    asked = {each.id: each for each in puzzle.posed.problem.requests}
    if {each.request for each in plan.assignments} != set(asked):
        return []
    return [
        _move(puzzle, each, asked[each.request], rearrangement_id)
        for each in plan.assignments
        if each.request not in puzzle.stays or puzzle.stays[each.request].room_id != _room_of(puzzle.posed, each)
    ]


def _room_of(posed: Posed, assignment: optimizer.Assignment) -> UUID:
    return posed.rooms[assignment.space][1].room.id


def _move(puzzle: Puzzle, to: optimizer.Assignment, asked: optimizer.Request, rearrangement_id: UUID) -> Move:
    stay = puzzle.stays.get(to.request)
    house, room = puzzle.posed.rooms[to.space]
    return Move(
        id=uuid4(),
        rearrangement_id=rearrangement_id,
        request_network_id=stay.request_network_id if stay else puzzle.request.network_id,
        request_id=UUID(to.request),
        code=stay.code if stay else puzzle.request.code,
        stay_id=stay.id if stay else None,
        from_house_id=stay.house_id if stay else None,
        host_network_id=house.house.network_id,
        house_id=house.house.id,
        room_id=room.room.id,
        first=puzzle.posed.night(to.first),
        nights=to.nights,
        beds=asked.beds,
        # They asked for it.
        committee_said=None if stay else True,
    )
