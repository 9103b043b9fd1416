"""Saying no to a proposal, by the house or for the defender: its hold ends, and what its reason asks for is done."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError
from shelters.news.commands import tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.afar import km_of_proposal
from shelters.placement.consent import withdraw_consent
from shelters.placement.declines import COMMITTEE_REASONS, DECLINES, HOST_REASONS, Ask, DeclineReason
from shelters.placement.following import FOLLOWING, No, Said
from shelters.placement.holds import answered, lock_proposal
from shelters.placement.models import Proposal
from shelters.placement.queries import brief_of, needs_asked, proposal_seen, rules_touched
from shelters.placement.states import ProposalStep, next_state
from shelters.requests.commands import advance
from shelters.requests.states import RequestStep
from shelters.sealing.keyring import Keyring
from shelters.stays.locks import lock_in_order
from shelters.stays.nights import release_hold

_MISSING: Final[dict[Ask, str]] = {
    Ask.ATTRIBUTE: N_("Elige qué falta."),
    Ask.RULE: N_("Elige a quién no pueden recibir."),
    Ask.UNTIL: N_("Escribe hasta qué día descansa la casa."),
    Ask.PLACE: N_("Escribe qué lugar debe evitar."),
    Ask.MOST_KM: N_("Escribe hasta cuántos kilómetros, menos de los que son."),
}


async def decline_proposal(
    session: AsyncSession, actor: Actor, keyring: Keyring, proposal_id: UUID, reason: str, said: Said | None = None
) -> Proposal:
    """Decline with a reason from the list; the request is back in its place in the queue, and what follows is done."""
    by_host = actor.role is Role.HOST
    permission = Permission.PROPOSAL_ANSWER if by_host else Permission.PROPOSAL_DECLINE
    seen = await proposal_seen(session, actor, proposal_id, permission)
    chosen = _checked_reason(reason, HOST_REASONS if by_host else COMMITTEE_REASONS)
    if chosen is DeclineReason.CONSENT_WITHDRAWN:
        next_state(seen.state, ProposalStep.DECLINE)
        await withdraw_consent(session, actor, keyring, seen.request_id)
        return seen
    said = said or Said()
    await _check_said(session, keyring, seen, chosen, said)
    houses = await lock_in_order(session, [seen.house_id], [seen.request_id])
    proposal = await lock_proposal(session, proposal_id)
    await end_by_decline(session, proposal, chosen)
    record(session, actor, Action.PROPOSAL_DECLINED, proposal.id, reason=chosen.value)
    no = No(session, actor, keyring, proposal, houses[proposal.house_id], chosen, said)
    for consequence in DECLINES[chosen].follows:
        await FOLLOWING[consequence](no)
    await _tell_the_other_side(session, proposal, by_host=by_host)
    return proposal


async def end_by_decline(session: AsyncSession, proposal: Proposal, reason: DeclineReason) -> None:
    """End a proposal by a no; its beds are free, and its request waits as before."""
    proposal.state = next_state(proposal.state, ProposalStep.DECLINE)
    proposal.reason, proposal.answered_at = reason.value, now()
    # A committee sees no beds of houses, and gives none back under its own name.
    async with acting_as(session, MATCHER):
        await release_hold(session, proposal.id)
        if proposal.moves is None:
            await advance(session, proposal.request_id, RequestStep.RETURN)
    await answered(session, proposal)


async def _tell_the_other_side(session: AsyncSession, proposal: Proposal, *, by_host: bool) -> None:
    if by_host:
        await tell_committee(
            session, NewsKind.PLACE_DECLINED, proposal.request_network_id, proposal.request_id, proposal.code
        )
    else:
        await tell_hosts(session, NewsKind.HOLD_RELEASED, proposal.house_id, proposal.house_id, proposal.code)
    await session.flush()


def _checked_reason(reason: str, allowed: tuple[DeclineReason, ...]) -> DeclineReason:
    if reason not in {each.value for each in allowed}:
        raise InvalidInputError("reason", N_("Elige una razón de la lista."))
    return DeclineReason(reason)


async def _check_said(
    session: AsyncSession, keyring: Keyring, proposal: Proposal, reason: DeclineReason, said: Said
) -> None:
    ask = DECLINES[reason].ask
    if ask is None:
        return
    answer = getattr(said, ask.value)
    brief = brief_of(keyring, proposal)
    allowed = {Ask.ATTRIBUTE: needs_asked, Ask.RULE: rules_touched}
    right = answer in allowed[ask](brief) if ask in allowed else bool(answer)
    if right and ask is Ask.MOST_KM:
        # Held against what she reads: against the exact distance, refusals would tell it one by one.
        right = 1 <= answer < max(await km_of_proposal(session, keyring, proposal), 2)
    if not right:
        raise InvalidInputError(ask.value, _MISSING[ask])
