"""Making room for an urgent request: the fewest moves of stays that have not begun or agreed, found by the solver."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
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
from shelters.capacity.inventory import inventory
from shelters.clock import now
from shelters.database.queue import Work, enqueue
from shelters.database.row import take
from shelters.database.transaction import acting_as, transaction
from shelters.errors import N_, ConflictError
from shelters.news.commands import tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.child import SolverFailedError
from shelters.placement.jobs import Workshop
from shelters.placement.models import Move, Rearrangement
from shelters.placement.moves import carry_out, end_room, lock_moves
from shelters.placement.options import asking_of
from shelters.placement.posing import pose
from shelters.placement.room_puzzle import moves_in, puzzle_of, staying_now
from shelters.placement.room_states import LIVE, RoomState, RoomStep, next_state
from shelters.placement.solving import solve_in_child
from shelters.requests.commands import locked
from shelters.requests.models import Request
from shelters.requests.states import OPEN
from shelters.requests.words import Urgency
from shelters.sealing.keyring import Keyring
from shelters.stays.states import INSIDE

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


async def seek_room(shop: Workshop, rearrangement_id: UUID, *, answer_hours: int) -> None:
    """Look for the fewest moves, try them out, and ask everybody concerned; or say that there is no way.

    Whoever lives in a house is asked only where moving those who are still to come makes no room.
    """
    try:
        moves = await _found(shop, rearrangement_id, living=False) or await _found(shop, rearrangement_id, living=True)
    except SolverFailedError:
        await _end(shop, rearrangement_id, RoomStep.FAIL)
        return
    if moves is None:
        return
    if not moves:
        await _end(shop, rearrangement_id, RoomStep.GIVE_UP)
        return
    await _ask(shop, rearrangement_id, moves, answer_hours)


async def _found(shop: Workshop, rearrangement_id: UUID, *, living: bool) -> list[Move] | None:
    """Find moves that are possible, none where there is no way; nothing where nobody looks for room any more."""
    async with transaction(shop.engine, MATCHER) as session:
        made = await session.get(Rearrangement, rearrangement_id)
        if made is None or made.state != RoomState.SEEKING:
            return None
        houses = (await inventory(session, shop.keyring)).houses
        staying = await staying_now(session, shop.keyring, houses, living=living)
        if living and not any(each.stay.state in INSIDE for each in staying):
            return []
        urgent = await asking_of(session, shop.keyring, await session.get_one(Request, made.request_id))
    puzzle = puzzle_of(houses, urgent, staying)
    plan = await solve_in_child(puzzle.posed.problem, shop.limits, command=shop.command)
    moves = moves_in(puzzle, plan, rearrangement_id)
    return moves if moves and await _possible(shop, moves) else []


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
