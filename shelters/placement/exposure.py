"""Saying how safe a house is: what follows happens in the same transaction, before anybody can act on what was."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, allows, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.capacity.safety import ACTS, FROZEN, SafetyStep, next_safety
from shelters.capacity.words import Safety
from shelters.database.transaction import acting_as
from shelters.errors import NotFoundError
from shelters.news.commands import tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.declines import DeclineReason
from shelters.placement.evacuations import end_evacuation, houses_held, lock_held, open_evacuation
from shelters.placement.holds import end_hold
from shelters.placement.models import Proposal
from shelters.placement.states import HOLDING, ProposalStep
from shelters.stays.gathering import call_off_in
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.queries import stay_seen
from shelters.stays.states import LIVE

_ACTIONS: Final = {
    SafetyStep.WATCH: Action.HOUSE_WATCHED,
    SafetyStep.EXPOSE: Action.HOUSE_EXPOSED,
    SafetyStep.CLOSE: Action.HOUSE_CLOSED,
    SafetyStep.CLEAR: Action.HOUSE_CLEARED,
    SafetyStep.REOPEN: Action.HOUSE_REOPENED,
}


async def change_safety(session: AsyncSession, actor: Actor, house_id: UUID, step: SafetyStep) -> House:
    """Say how safe a house is, as whoever lives in it, keeps it, or belongs to its network's committee."""
    _require_role(actor, step)
    house = await _locked(session, house_id)
    _require(actor, step, house)
    return await say_safety(session, actor, house, step)


async def expose_house_of_stay(session: AsyncSession, actor: Actor, stay_id: UUID) -> House:
    """Warn of the house in which somebody of the actor's network has a place now."""
    stay = await stay_seen(session, actor, stay_id, Permission.HOUSE_EXPOSE)
    if stay.state not in LIVE:
        raise NotFoundError
    return await say_safety(session, actor, await _locked(session, stay.house_id), SafetyStep.EXPOSE)


async def _locked(session: AsyncSession, house_id: UUID) -> House:
    """Take a house, and those in which places are held for its parties, until the transaction ends."""
    async with acting_as(session, MATCHER):
        elsewhere = await houses_held(session, house_id)
    return (await lock_in_order(session, [house_id, *elsewhere]))[house_id]


async def say_safety(session: AsyncSession, actor: Actor, house: House, step: SafetyStep) -> House:
    """Take a step with a house that the caller has locked, and do at once what follows from it."""
    before = house.safety
    after = next_safety(before, step)
    async with acting_as(session, MATCHER):
        house.safety = after.value
        house.version += 1
        await session.flush()
        frozen = after.value in FROZEN
        revoked = await _revoke_proposals(session, house.id) if frozen else []
        called_off = await call_off_in(session, house.id) if frozen else []
    record(session, actor, _ACTIONS[step], house.id, safety=after.value)
    for proposal in revoked:
        record(session, actor, Action.PROPOSAL_REVOKED, proposal.request_id, reason=proposal.reason)
        await tell_committee(
            session, NewsKind.PLACE_REVOKED, proposal.request_network_id, proposal.request_id, proposal.code
        )
    for collective in called_off:
        record(session, actor, Action.COLLECTIVE_CALLED_OFF, collective.id)
    if before == Safety.EXPOSED:
        await end_evacuation(session, actor, house)
    if after is Safety.EXPOSED:
        await open_evacuation(session, actor, house)
    await session.flush()
    return house


async def house_in_reach(session: AsyncSession, actor: Actor, house_id: UUID) -> House:
    """Give a house of which the actor may warn, for the page on which she confirms that she does."""
    require(actor, Permission.HOUSE_EXPOSE)
    async with acting_as(session, MATCHER):
        house = await session.get(House, house_id)
    if house is None:
        raise NotFoundError
    require_for(actor, Permission.HOUSE_EXPOSE, house)
    return house


async def houses_in_reach(session: AsyncSession, actor: Actor) -> list[House]:
    """List the houses of which the actor may warn: to a committee, those of its own network by code name alone."""
    require(actor, Permission.HOUSE_EXPOSE)
    async with acting_as(session, MATCHER):
        houses = await session.scalars(select(House).order_by(col(House.code_name)))
        return [house for house in houses if allows(actor, Permission.HOUSE_EXPOSE, house)]


async def stays_in_reach(session: AsyncSession, actor: Actor) -> list[Stay]:
    """List the live stays of the actor's network, by which she can warn of a house she does not know by name."""
    stays = await session.scalars(select(Stay).where(col(Stay.state).in_(LIVE)).order_by(col(Stay.code)))
    return [stay for stay in stays if stay.request_network_id == actor.network_id]


async def _revoke_proposals(session: AsyncSession, house_id: UUID) -> list[Proposal]:
    waiting = select(Proposal).where(col(Proposal.house_id) == house_id, col(Proposal.state).in_(HOLDING))
    held = await lock_held(session, waiting)
    for proposal in held:
        proposal.reason = DeclineReason.HOUSE_EXPOSED.value
        await end_hold(session, proposal, ProposalStep.REVOKE)
    return held


def _require_role(actor: Actor, step: SafetyStep) -> None:
    for permission in ACTS[step].by:
        require(actor, permission)


def _require(actor: Actor, step: SafetyStep, house: House) -> None:
    for permission in ACTS[step].by:
        require_for(actor, permission, house)
