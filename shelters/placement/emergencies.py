"""Emergency mode: the steps that wait for people are skipped, and each skip is shown until somebody else reviews it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.capacity.rows import house_seen
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import CONFLICTS, acting_as
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.news.commands import tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.answers import accept_held
from shelters.placement.commands import choose_option
from shelters.placement.emergency_models import Emergency, EmergencyReason, EmergencyYes, Skip, SkippedStep
from shelters.placement.emergency_queries import live_emergency
from shelters.placement.models import Proposal
from shelters.requests.words import Urgency
from shelters.sealing.keyring import Keyring

LONGEST: Final = 72

CONFLICTS["emergency_one_open"] = N_("Tu red ya está en modo de emergencia.")


async def open_emergency(session: AsyncSession, actor: Actor, reason: str, hours: int) -> Emergency:
    """Open emergency mode for a term; one at a time in a network."""
    _check(reason, hours)
    emergency = Emergency(
        id=uuid4(),
        network_id=actor.network,
        reason=reason,
        opened_by=actor.person_id,
        opened_at=now(),
        until=now() + timedelta(hours=hours),
    )
    require_for(actor, Permission.EMERGENCY_OPEN, emergency)
    await _close_what_is_over(session, actor)
    session.add(emergency)
    record(session, actor, Action.EMERGENCY_OPENED, emergency.id, reason=reason, hours=hours)
    await session.flush()
    return emergency


def _check(reason: str, hours: int) -> None:
    """Refuse with everything that needs another value."""
    wrong = []
    if reason not in set(EmergencyReason):
        wrong.append(InvalidInputError("reason", N_("Elige una razón de la lista.")))
    if not 1 <= hours <= LONGEST:
        wrong.append(InvalidInputError("hours", N_("Escribe por cuántas horas, de 1 a %(most)d."), most=LONGEST))
    if wrong:
        raise InvalidInputError.together(wrong)


async def _close_what_is_over(session: AsyncSession, actor: Actor) -> None:
    over = select(Emergency).where(col(Emergency.network_id) == actor.network_id, col(Emergency.closed_at).is_(None))
    for emergency in await session.scalars(over.where(col(Emergency.until) <= now()).with_for_update()):
        emergency.closed_at = emergency.until
    await session.flush()


async def close_emergency(session: AsyncSession, actor: Actor, emergency_id: UUID) -> Emergency:
    """Close it before its term; what was skipped is still to be reviewed."""
    seen = await session.get(Emergency, emergency_id)
    if seen is None:
        raise NotFoundError
    require_for(actor, Permission.EMERGENCY_OPEN, seen)
    emergency = await take(session, Emergency, emergency_id)
    if emergency.closed_at is not None:
        raise ConflictError
    emergency.closed_at = now()
    record(session, actor, Action.EMERGENCY_CLOSED, emergency.id)
    await session.flush()
    return emergency


async def say_yes_beforehand(session: AsyncSession, actor: Actor, house_id: UUID, *, yes: bool) -> House:
    """Say for one's house that in an emergency nobody needs to wait for an answer, or take that back."""
    house = await house_seen(session, actor, house_id, lock=True)
    require_for(actor, Permission.EMERGENCY_AGREE, house)
    said = await session.get(EmergencyYes, house_id)
    if yes is (said is not None):
        return house
    if said is None:
        session.add(
            EmergencyYes(house_id=house.id, network_id=house.network_id, said_by=actor.person_id, said_at=now())
        )
    else:
        await session.delete(said)
    record(session, actor, Action.EMERGENCY_AGREED, house.id, yes=yes)
    await session.flush()
    return house


async def choose_without_waiting(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, token: str, hold_hours: int
) -> Proposal:
    """Choose an option; in an emergency a yes that the house gave beforehand is its answer."""
    proposal = await choose_option(session, actor, keyring, request_id, token, hold_hours)
    await _skip_the_answer(session, actor, proposal)
    return proposal


async def _skip_the_answer(session: AsyncSession, actor: Actor, proposal: Proposal) -> bool:
    """Accept at once what was just held, where an emergency is open and the house said yes beforehand.

    Only for what is immediate or urgent; the caller has locked the house and the request. Her address stays shut until
    one of its hosts hands the sheet over with her own key: that is never skipped.
    """
    emergency = await live_emergency(session, actor.network_id)
    if emergency is None or proposal.urgency > Urgency.URGENT:
        return False
    async with acting_as(session, MATCHER):
        if await session.get(EmergencyYes, proposal.house_id) is None:
            return False
        house = await session.get_one(House, proposal.house_id)
    stay = await accept_held(session, actor, proposal, house)
    session.add(_skip(actor, emergency, proposal))
    record(session, actor, Action.STEP_SKIPPED, proposal.request_id, reason=emergency.reason)
    await tell_hosts(session, NewsKind.EMERGENCY_PLACED, stay.house_id, stay.id, stay.code)
    await session.flush()
    return True


def _skip(actor: Actor, emergency: Emergency, proposal: Proposal) -> Skip:
    return Skip(
        id=uuid4(),
        emergency_id=emergency.id,
        network_id=emergency.network_id,
        step=SkippedStep.HOST_ANSWER.value,
        reason=emergency.reason,
        request_id=proposal.request_id,
        code=proposal.code,
        skipped_by=actor.person_id,
        skipped_at=now(),
    )
