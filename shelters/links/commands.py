"""Making a link and taking it back."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import Actor
from shelters.accounts.sessions import token_hash
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.capacity.safety import FROZEN
from shelters.clock import now
from shelters.database.row import take
from shelters.errors import N_, ConflictError
from shelters.links.models import HostLink, LinkState
from shelters.links.queries import house_to_link, link_seen, waiting_for
from shelters.placement.models import Proposal

_LASTS: Final = timedelta(hours=72)
# How long a list still tells what became of a link.
_KEPT: Final = timedelta(days=30)


def token_of_link(secret: str, link_id: UUID) -> str:
    """Give what stands in the address of a link, signed with the secret of the session in which it is made.

    It follows from both: so the pages of that session can show it, and draw it, and nothing has to be kept of it.
    """
    digest = hmac.digest(secret.encode(), f"link {link_id}".encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def shown_token(link: HostLink, secret: str) -> str | None:
    """Give the token of an open link to the session that made it; to any other it cannot be shown."""
    token = token_of_link(secret, link.id)
    return token if link.state is LinkState.OPEN and link.token_hash == token_hash(token) else None


async def make_link(
    session: AsyncSession, actor: Actor, secret: str, house_id: UUID, proposal_id: UUID | None = None
) -> HostLink:
    """Make a link that asks whether what is free in a house is right, or for the answer to one proposal."""
    house = await house_to_link(session, actor, house_id)
    if house.safety in FROZEN:
        raise ConflictError(N_("Esta casa no recibe a nadie mientras esté expuesta o cerrada."))
    proposal = await _waiting(session, house, proposal_id) if proposal_id else None
    moment, link_id = now(), uuid4()
    link = HostLink(
        id=link_id,
        network_id=house.network_id,
        house_id=house.id,
        proposal_id=proposal_id,
        code=proposal.code if proposal else "",
        token_hash=token_hash(token_of_link(secret, link_id)),
        made_by=actor.person,
        made_at=moment,
        until=min(moment + _LASTS, proposal.held_until if proposal and proposal.held_until else moment + _LASTS),
    )
    session.add(link)
    record(session, actor, Action.LINK_MADE, link.id, question="answer" if proposal else "confirm")
    await session.flush()
    return link


async def _waiting(session: AsyncSession, house: House, proposal_id: UUID) -> Proposal:
    for proposal in await waiting_for(session, house):
        if proposal.id == proposal_id:
            return proposal
    raise ConflictError(N_("Esa propuesta ya no espera respuesta."))


async def revoke_link(session: AsyncSession, actor: Actor, link_id: UUID) -> HostLink:
    """Take a link back before it is used; doing it again changes nothing."""
    await link_seen(session, actor, link_id)
    link = await take(session, HostLink, link_id)
    if link.used_at is not None:
        raise ConflictError(N_("Este enlace ya se usó. Lo que se respondió queda como está."))
    if link.revoked_at is None:
        link.revoked_at = now()
        record(session, actor, Action.LINK_REVOKED, link.id)
        await session.flush()
    return link


async def forget_old_links(session: AsyncSession) -> None:
    """Remove links whose term ended long ago; the operator acts."""
    await session.execute(delete(HostLink).where(col(HostLink.until) < now() - _KEPT))
