"""What a committee does with an option: choose it, let it go; and what time does to a hold."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import inventory
from shelters.capacity.models import House
from shelters.clock import now, today
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError
from shelters.placement.models import Proposal
from shelters.placement.options import asking_of
from shelters.placement.posing import Asking, fits, pose
from shelters.placement.queries import Brief, brief_place, proposal_seen
from shelters.placement.states import ProposalState, ProposalStep, next_state
from shelters.placement.tokens import Choice, read_token
from shelters.requests.commands import advance
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.requests.states import RequestStep
from shelters.requests.states import next_state as next_request_state
from shelters.sealing.envelope import new_data_key, seal
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order
from shelters.stays.nights import NO_LONGER_FREE, Nights, hold_beds, release_hold


async def choose_option(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, token: str, hold_hours: int
) -> Proposal:
    """Choose an option: its beds are held until the host answers or the hold expires."""
    request = await request_seen(session, actor, request_id, Permission.OPTION_CHOOSE)
    return await hold_choice(session, actor, keyring, request, read_token(keyring, request, token), hold_hours)


async def hold_choice(
    session: AsyncSession, actor: Actor, keyring: Keyring, request: Request, choice: Choice, hold_hours: int
) -> Proposal:
    """Hold a place for a request, if it still is one; a hold of hers that ran out is over."""
    overdue = await overdue_holds(session, request.id)
    houses = await lock_in_order(session, [choice.house_id, *(each.house_id for each in overdue)], [request.id])
    await _expire(session, actor, overdue)
    request.state = next_request_state(request.state, RequestStep.PROPOSE)
    asking = await asking_of(session, keyring, request)
    async with acting_as(session, MATCHER):
        await _check_still_fits(session, keyring, asking, choice)
        house = houses[choice.house_id]
        proposal = _new_proposal(keyring, asking, house, choice, hold_hours)
        session.add(proposal)
        await session.flush()
        nights = Nights(choice.room_id, choice.first, choice.until, asking.case.beds, asking.case.party_class)
        until = proposal.held_until or now()
        await hold_beds(session, nights, proposal.id, until, rest_nights=house.rest_nights)
    record(session, actor, Action.BEDS_HELD, request.id, nights=choice.nights, beds=proposal.beds)
    await session.flush()
    return proposal


async def _check_still_fits(session: AsyncSession, keyring: Keyring, asking: Asking, choice: Choice) -> None:
    """Ask the solver again, about this room alone, under its house's lock: rules may have changed since the page."""
    here = await inventory(session, keyring, house_id=choice.house_id)
    posed = pose(here.houses, [asking], today())
    if not fits(posed, asking, choice):
        raise ConflictError(NO_LONGER_FREE)


def _new_proposal(keyring: Keyring, asking: Asking, house: House, choice: Choice, hold_hours: int) -> Proposal:
    request, case, proposal_id = asking.request, asking.case, uuid4()
    brief = Brief(party=case.party, pets=case.pets, needs=case.needs, languages=case.languages)
    key, data_key = new_data_key(keyring, brief_place(proposal_id, request.network_id, "data_key"))
    return Proposal(
        id=proposal_id,
        request_network_id=request.network_id,
        host_network_id=house.network_id,
        request_id=request.id,
        house_id=house.id,
        room_id=choice.room_id,
        code=request.code,
        urgency=request.urgency,
        house_kind=house.kind,
        zone=house.zone,
        first=choice.first,
        until=choice.until,
        beds=case.beds,
        km=choice.km,
        state=next_state(ProposalState.OFFERED, ProposalStep.CHOOSE),
        made_at=now(),
        held_until=now() + timedelta(hours=hold_hours),
        data_key=data_key,
        brief=seal(key, brief.model_dump(mode="json"), brief_place(proposal_id, request.network_id, "brief")),
    )


async def let_go(session: AsyncSession, actor: Actor, proposal_id: UUID) -> Proposal:
    """Let a hold go before the host has answered; the request returns to its place in the queue."""
    proposal = await proposal_seen(session, actor, proposal_id, Permission.PROPOSAL_REVOKE)
    await lock_in_order(session, [proposal.house_id], [proposal.request_id])
    async with acting_as(session, MATCHER):
        proposal = await lock_proposal(session, proposal_id)
        await _end_hold(session, proposal, ProposalStep.REVOKE)
    record(session, actor, Action.HOLD_RELEASED, proposal.request_id)
    await session.flush()
    return proposal


async def lock_proposal(session: AsyncSession, proposal_id: UUID) -> Proposal:
    """Take a proposal until the transaction ends."""
    return await take(session, Proposal, proposal_id)


async def _end_hold(session: AsyncSession, proposal: Proposal, step: ProposalStep) -> None:
    proposal.state = next_state(proposal.state, step)
    proposal.answered_at = now()
    await release_hold(session, proposal.id)
    await advance(session, proposal.request_id, RequestStep.RETURN)


async def overdue_holds(session: AsyncSession, *requests: UUID) -> list[Proposal]:
    """List the holds whose time has passed: of some requests, or of all."""
    overdue = select(Proposal).where(
        col(Proposal.state) == ProposalState.CHOSEN.value, col(Proposal.held_until) < now()
    )
    if requests:
        overdue = overdue.where(col(Proposal.request_id).in_(requests))
    return list((await session.scalars(overdue.order_by(col(Proposal.id)))).all())


async def _expire(session: AsyncSession, actor: Actor, overdue: list[Proposal]) -> int:
    """Expire what nobody else has ended meanwhile; the caller has locked houses and requests."""
    expired = 0
    for seen in overdue:
        proposal = await lock_proposal(session, seen.id)
        if proposal.state == ProposalState.CHOSEN.value:
            async with acting_as(session, MATCHER):
                await _end_hold(session, proposal, ProposalStep.EXPIRE)
            record(session, actor, Action.HOLD_EXPIRED, proposal.request_id)
            expired += 1
    await session.flush()
    return expired


async def expire_holds(session: AsyncSession, actor: Actor) -> int:
    """Expire every hold whose time has passed, and say how many; two at once do not step on each other."""
    overdue = await overdue_holds(session)
    await lock_in_order(session, [each.house_id for each in overdue], [each.request_id for each in overdue])
    return await _expire(session, actor, overdue)
