"""The other end of a link: what it asks, and its answer, given once by the commands of a host who is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor, Role
from shelters.access.policy import Permission, allows
from shelters.accounts.models import HouseHost, Person, actor_of
from shelters.accounts.sessions import token_hash
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.audit.models import AuditRecord
from shelters.capacity.commands import confirm_house
from shelters.capacity.queries import house_seen
from shelters.capacity.safety import FROZEN
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import NotFoundError
from shelters.links.models import HostLink, LinkAnswer
from shelters.news.commands import tell_hosts, tell_stewards
from shelters.news.kinds import NewsKind
from shelters.placement.answers import accept_proposal
from shelters.placement.declining import decline_proposal
from shelters.placement.following import Said
from shelters.placement.models import Proposal
from shelters.placement.queries import Brief, brief_of, brief_read, proposal_seen
from shelters.placement.states import ProposalState
from shelters.sealing.keyring import Keyring

_OF_PROPOSALS: Final = frozenset({LinkAnswer.ACCEPTED, LinkAnswer.DECLINED})


@dataclass(frozen=True)
class LinkReply:
    """An answer, and for a no its reason and what is said with it."""

    answer: LinkAnswer
    reason: str = ""
    said: Said = field(default_factory=Said)


async def open_link(session: AsyncSession, token: str) -> tuple[HostLink, Actor]:
    """Find the link of a token and as whom it is answered; the door acts.

    One that never was, is over, was taken back, or whose maker could no longer make it is missing.
    """
    found: HostLink | None = await session.scalar(select(HostLink).where(col(HostLink.token_hash) == token_hash(token)))
    if found is None or found.revoked_at is not None or found.until <= now():
        raise NotFoundError
    maker = await _maker(session, found)
    if maker is None or not allows(maker, Permission.LINK_MAKE, found):
        raise NotFoundError
    return found, Actor(Role.HOST, found.made_by, found.network_id, frozenset({found.house_id}), link_id=found.id)


async def _maker(session: AsyncSession, link: HostLink) -> Actor | None:
    """Give who made a link, if it still stands: nothing of before she shut her account does, also once it is open."""
    person = await session.get(Person, link.made_by)
    if person is None or not person.active or person.frozen_at is not None:
        return None
    if person.shut_at is not None and link.made_at <= person.shut_at:
        return None
    houses = await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
    return actor_of(person, frozenset(houses))


async def check_still_asks(session: AsyncSession, host: Actor, link: HostLink) -> None:
    """Refuse as missing what needs no answer any more: a proposal that waits no longer, a house that takes nobody."""
    house = await house_seen(session, host, link.house_id)
    over = house.safety in FROZEN
    if link.proposal_id is not None:
        proposal = await proposal_seen(session, host, link.proposal_id, Permission.PROPOSAL_ANSWER)
        over |= proposal.state != ProposalState.CHOSEN or proposal.held_until is None or proposal.held_until <= now()
    if over:
        raise NotFoundError


async def brief_by_link(
    session: AsyncSession, host: Actor, keyring: Keyring, link: HostLink, proposal: Proposal
) -> Brief:
    """Open what a house is told of who asks; that it was read by a link is recorded, once for each."""
    lines = select(AuditRecord.seq).where(
        col(AuditRecord.action) == Action.BRIEF_READ.value,
        col(AuditRecord.subject_id) == proposal.id,
        col(AuditRecord.details)["link"].as_string() == str(link.id),
    )
    if await session.scalar(lines.limit(1)) is None:
        return brief_read(session, host, keyring, proposal)
    return brief_of(keyring, proposal)


async def answer_link(session: AsyncSession, keyring: Keyring, token: str, reply: LinkReply) -> HostLink:
    """Spend a link and do what its answer says, both or neither; spent already, it does nothing. The door acts."""
    link, host = await open_link(session, token)
    if (reply.answer in _OF_PROPOSALS) != (link.proposal_id is not None):
        raise NotFoundError
    if await _spend(session, link, reply.answer):
        async with acting_as(session, host):
            await check_still_asks(session, host, link)
            await _do(session, host, keyring, link, reply)
            record(session, host, Action.LINK_USED, link.id, answer=reply.answer.value)
    return link


async def _spend(session: AsyncSession, link: HostLink, answer: LinkAnswer) -> bool:
    """Use a link in one statement, so that of two who press at once one does."""
    still = col(HostLink.used_at).is_(None), col(HostLink.revoked_at).is_(None), col(HostLink.until) > now()
    used = update(HostLink).where(col(HostLink.id) == link.id, *still).values(used_at=now(), answer=answer.value)
    return await session.scalar(used.returning(col(HostLink.id))) is not None


async def _do(session: AsyncSession, host: Actor, keyring: Keyring, link: HostLink, reply: LinkReply) -> None:
    if link.proposal_id is not None and reply.answer is LinkAnswer.ACCEPTED:
        await accept_proposal(session, host, keyring, link.proposal_id)
    elif link.proposal_id is not None:
        await decline_proposal(session, host, keyring, link.proposal_id, reply.reason, reply.said)
    elif reply.answer is LinkAnswer.CONFIRMED:
        await confirm_house(session, host, link.house_id)
    else:
        await tell_hosts(session, NewsKind.PICTURE_CHANGED, link.house_id, link.house_id)
        await tell_stewards(session, NewsKind.PICTURE_CHANGED, link.network_id, link.house_id)
