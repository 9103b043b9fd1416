"""Reading who is in a network, and where somebody is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import Invitation, LiveSession, Network, Person
from shelters.accounts.sessions import still_live
from shelters.clock import now
from shelters.errors import N_, NotFoundError
from shelters.settings import Settings


async def people_in_network(
    session: AsyncSession, actor: Actor, *, offset: int = 0, limit: int | None = None
) -> Sequence[Person]:
    """List the people of the actor's network by role and name."""
    require(actor, Permission.PERSON_INVITE)
    people = select(Person).where(col(Person.network_id) == actor.network_id)
    people = people.order_by(col(Person.role), col(Person.name)).offset(offset).limit(limit)
    return (await session.scalars(people)).all()


async def open_invitations(session: AsyncSession, actor: Actor) -> Sequence[Invitation]:
    """List the invitations of the actor's network that somebody could still use, the latest to end first."""
    require(actor, Permission.PERSON_INVITE)
    still = col(Invitation.used_at).is_(None), col(Invitation.expires_at) > now()
    found = select(Invitation).where(col(Invitation.network_id) == actor.network_id, *still)
    return (await session.scalars(found.order_by(col(Invitation.expires_at).desc()))).all()


async def names_in_network(session: AsyncSession, actor: Actor) -> dict[UUID | None, str]:
    """Give the sign-in names behind the ids of the record."""
    require(actor, Permission.RECORD_READ)
    people = select(Person).where(col(Person.network_id) == actor.network_id)
    return {person.id: person.name for person in await session.scalars(people)}


async def live_sessions(session: AsyncSession, actor: Actor, settings: Settings) -> Sequence[LiveSession]:
    """List where the person who acts is signed in now, the latest first."""
    require(actor, Permission.SELF)
    live = select(LiveSession).where(col(LiveSession.person_id) == actor.person_id, *still_live(settings))
    return (await session.scalars(live.order_by(col(LiveSession.opened_at).desc()))).all()


async def network_named(session: AsyncSession, name: str) -> Network:
    """Find a network by its name."""
    network = await session.scalar(select(Network).where(col(Network.name) == name.strip()))
    if network is None:
        raise NotFoundError(N_("No hay una red con ese nombre. Revisa cómo está escrito."))
    return network


async def any_network(session: AsyncSession) -> bool:
    """Say whether there is any network yet."""
    return await session.scalar(select(Network.id).limit(1)) is not None
