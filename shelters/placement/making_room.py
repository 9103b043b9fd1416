"""Making room for an urgent request: the fewest moves of stays that have not begun, found by the solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

import optimizer
from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import HouseInventory, inventory
from shelters.clock import now, today, today_somewhere
from shelters.database.queue import Work, enqueue
from shelters.database.row import take
from shelters.database.transaction import acting_as, transaction
from shelters.errors import N_, ConflictError
from shelters.news.commands import tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.jobs import Workshop
from shelters.placement.models import Move, Rearrangement
from shelters.placement.moves import carry_out, end_room, lock_moves
from shelters.placement.options import asking_of
from shelters.placement.posing import Asking, Posed, pose, space_for
from shelters.placement.room_states import LIVE, RoomState, RoomStep, next_state
from shelters.placement.solving import SolverFailedError, solve_in_child
from shelters.placement.tokens import Choice
from shelters.requests.commands import locked
from shelters.requests.models import Request
from shelters.requests.states import OPEN
from shelters.requests.words import Urgency
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay
from shelters.stays.states import StayState

KIND: Final = "room"


async def ask_for_room(session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID) -> Rearrangement:
    """Ask for room for an urgent request that fits nowhere; asking again leads to what is under way."""
    request = await locked(session, actor, request_id, Permission.ROOM_ASK)
    if request.urgency > Urgency.URGENT or request.state not in OPEN:
        raise ConflictError(N_("Se hace lugar solo para lo inmediato y lo urgente que todavía no tiene."))
    live: Rearrangement | None = await session.scalar(
        select(Rearrangement).where(col(Rearrangement.request_id) == request.id, col(Rearrangement.state).in_(LIVE))
    )
    if live is not None:
        return live
    asking = await asking_of(session, keyring, request)
    async with acting_as(session, MATCHER):
        houses = (await inventory(session, keyring)).houses
    if optimizer.options(pose(houses, [asking]).problem, str(request.id), count=1):
        raise ConflictError(N_("Hay opciones sin mover a nadie. Míralas primero."))
    made = Rearrangement(
        id=uuid4(),
        network_id=request.network_id,
        request_id=request.id,
        asked_by=actor.person_id,
        made_at=now(),
        state=RoomState.SEEKING.value,
    )
    session.add(made)
    record(session, actor, Action.ROOM_ASKED, request.id)
    await session.flush()
    await enqueue(session, KIND, made.id.bytes)
    return made


@dataclass(frozen=True)
class Puzzle:
    """The problem of one request among stays that may move, which are promised the places that they have."""

    posed: Posed
    request: Request
    stays: dict[str, Stay]


async def seek_room(shop: Workshop, rearrangement_id: UUID, *, answer_hours: int) -> None:
    """Look for the fewest moves, try them out, and ask everybody concerned; or say that there is no way."""
    async with transaction(shop.engine, MATCHER) as session:
        made = await session.get(Rearrangement, rearrangement_id)
        if made is None or made.state != RoomState.SEEKING:
            return
        puzzle = await _puzzle(session, shop.keyring, made)
    try:
        plan = await solve_in_child(puzzle.posed.problem, shop.limits, command=shop.command)
    except SolverFailedError:
        await _end(shop, rearrangement_id, RoomStep.FAIL)
        return
    moves = _moves(puzzle, plan, rearrangement_id)
    if not moves or not await _possible(shop, moves):
        await _end(shop, rearrangement_id, RoomStep.GIVE_UP)
        return
    await _ask(shop, rearrangement_id, moves, answer_hours)


async def _puzzle(session: AsyncSession, keyring: Keyring, made: Rearrangement) -> Puzzle:
    request = await session.get_one(Request, made.request_id)
    spoken_for = select(col(Move.stay_id)).where(
        col(Move.stay_id).is_not(None),
        col(Move.rearrangement_id).in_(
            select(col(Rearrangement.id)).where(col(Rearrangement.state) == RoomState.ASKING.value)
        ),
    )
    # Whoever is on her way, or comes today, has the address: she is not moved.
    waiting = select(Stay).where(
        col(Stay.state) == StayState.CONFIRMED.value, col(Stay.first) > today(), col(Stay.id).not_in(spoken_for)
    )
    stays = (await session.scalars(waiting.order_by(col(Stay.id)))).all()
    asking = {stay.id: await _asking(session, keyring, stay.request_id) for stay in stays}
    houses = (await inventory(session, keyring)).houses
    return _posed(houses, await asking_of(session, keyring, request), [(stay, asking[stay.id]) for stay in stays])


async def _asking(session: AsyncSession, keyring: Keyring, request_id: UUID) -> Asking:
    return await asking_of(session, keyring, await session.get_one(Request, request_id))


def _posed(houses: Sequence[HouseInventory], urgent: Asking, staying: list[tuple[Stay, Asking]]) -> Puzzle:
    ids = {stay.id for stay, _ in staying}
    beyond = max((stay.until - today_somewhere()).days for stay, _ in staying) if staying else 0
    asking = [urgent, *(each for _, each in staying)]
    emptied = pose([_without(house, ids) for house in houses], asking, beyond=beyond)
    # A stay that its own place would not take any more stays where it is: nobody proposes it anew.
    kept = [(stay, each, space) for stay, each in staying if (space := space_for(emptied, each, _place_of(stay)))]
    if len(kept) < len(staying):
        return _posed(houses, urgent, [(stay, each) for stay, each, _ in kept])
    promised = {str(each.request.id): (stay, space) for stay, each, space in kept}
    requests = [
        _promised(emptied, asked, *promised[asked.id]) if asked.id in promised else asked
        for asked in emptied.problem.requests
    ]
    problem = replace(emptied.problem, requests=tuple(requests))
    stays = {asked: stay for asked, (stay, _) in promised.items()}
    return Puzzle(replace(emptied, problem=problem), urgent.request, stays)


def _without(house: HouseInventory, stays: set[UUID]) -> HouseInventory:
    rooms = [
        replace(room, occupancy=[row for row in room.occupancy if row.stay_id not in stays]) for room in house.rooms
    ]
    return replace(house, rooms=rooms)


def _place_of(stay: Stay) -> Choice:
    return Choice(stay.room_id, stay.house_id, stay.first, (stay.until - stay.first).days, 0)


def _promised(posed: Posed, asked: optimizer.Request, stay: Stay, space: str) -> optimizer.Request:
    """Keep the nights of a stay as they are, and promise it its room."""
    first, nights = (stay.first - posed.tonight).days, (stay.until - stay.first).days
    pin = optimizer.Pin(space, first, nights)
    return replace(asked, start=(first, first), nights=nights, shortest=nights, promised=pin)


def _moves(puzzle: Puzzle, plan: optimizer.Plan, rearrangement_id: UUID) -> list[Move]:
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
        km=puzzle.posed.km(to.request, to.space),
        # They asked for it.
        committee_said=None if stay else True,
    )


class _Undone(Exception):  # noqa: N818 - nothing went wrong
    """Ends a trial without a trace."""


async def _possible(shop: Workshop, moves: list[Move]) -> bool:
    """Try the moves out under the locks they need, and undo them: what the solver does not know, the commands do."""
    try:
        with suppress(_Undone):
            async with transaction(shop.engine, MATCHER) as session:
                await lock_moves(session, moves)
                await carry_out(session, shop.keyring, moves)
                raise _Undone
    except ConflictError:
        return False
    return True


async def _ask(shop: Workshop, rearrangement_id: UUID, moves: list[Move], hours: int) -> None:
    async with transaction(shop.engine, MATCHER) as session:
        made = await take(session, Rearrangement, rearrangement_id)
        made.state = next_state(made.state, RoomStep.ASK).value
        made.until = now() + timedelta(hours=hours)
        session.add_all(moves)
        await session.flush()
        for move in moves:
            if move.committee_said is None:
                await tell_committee(session, NewsKind.MOVE_ASKED, move.request_network_id, move.id, move.code)
            await tell_hosts(session, NewsKind.ROOM_ASKED, move.house_id, move.id, move.code)


async def _end(shop: Workshop, rearrangement_id: UUID, step: RoomStep) -> None:
    async with transaction(shop.engine, MATCHER) as session:
        made = await take(session, Rearrangement, rearrangement_id)
        await end_room(session, made, step)


def room_jobs(shop: Workshop, answer_hours: int) -> Mapping[str, Work]:
    """Name what a worker does where somebody asked for room: one after the other, so that no stay is asked twice."""

    async def seek(payload: bytes) -> None:
        await seek_room(shop, UUID(bytes=payload), answer_hours=answer_hours)

    return {KIND: seek}
