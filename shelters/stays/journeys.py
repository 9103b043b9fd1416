"""Before and during a stay: she travels, it is cancelled, it grows longer."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError
from shelters.news.commands import settle_about, tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.requests.states import RequestStep
from shelters.stays.commands import end_stay, leave_request, locked_stay, recorded
from shelters.stays.following import fall_back, lives_elsewhere
from shelters.stays.lengthening import check_longer, lengthen
from shelters.stays.models import Stay
from shelters.stays.nights import lock_house
from shelters.stays.overdue import watch_journey
from shelters.stays.states import StayStep, next_state

LONGEST_JOURNEY = 72


async def set_out(session: AsyncSession, actor: Actor, stay_id: UUID, hours: int) -> Stay:
    """Record that she is on her way, and within how many hours somebody must hear that she is safe."""
    if not 1 <= hours <= LONGEST_JOURNEY:
        raise InvalidInputError(
            "hours", N_("Escribe en cuántas horas debe llegar, de 1 a %(most)d."), most=LONGEST_JOURNEY
        )
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_TRAVEL)
    stay.state = next_state(stay.state, StayStep.TRAVEL)
    hour = stay.arrive_by = now() + timedelta(hours=hours)
    await watch_journey(session, stay, hour)
    return await recorded(session, actor, stay, Action.STAY_TRAVELLING)


async def cancel_stay(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """Cancel a stay that has not begun; its beds are free, and the request returns to its place in the queue."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_CANCEL)
    stay.state = next_state(stay.state, StayStep.CANCEL)
    until = stay.until
    async with acting_as(session, MATCHER):
        await end_stay(session, stay)
    await fall_back(session, stay, until)
    await leave_request(session, stay, RequestStep.RETURN)
    await settle_about(session, stay.id, NewsKind.ARRIVAL_OVERDUE)
    await _tell_the_other_side(session, actor, stay)
    return await recorded(session, actor, stay, Action.STAY_CANCELLED)


async def _tell_the_other_side(session: AsyncSession, actor: Actor, stay: Stay) -> None:
    if actor.role is Role.HOST:
        elsewhere = await lives_elsewhere(session, stay)
        kind = NewsKind.MOVE_CANCELLED_BY_HOUSE if elsewhere else NewsKind.STAY_CANCELLED_BY_HOUSE
        await tell_committee(session, kind, stay.request_network_id, stay.request_id, stay.code)
    else:
        await tell_hosts(session, NewsKind.STAY_CANCELLED, stay.house_id, stay.house_id, stay.code)


async def extend_stay(session: AsyncSession, actor: Actor, stay_id: UUID, until: date | None) -> Stay:
    """Let a stay last until another day, where its own beds are free so long; the host's doing is her yes."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_EXTEND)
    state = next_state(stay.state, StayStep.EXTEND)
    house = await lock_house(session, stay.house_id)
    until = await check_longer(session, stay, house, until)
    await lengthen(session, stay, until, house.rest_nights)
    stay.state, stay.until = state, until
    return await recorded(session, actor, stay, Action.STAY_EXTENDED)
