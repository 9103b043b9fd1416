"""What time does to a hold: a reminder at half its term, and its end when nobody answered."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.queue import BusyError, enqueue
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.news.commands import settle_about, tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.placement.models import Proposal
from shelters.placement.states import HOLDING, ProposalState, ProposalStep, next_state
from shelters.requests.commands import advance
from shelters.requests.states import RequestStep
from shelters.stays.locks import lock_in_order
from shelters.stays.nights import release_hold

# Jobs, each with the id of a proposal.
REMINDER: Final = "hold_reminder"
EXPIRY: Final = "hold_expiry"
NEXT: Final = "next_option"
# The share of its term after which a host is reminded.
_REMIND_AFTER = 0.5


async def watch_term(session: AsyncSession, proposal: Proposal, until: datetime) -> None:
    """Queue what is to happen during a hold's term and at its end."""
    term = until - proposal.made_at
    await enqueue(session, REMINDER, proposal.id.bytes, at=proposal.made_at + term * _REMIND_AFTER)
    await enqueue(session, EXPIRY, proposal.id.bytes, at=until)


async def lock_proposal(session: AsyncSession, proposal_id: UUID) -> Proposal:
    """Take a proposal until the transaction ends."""
    return await take(session, Proposal, proposal_id)


async def end_hold(session: AsyncSession, proposal: Proposal, step: ProposalStep) -> None:
    """End a hold: its beds are free, and whoever has no other place is back in her place in the queue."""
    proposal.state = next_state(proposal.state, step)
    proposal.answered_at = now()
    await release_hold(session, proposal.id)
    if proposal.moves is None:
        await advance(session, proposal.request_id, RequestStep.RETURN)
    await answered(session, proposal)


async def answered(session: AsyncSession, proposal: Proposal) -> None:
    """Stop reminding anybody of a proposal."""
    await settle_about(session, proposal.id, NewsKind.ANSWER_DUE)
    await settle_about(session, proposal.request_id, NewsKind.STILL_NO_ANSWER)


async def remind(session: AsyncSession, proposal_id: UUID) -> bool:
    """Remind the hosts of a proposal that still waits for them, and let the committee know; say whether it did."""
    proposal = await session.get(Proposal, proposal_id)
    if proposal is None or proposal.state != ProposalState.CHOSEN or _overdue(proposal):
        return False
    await tell_hosts(session, NewsKind.ANSWER_DUE, proposal.house_id, proposal.id, proposal.code)
    await tell_committee(
        session, NewsKind.STILL_NO_ANSWER, proposal.request_network_id, proposal.request_id, proposal.code
    )
    return True


async def expire(session: AsyncSession, actor: Actor, proposal_id: UUID) -> int:
    """Expire a hold whose time has passed; one that was answered meanwhile stays as it is.

    Raises
    ------
    BusyError
        When it is not time yet: the clock of the database runs ahead of ours, or began with its transaction.
    """
    proposal = await session.get(Proposal, proposal_id)
    if proposal is None or proposal.state not in HOLDING:
        return 0
    if not _overdue(proposal):
        raise BusyError
    return await _expire_in_order(session, actor, [proposal])


async def overdue_holds(session: AsyncSession, *requests: UUID) -> list[Proposal]:
    """List the holds whose time has passed: of some requests, or of all."""
    overdue = select(Proposal).where(col(Proposal.state).in_(HOLDING), col(Proposal.held_until) < now())
    if requests:
        overdue = overdue.where(col(Proposal.request_id).in_(requests))
    return list((await session.scalars(overdue.order_by(col(Proposal.id)))).all())


async def expire_holds(session: AsyncSession, actor: Actor) -> int:
    """Expire every hold whose time has passed, and say how many; two at once do not step on each other."""
    return await _expire_in_order(session, actor, await overdue_holds(session))


async def _expire_in_order(session: AsyncSession, actor: Actor, overdue: list[Proposal]) -> int:
    await lock_in_order(session, [each.house_id for each in overdue], [each.request_id for each in overdue])
    return await expire_all(session, actor, overdue)


async def expire_all(session: AsyncSession, actor: Actor, overdue: list[Proposal]) -> int:
    """Expire what nobody else has ended meanwhile; the caller has locked houses and requests."""
    expired = 0
    for seen in overdue:
        proposal = await lock_proposal(session, seen.id)
        if proposal.state in HOLDING:
            await _expire(session, actor, proposal)
            expired += 1
    return expired


def _overdue(proposal: Proposal) -> bool:
    return proposal.held_until is not None and proposal.held_until < now()


async def _expire(session: AsyncSession, actor: Actor, proposal: Proposal) -> None:
    async with acting_as(session, MATCHER):
        await end_hold(session, proposal, ProposalStep.EXPIRE)
    record(session, actor, Action.HOLD_EXPIRED, proposal.request_id)
    await enqueue(session, NEXT, proposal.id.bytes)
    await tell_committee(
        session, NewsKind.HOLD_EXPIRED, proposal.request_network_id, proposal.request_id, proposal.code
    )
    await session.flush()
