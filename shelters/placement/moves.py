"""The moves of a rearrangement: what committees and hosts say, and moving everybody at once or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, NotFoundError
from shelters.news.commands import settle_about, tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.answers import accept_held
from shelters.placement.commands import hold_choice
from shelters.placement.models import Move, Rearrangement
from shelters.placement.relocations import hold_for_resident, moves_underway
from shelters.placement.room_states import RoomState, RoomStep, next_state
from shelters.placement.tokens import Choice
from shelters.requests.commands import advance
from shelters.requests.models import Request
from shelters.requests.states import RequestStep
from shelters.sealing.keyring import Keyring
from shelters.stays.commands import end_stay
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.rooms import free_from
from shelters.stays.states import INSIDE, StayState, StayStep
from shelters.stays.states import next_state as next_stay_state

_CHANGED = N_("Alguna de estas estancias cambió. No se movió a nadie.")
# Held and accepted in one transaction: a hold that nobody will ever see needs a term all the same.
_A_MOMENT = 1


async def move_seen(session: AsyncSession, actor: Actor, move_id: UUID) -> Move:
    """Give a move that the actor is asked about."""
    move = await session.get(Move, move_id)
    if move is None:
        raise NotFoundError
    require_for(actor, Permission.MOVE_ANSWER, move)
    return move


async def answer_move(session: AsyncSession, actor: Actor, keyring: Keyring, move_id: UUID, *, yes: bool) -> RoomState:
    """Say yes or no; a no ends it, and with the last yes everybody is moved in this one transaction, or nobody."""
    seen = await move_seen(session, actor, move_id)
    async with acting_as(session, MATCHER):
        await lock_moves(session, await moves_of(session, seen.rearrangement_id))
        made = await take(session, Rearrangement, seen.rearrangement_id)
        if made.state != RoomState.ASKING or made.until is None or made.until < now():
            raise ConflictError(N_("Este reacomodo ya terminó. Vuelve a cargar la página."))
        moves = await moves_of(session, made.id)
        _say(actor, next(each for each in moves if each.id == move_id), yes=yes)
        step = await _step(session, keyring, moves)
        if step is not None:
            await _end(session, made, step)
    record(session, actor, Action.MOVE_ANSWERED, seen.request_id, yes=yes)
    if step is not None:
        record(session, actor, Action.ROOM_ENDED, made.request_id, state=made.state)
    await session.flush()
    return RoomState(made.state)


def _say(actor: Actor, move: Move, *, yes: bool) -> None:
    name = "host_said" if actor.role is Role.HOST else "committee_said"
    if getattr(move, name) is not None:
        raise ConflictError(N_("Ya se respondió a este cambio. Vuelve a cargar la página."))
    setattr(move, name, yes)


async def moves_of(session: AsyncSession, rearrangement_id: UUID) -> Sequence[Move]:
    """List the moves of a rearrangement as they are now."""
    moves = select(Move).where(col(Move.rearrangement_id) == rearrangement_id).order_by(col(Move.id))
    return (await session.scalars(moves.execution_options(populate_existing=True))).all()


async def lock_moves(session: AsyncSession, moves: Sequence[Move]) -> None:
    """Take every house that somebody leaves or comes to, then every request, in the one order."""
    left = {move.from_house_id for move in moves if move.from_house_id is not None}
    await lock_in_order(session, left | {move.house_id for move in moves}, [move.request_id for move in moves])


async def _step(session: AsyncSession, keyring: Keyring, moves: Sequence[Move]) -> RoomStep | None:
    """Say what follows from the answers so far; with the last yes, move everybody."""
    said = [word for move in moves for word in (move.committee_said, move.host_said)]
    if False in said:
        return RoomStep.REFUSE
    if None in said:
        return None
    try:
        # Inside a savepoint: where the world changed, all of it is undone and the answers stay.
        async with session.begin_nested():
            await carry_out(session, keyring, moves)
    except ConflictError:
        return RoomStep.OVERTAKE
    return RoomStep.APPLY


async def carry_out(session: AsyncSession, keyring: Keyring, moves: Sequence[Move]) -> None:
    """End the stays that move and give everybody the new place, each checked again; the caller has taken the locks.

    Done as the matcher, since nobody sees all of it.
    """
    living: dict[UUID, Stay] = {}
    leaving = [(each.stay_id, each.from_house_id, each) for each in moves if each.stay_id and each.from_house_id]
    for stay_id, house_id, move in sorted(leaving, key=lambda each: str(each[0])):
        stay = await _leave(session, move, stay_id, house_id)
        if stay is not None:
            living[move.id] = stay
    for move in moves:
        request = await session.get_one(Request, move.request_id)
        choice = Choice(move.room_id, move.house_id, move.first, move.nights)
        if move.id in living:
            proposal = await hold_for_resident(session, keyring, living[move.id], choice, _A_MOMENT)
        else:
            proposal = await hold_choice(session, MATCHER, keyring, request, choice, _A_MOMENT)
        await accept_held(session, MATCHER, proposal, await session.get_one(House, move.house_id))


async def _leave(session: AsyncSession, move: Move, stay_id: UUID, house_id: UUID) -> Stay | None:
    """Free the nights that a stay leaves; give it where its people live there and go on elsewhere."""
    stay = await take(session, Stay, stay_id)
    house = await session.get_one(House, house_id)
    if (stay.house_id, stay.until) != (house_id, move.until):
        raise ConflictError(_CHANGED)
    if stay.state in INSIDE:
        await _leave_from(session, stay, house, move.first)
        return stay
    if stay.state != StayState.CONFIRMED or stay.first != move.first or stay.first <= house.tonight:
        raise ConflictError(_CHANGED)
    await _end_unbegun(session, stay)
    return None


async def _leave_from(session: AsyncSession, stay: Stay, house: House, day: date) -> None:
    """Free the nights of people who live in a house from a day on, if they still agree and nothing else moves them."""
    if stay.would_move_since is None or day < house.tonight or await moves_underway(session, [stay.id]):
        raise ConflictError(_CHANGED)
    await free_from(session, stay, house, day)
    stay.until, stay.asked_until, stay.would_move_since = day, None, None
    stay.version += 1
    await session.flush()


async def _end_unbegun(session: AsyncSession, stay: Stay) -> None:
    stay.state = next_stay_state(stay.state, StayStep.CANCEL)
    await end_stay(session, stay)
    await advance(session, stay.request_id, RequestStep.RETURN)
    await tell_hosts(session, NewsKind.STAY_CANCELLED, stay.house_id, stay.house_id, stay.code)


async def _end(session: AsyncSession, made: Rearrangement, step: RoomStep) -> None:
    """End a rearrangement, tell whoever asked for it, and ask nobody any more."""
    made.state = next_state(made.state, step).value
    for move in await moves_of(session, made.id):
        await settle_about(session, move.id, NewsKind.MOVE_ASKED, NewsKind.ROOM_ASKED)
    request = await session.get_one(Request, made.request_id)
    await tell_committee(session, NewsKind.ROOM_ENDED, made.network_id, made.request_id, request.code)


async def end_room(session: AsyncSession, made: Rearrangement, step: RoomStep) -> None:
    """End a rearrangement of itself: there is no way, or answers were missing; the matcher acts."""
    await _end(session, made, step)
    record(session, MATCHER, Action.ROOM_ENDED, made.request_id, state=made.state)
    await session.flush()


async def expire_rooms(session: AsyncSession) -> int:
    """End every rearrangement for which answers were missing when its term was over, and say how many."""
    late = select(Rearrangement).where(
        col(Rearrangement.state) == RoomState.ASKING.value, col(Rearrangement.until) < now()
    )
    over = (await session.scalars(late.with_for_update(skip_locked=True))).all()
    for made in over:
        await end_room(session, made, RoomStep.EXPIRE)
    return len(over)
