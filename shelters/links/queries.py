"""What may be read of links by those who make them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require_for
from shelters.accounts.models import Person
from shelters.capacity.models import House
from shelters.capacity.queries import house_seen
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import NotFoundError
from shelters.links.models import HostLink
from shelters.placement.models import Proposal
from shelters.placement.states import ProposalState

_MOST = 50


async def house_to_link(session: AsyncSession, actor: Actor, house_id: UUID) -> House:
    """Give a house for which the actor may make links."""
    house = await house_seen(session, actor, house_id)
    require_for(actor, Permission.LINK_MAKE, house)
    return house


async def link_seen(session: AsyncSession, actor: Actor, link_id: UUID) -> HostLink:
    """Give a link of a house for which the actor may make some."""
    link = await session.get(HostLink, link_id)
    if link is None:
        raise NotFoundError
    require_for(actor, Permission.LINK_MAKE, link)
    return link


async def links_of(session: AsyncSession, actor: Actor, house_id: UUID) -> list[tuple[HostLink, str]]:
    """List the latest links of a house, each with the name of whoever made it where the actor sees her."""
    house = await house_to_link(session, actor, house_id)
    links = (
        select(HostLink, Person.name)
        .join(Person, col(Person.id) == col(HostLink.made_by), isouter=True)
        .where(col(HostLink.house_id) == house.id)
        .order_by(col(HostLink.made_at).desc(), col(HostLink.id))
    )
    return [(link, name or "") for link, name in (await session.execute(links.limit(_MOST))).all()]


async def waiting_for(session: AsyncSession, house: House) -> Sequence[Proposal]:
    """List what waits for the answer of a house, the most urgent first; the caller has seen the house.

    As the matcher: a steward passes a question on. The list shows her its code and term; by a link that she makes she
    can read who asks, and answer, like whoever she gives it to: both are in the record.
    """
    waiting = (
        select(Proposal)
        .where(
            col(Proposal.house_id) == house.id,
            col(Proposal.state) == ProposalState.CHOSEN.value,
            col(Proposal.held_until) > now(),
        )
        .order_by(col(Proposal.urgency), col(Proposal.held_until))
    )
    async with acting_as(session, MATCHER):
        return (await session.scalars(waiting)).all()
