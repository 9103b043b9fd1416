"""What a committee does with an option: choose it, let it go."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import inventory
from shelters.capacity.models import House
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError
from shelters.news.commands import settle_about, tell_hosts
from shelters.news.kinds import ASKING_FOR_A_CHOICE, NewsKind
from shelters.placement.holds import end_hold, expire_all, lock_proposal, overdue_holds, watch_term
from shelters.placement.models import Proposal
from shelters.placement.options import asking_of
from shelters.placement.posing import Asking, fits, pose
from shelters.placement.queries import Brief, brief_place, proposal_seen
from shelters.placement.states import ProposalState, ProposalStep, next_state
from shelters.placement.tokens import Choice, read_token
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.requests.states import RequestStep
from shelters.requests.states import next_state as next_request_state
from shelters.requests.words import Urgency
from shelters.sealing.envelope import new_data_key, seal
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order
from shelters.stays.nights import NO_LONGER_FREE, Nights, hold_beds


async def choose_option(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, token: str, hold_hours: int
) -> Proposal:
    """Choose an option: its beds are held until the host answers or the hold expires."""
    request = await request_seen(session, actor, request_id, Permission.OPTION_CHOOSE)
    return await hold_choice(session, actor, keyring, request, read_token(keyring, request, token), hold_hours)


async def allow_next(session: AsyncSession, actor: Actor, proposal_id: UUID, *, allowed: bool) -> Proposal:
    """Say whether the next best place may be held by itself if this house does not answer or says no."""
    seen = await proposal_seen(session, actor, proposal_id, Permission.OPTION_CHOOSE)
    await lock_in_order(session, [seen.house_id], [seen.request_id])
    proposal = await lock_proposal(session, proposal_id)
    if proposal.state != ProposalState.CHOSEN:
        raise ConflictError
    proposal.then_next = allowed
    record(session, actor, Action.NEXT_ALLOWED, proposal.request_id, allowed=allowed)
    await session.flush()
    return proposal


async def hold_choice(
    session: AsyncSession, actor: Actor, keyring: Keyring, request: Request, choice: Choice, hold_hours: int
) -> Proposal:
    """Hold a place for a request, if it still is one; a hold of hers that ran out is over."""
    overdue = await overdue_holds(session, request.id)
    houses = await lock_in_order(session, [choice.house_id, *(each.house_id for each in overdue)], [request.id])
    await expire_all(session, actor, overdue)
    request.state = next_request_state(request.state, RequestStep.PROPOSE)
    asking = await asking_of(session, keyring, request)
    async with acting_as(session, MATCHER):
        await check_still_fits(session, keyring, asking, choice)
        proposal = await hold_place(session, keyring, asking, houses[choice.house_id], choice, hold_hours)
    record(session, actor, Action.BEDS_HELD, request.id, nights=choice.nights, beds=proposal.beds)
    await settle_about(session, request.id, *ASKING_FOR_A_CHOICE)
    await session.flush()
    return proposal


async def hold_place(  # noqa: PLR0913 - who, where, when, and for how long
    session: AsyncSession,
    keyring: Keyring,
    asking: Asking,
    house: House,
    choice: Choice,
    hours: int,
    *,
    moves: UUID | None = None,
) -> Proposal:
    """Draw up a proposal and hold its beds for a term; one that moves a stay is first put to its committee."""
    until = now() + timedelta(hours=hours)
    proposal = _new_proposal(keyring, asking, house, choice, until)
    if moves is None:
        proposal.state = next_state(proposal.state, ProposalStep.CHOOSE)
    proposal.moves = moves
    session.add(proposal)
    await session.flush()
    nights = Nights(choice.room_id, choice.first, choice.until, asking.case.beds, asking.case.party_class)
    emergency = asking.request.urgency == Urgency.IMMEDIATE.value
    await hold_beds(session, nights, proposal.id, until, rest_nights=house.rest_nights, emergency=emergency)
    await watch_term(session, proposal, until)
    return proposal


async def check_still_fits(session: AsyncSession, keyring: Keyring, asking: Asking, choice: Choice) -> None:
    """Ask the solver again, about this room alone, under its house's lock: rules may have changed since the page."""
    here = await inventory(session, keyring, house_id=choice.house_id)
    posed = pose(here.houses, [asking])
    if not fits(posed, asking, choice):
        raise ConflictError(NO_LONGER_FREE)


def _new_proposal(keyring: Keyring, asking: Asking, house: House, choice: Choice, until: datetime) -> Proposal:
    """Draw up an offer of a place to a party, with the brief that its host reads."""
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
        state=ProposalState.OFFERED.value,
        made_at=now(),
        held_until=until,
        data_key=data_key,
        brief=seal(key, brief.model_dump(mode="json"), brief_place(proposal_id, request.network_id, "brief")),
    )


async def let_go(session: AsyncSession, actor: Actor, proposal_id: UUID) -> Proposal:
    """Let a hold go before the host has answered; the request returns to its place in the queue."""
    proposal = await proposal_seen(session, actor, proposal_id, Permission.PROPOSAL_REVOKE)
    await lock_in_order(session, [proposal.house_id], [proposal.request_id])
    async with acting_as(session, MATCHER):
        proposal = await lock_proposal(session, proposal_id)
        await end_hold(session, proposal, ProposalStep.REVOKE)
    record(session, actor, Action.HOLD_RELEASED, proposal.request_id)
    await tell_hosts(session, NewsKind.HOLD_RELEASED, proposal.house_id, proposal.house_id, proposal.code)
    await session.flush()
    return proposal
