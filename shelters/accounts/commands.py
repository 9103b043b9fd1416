"""What can be done with people: invite, join, change one's own settings."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import PEOPLE, Actor, Role
from shelters.access.policy import Permission, require, require_for
from shelters.accounts.models import HouseHost, Invitation, Network, Person
from shelters.accounts.sessions import token_hash
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import CONFLICTS, acting_as
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError

_NAME_TAKEN = N_("Ese nombre no se puede usar. Elige otro.")
# Of two who join at once under one name, the second is refused by the database.
CONFLICTS["person_name_taken"] = _NAME_TAKEN

_LASTS = timedelta(hours=72)
# ISO 3166-1; the gazetteer stands above this slice.
COUNTRIES = ("MX", "GT", "HN", "SV", "NI", "CR")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


async def add_network(session: AsyncSession, actor: Actor, name: str, country: str) -> Network:
    """Add a network; only the operator does."""
    require(actor, Permission.NETWORK_ADD)
    if country not in COUNTRIES:
        raise InvalidInputError("country", N_("Elige el país: %(codes)s."), codes=", ".join(COUNTRIES))
    network = Network(name=name.strip(), country=country)
    session.add(network)
    await session.flush()
    record(session, actor, Action.NETWORK_ADDED, network.id, country=country)
    return network


def roles_to_invite(actor: Actor) -> frozenset[Role]:
    """List the roles that the actor may invite somebody into.

    A planner sees and changes the houses of every network: only the operator lets one in.
    """
    return PEOPLE if actor.role is Role.OPERATOR else PEOPLE - {Role.PLANNER}


async def invite(
    session: AsyncSession, actor: Actor, network_id: UUID, role: Role, houses: frozenset[UUID] = frozenset()
) -> str:
    """Invite somebody into a network and give the one-time token of her invitation."""
    invitation = Invitation(
        token_hash=b"",
        network_id=network_id,
        role=role.value,
        houses=list(houses),
        made_by=actor.person_id,
        expires_at=now() + _LASTS,
    )
    require_for(actor, Permission.PERSON_INVITE, invitation)
    if role not in roles_to_invite(actor):
        raise InvalidInputError("role", N_("Elige un papel de la lista."))
    if bool(houses) != (role is Role.HOST):
        raise InvalidInputError("houses", N_("Elige la casa de la anfitriona; los otros papeles no llevan casa."))
    token = secrets.token_urlsafe(24)
    invitation.token_hash = token_hash(token)
    session.add(invitation)
    record(session, actor, Action.PERSON_INVITED, invitation.id, role=role.value)
    return token


async def join(session: AsyncSession, token: str, name: str, hashed: str) -> Person:
    """Use an invitation once: the door acts, and the person gets the role that was meant for her."""
    name = _checked_name(name)
    invitation = await _use(session, token)
    if await session.scalar(select(Person.id).where(col(Person.name) == name)):
        raise InvalidInputError("name", _NAME_TAKEN)
    person = Person(
        network_id=invitation.network_id,
        name=name,
        role=invitation.role,
        password_hash=hashed,
        joined_at=now(),
    )
    session.add(person)
    await session.flush()
    for house_id in invitation.houses:
        session.add(HouseHost(network_id=person.network_id, house_id=house_id, person_id=person.id))
    joined = Actor(Role(person.role), person.id, person.network_id)
    async with acting_as(session, joined):
        record(session, joined, Action.PERSON_JOINED, person.id, role=person.role)
    return person


def _checked_name(name: str) -> str:
    name = name.strip().casefold()
    if not _NAME.fullmatch(name):
        raise InvalidInputError("name", N_("Usa de 3 a 40 letras sin acento, números, punto o guion."))
    return name


async def _use(session: AsyncSession, token: str) -> Invitation:
    # Check and use in one statement, so that of two people with the same link one wins.
    used: Invitation | None = await session.scalar(
        update(Invitation)
        .where(
            col(Invitation.token_hash) == token_hash(token),
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now(),
        )
        .values(used_at=now())
        .returning(Invitation)
    )
    if used is None or not await _stands(session, used.made_by):
        raise NotFoundError
    return used


async def _stands(session: AsyncSession, made_by: UUID | None) -> bool:
    """Say whether whoever made an invitation could still make it; the operator's always stands."""
    maker = await session.get(Person, made_by) if made_by else None
    return made_by is None or (maker is not None and maker.active and maker.frozen_at is None)


async def end_invitations_of(session: AsyncSession, person_id: UUID) -> None:
    """Let no invitation of somebody who goes, or shuts her account, bring anybody in any more."""
    hers = col(Invitation.made_by) == person_id, col(Invitation.used_at).is_(None), col(Invitation.expires_at) > now()
    await session.execute(update(Invitation).where(*hers).values(expires_at=now()))


async def revoke_invitation(session: AsyncSession, actor: Actor, invitation_id: UUID) -> None:
    """Take an invitation back that nobody has used yet."""
    invitation = await session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None:
        raise NotFoundError
    require_for(actor, Permission.PERSON_INVITE, invitation)
    if invitation.used_at is not None or invitation.expires_at <= now():
        raise ConflictError(N_("Esa invitación ya se usó o ya venció. Vuelve a cargar la página."))
    invitation.expires_at = now()
    record(session, actor, Action.INVITATION_REVOKED, invitation.id)
    await session.flush()


async def change_preferences(session: AsyncSession, actor: Actor, *, locale: str | None, theme: str | None) -> None:
    """Keep the language and theme a person chose."""
    require(actor, Permission.SELF)
    values = {"locale": locale, "theme": theme}
    chosen = {name: value for name, value in values.items() if value is not None}
    if chosen:
        await session.execute(update(Person).where(col(Person.id) == actor.person_id).values(**chosen))
