"""Before and during a stay: she travels, it is cancelled, it grows longer."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.capacity.models import BedOccupancy, House
from shelters.capacity.occupancy import bounds, free_expired_holds
from shelters.capacity.rhythm import keeps_rhythm
from shelters.capacity.safety import FROZEN
from shelters.capacity.words import OccupancyKind
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, InvalidInputError
from shelters.news.commands import settle_about, tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.requests.states import RequestStep
from shelters.stays.commands import end_stay, leave_request, locked_stay, recorded
from shelters.stays.models import Stay
from shelters.stays.nights import Nights, lock_house, rest_after, taken_by_others
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
    stay.arrive_by = now() + timedelta(hours=hours)
    await watch_journey(session, stay)
    return await recorded(session, actor, stay, Action.STAY_TRAVELLING)


async def cancel_stay(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """Cancel a stay that has not begun; its beds are free, and the request returns to its place in the queue."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_CANCEL)
    stay.state = next_state(stay.state, StayStep.CANCEL)
    async with acting_as(session, MATCHER):
        await end_stay(session, stay)
    await leave_request(session, stay, RequestStep.RETURN)
    await settle_about(session, stay.id, NewsKind.ARRIVAL_OVERDUE)
    await _tell_the_other_side(session, actor, stay)
    return await recorded(session, actor, stay, Action.STAY_CANCELLED)


async def _tell_the_other_side(session: AsyncSession, actor: Actor, stay: Stay) -> None:
    if actor.role is Role.HOST:
        await tell_committee(
            session, NewsKind.STAY_CANCELLED_BY_HOUSE, stay.request_network_id, stay.request_id, stay.code
        )
    else:
        await tell_hosts(session, NewsKind.STAY_CANCELLED, stay.house_id, stay.house_id, stay.code)


async def extend_stay(session: AsyncSession, actor: Actor, stay_id: UUID, until: date | None) -> Stay:
    """Let a stay last until another day, where its own beds are free so long; the host's doing is her yes."""
    stay = await locked_stay(session, actor, stay_id, Permission.STAY_EXTEND)
    state = next_state(stay.state, StayStep.EXTEND)
    house = await lock_house(session, stay.house_id)
    until = await check_longer(session, stay, house, until)
    await _lengthen(session, stay, until, house.rest_nights)
    stay.state, stay.until = state, until
    return await recorded(session, actor, stay, Action.STAY_EXTENDED)


async def check_longer(session: AsyncSession, stay: Stay, house: House, until: date | None) -> date:
    """Refuse a day that is none, is too far for the house, or before which somebody else has the beds."""
    if house.safety in FROZEN:
        raise ConflictError(N_("Mientras la casa esté expuesta o cerrada, nadie se queda más noches."))
    if until is None or until <= max(stay.until, house.tonight):
        raise InvalidInputError("until", N_("Escribe un día después de los que ya tiene."))
    if (until - stay.first).days > house.max_nights:
        message = N_("Esta casa recibe hasta %(most)d noches. Escribe un día antes.")
        raise InvalidInputError("until", message, most=house.max_nights)
    if not await keeps_rhythm(session, house, stay.until, until):
        raise ConflictError(N_("Esas noches la casa descansa de huéspedes. Elige un día antes."))
    await free_expired_holds(session, stay.room_id)
    last = await _last_rows(session, stay)
    nights = Nights(stay.room_id, stay.until, until, len(last))
    taken = await taken_by_others(session, nights, house.rest_nights, stay.id)
    if any(first < until and stay.until < end for row in last for first, end in taken.get(row.bed_id, [])):
        raise ConflictError(N_("Esas noches ya están ocupadas o cerradas en su habitación. Elige un día antes."))
    return until


async def _last_rows(session: AsyncSession, stay: Stay) -> list[BedOccupancy]:
    of_stay = select(BedOccupancy).where(
        col(BedOccupancy.stay_id) == stay.id, col(BedOccupancy.kind) == OccupancyKind.STAY
    )
    return [row for row in (await session.scalars(of_stay)).all() if bounds(row)[1] == stay.until]


async def _lengthen(session: AsyncSession, stay: Stay, until: date, rest_nights: int) -> None:
    of_stay = col(BedOccupancy.stay_id) == stay.id
    await session.execute(delete(BedOccupancy).where(of_stay, col(BedOccupancy.kind) == OccupancyKind.TURNAROUND))
    last = await _last_rows(session, stay)
    for row in last:
        row.nights = Range(bounds(row)[0], until)
    await rest_after(session, last, until, rest_nights)
    await session.flush()
