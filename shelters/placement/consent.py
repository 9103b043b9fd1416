"""Her consent is hers: when she takes it back, nobody is told anything more, and what was told is erased."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.models import Kind
from shelters.circles.writing import erase_secrets
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.news.commands import tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.declines import DeclineReason
from shelters.placement.holds import answered, lock_proposal
from shelters.placement.models import Proposal
from shelters.placement.queries import Brief, brief_place
from shelters.placement.states import ProposalState, ProposalStep, next_state
from shelters.requests.commands import advance, amend_case
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.requests.states import RequestStep
from shelters.requests.states import next_state as next_request_state
from shelters.requests.words import Consent
from shelters.sealing.envelope import new_data_key, seal
from shelters.sealing.keyring import Keyring
from shelters.stays.commands import end_stay
from shelters.stays.locks import lock_in_order
from shelters.stays.models import Stay
from shelters.stays.nights import release_hold
from shelters.stays.states import EXPECTED, INSIDE, StayStep
from shelters.stays.states import next_state as next_stay_state

_NOBODY = Brief(party=(), pets=False, needs={}, languages={})
# What may have been told already, and still can be taken back.
_OPEN = (ProposalState.OFFERED, ProposalState.CHOSEN)


async def withdraw_consent(session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID) -> Request:
    """Write down that she takes her consent back: holds end, disclosures are erased, the case is out of matching.

    Whoever sleeps in a house by now stays there: only what each side was told of the other goes.
    """
    request = await request_seen(session, actor, request_id, Permission.REQUEST_CHANGE)
    async with acting_as(session, MATCHER):
        proposals = (await session.scalars(select(Proposal).where(col(Proposal.request_id) == request_id))).all()
        stays = (await session.scalars(select(Stay).where(col(Stay.request_id) == request_id))).all()
        houses = {each.house_id for each in proposals} | {each.house_id for each in stays}
    await lock_in_order(session, houses, [request_id])
    await session.refresh(request)
    next_request_state(request.state, RequestStep.UNCONSENT)
    async with acting_as(session, MATCHER):
        ended = [proposal for proposal in proposals if await _take_back(session, keyring, proposal)]
        if not any(stay.state in INSIDE for stay in stays):
            request = await advance(session, request_id, RequestStep.UNCONSENT)
            request.pause_reason = None
        cancelled = [stay for stay in stays if await _forget_stay(session, stay)]
    await amend_case(session, keyring, request, consent=Consent.NOT_YET)
    for proposal in ended:
        record(session, actor, Action.PROPOSAL_DECLINED, proposal.id, reason=DeclineReason.CONSENT_WITHDRAWN.value)
    for stay in cancelled:
        record(session, actor, Action.STAY_CANCELLED, stay.id)
    record(session, actor, Action.CONSENT_WITHDRAWN, request_id)
    await session.flush()
    return request


async def _take_back(session: AsyncSession, keyring: Keyring, seen: Proposal) -> bool:
    """Erase what a house was told, and end what it was still asked; say whether there was something to end."""
    proposal = await lock_proposal(session, seen.id)
    ends = proposal.state in _OPEN
    if ends:
        proposal.state = next_state(proposal.state, ProposalStep.DECLINE)
        proposal.reason, proposal.answered_at = DeclineReason.CONSENT_WITHDRAWN.value, now()
        await release_hold(session, proposal.id)
        await answered(session, proposal)
        await tell_hosts(session, NewsKind.HOLD_RELEASED, proposal.house_id, proposal.house_id, proposal.code)
    # A new key over an empty brief: what was sealed under the old one is gone with it.
    where = proposal.id, proposal.request_network_id
    key, proposal.data_key = new_data_key(keyring, brief_place(*where, "data_key"))
    proposal.brief = seal(key, _NOBODY.model_dump(mode="json"), brief_place(*where, "brief"))
    return ends


async def _forget_stay(session: AsyncSession, stay: Stay) -> bool:
    """Erase the sheet of a stay, and cancel one that has not begun; say whether it was cancelled."""
    await erase_secrets(session, stay.id, Kind.SHEET)
    expected = stay.state in EXPECTED
    if expected:
        stay.state = next_stay_state(stay.state, StayStep.CANCEL)
        await end_stay(session, stay)
        stay.version += 1
        await tell_hosts(session, NewsKind.STAY_CANCELLED, stay.house_id, stay.house_id, stay.code)
    return expected
