"""What a host records of a stay: arrival, departure, that nobody came; the beds follow."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.rows import tonight_at
from shelters.circles.models import Kind
from shelters.circles.writing import erase_secrets
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError
from shelters.news.commands import settle_about, tell_committee
from shelters.news.kinds import NewsKind
from shelters.requests.commands import advance
from shelters.requests.states import RequestStep
from shelters.stays.following import fall_back, house_left, lives_elsewhere
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.nights import give_back_from, lock_house
from shelters.stays.queries import stay_seen
from shelters.stays.states import LIVE, StayStep, next_state


async def record_arrival(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """Record that the party has come."""
    stay = await locked_stay(session, actor, stay_id)
    if stay.first > await tonight_at(session, stay.house_id):
        raise ConflictError(N_("Su primera noche todavía no llega. Anota el ingreso ese día."))
    stay.state = next_state(stay.state, StayStep.ARRIVE)
    stay.arrived_at = now()
    await _leave_behind(session, actor, stay)
    await _tell(session, stay, NewsKind.STAY_ARRIVED)
    return await recorded(session, actor, stay, Action.STAY_ARRIVED)


async def record_departure(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """Record that the party has left; tonight's bed and those after are free, and the case can close."""
    stay = await locked_stay(session, actor, stay_id)
    stay.state = next_state(stay.state, StayStep.DEPART)
    await end_stay(session, stay)
    await leave_request(session, stay, RequestStep.CLOSE)
    return await recorded(session, actor, stay, Action.STAY_DEPARTED)


async def record_not_arrived(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """Record that the party did not come; the request returns to its place in the queue."""
    stay = await locked_stay(session, actor, stay_id)
    if stay.first > await tonight_at(session, stay.house_id):
        raise ConflictError(N_("Su primera noche todavía no llega. Espera a ese día."))
    stay.state = next_state(stay.state, StayStep.MISS)
    until = stay.until
    await end_stay(session, stay)
    await fall_back(session, stay, until)
    await leave_request(session, stay, RequestStep.RETURN)
    await _tell(session, stay, NewsKind.MOVE_MISSED if await lives_elsewhere(session, stay) else NewsKind.STAY_MISSED)
    return await recorded(session, actor, stay, Action.STAY_MISSED)


async def _tell(session: AsyncSession, stay: Stay, kind: NewsKind) -> None:
    """Tell the committee whether she came; nobody waits for news of her journey any more."""
    await settle_about(session, stay.id, NewsKind.ARRIVAL_OVERDUE)
    await tell_committee(session, kind, stay.request_network_id, stay.request_id, stay.code)


async def leave_request(session: AsyncSession, stay: Stay, step: RequestStep) -> None:
    """Take the request's step at the end of a stay, unless its party has another that is expected or under way."""
    if not await lives_elsewhere(session, stay):
        async with acting_as(session, MATCHER):
            await advance(session, stay.request_id, step)


async def _leave_behind(session: AsyncSession, actor: Actor, stay: Stay) -> None:
    """End the stay in the house that was left for this one, as this one begins."""
    if stay.follows is None:
        return
    async with acting_as(session, MATCHER):
        before = await take(session, Stay, stay.follows)
    if before.state in LIVE:
        await relocate(session, actor, before)


async def relocate(session: AsyncSession, actor: Actor, stay: Stay) -> None:
    """End a stay whose party has its place in another house; as the matcher, since few see both houses."""
    stay.state = next_state(stay.state, StayStep.RELOCATE)
    async with acting_as(session, MATCHER):
        stay.version += 1
        await end_stay(session, stay)
    record(session, actor, Action.STAY_RELOCATED, stay.id)


async def locked_stay(
    session: AsyncSession, actor: Actor, stay_id: UUID, permission: Permission = Permission.STAY_RECORD
) -> Stay:
    """Take a stay for oneself until the transaction ends, after its house and its request."""
    seen = await stay_seen(session, actor, stay_id, permission)
    left = await house_left(session, seen.follows)
    await lock_in_order(session, [seen.house_id, *left], [seen.request_id])
    return await take(session, Stay, stay_id)


async def end_stay(session: AsyncSession, stay: Stay) -> None:
    """Give back what is left of a stay's nights, and take back what the house had disclosed for it."""
    await erase_secrets(session, stay.id, Kind.SHEET)
    stay.ended_at = now()
    house = await lock_house(session, stay.house_id)
    day = max(stay.first, min(stay.until, house.tonight))
    stay.until = day
    # Whoever never slept there leaves nothing to make ready.
    await give_back_from(session, stay.id, day, rest_nights=house.rest_nights if stay.arrived_at else 0)


async def recorded(session: AsyncSession, actor: Actor, stay: Stay, action: Action) -> Stay:
    """Record what was done with a stay, and give it."""
    stay.version += 1
    record(session, actor, action, stay.id)
    await session.flush()
    return stay
