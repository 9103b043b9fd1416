"""Sessions: opened by a passphrase, kept on the server, ended by time, by the person, or by a colleague."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import DOOR, Actor
from shelters.accounts.models import HouseHost, LiveSession, Person, actor_of
from shelters.accounts.passwords import fits
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError
from shelters.settings import Settings

# A page that polls must not write a row every second.
_SEEN_STEP = timedelta(seconds=60)


@dataclass(frozen=True)
class SignedIn:
    """A live session with the person behind it."""

    session: LiveSession
    person: Person
    actor: Actor


def token_hash(token: str) -> bytes:
    """Hash a token of 32 random bytes: a fast hash is enough for what cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


async def person_with_passphrase(session: AsyncSession, name: str, passphrase: str) -> Person | None:
    """Find the active person whose name and passphrase these are; unknown names take as long."""
    person = await session.scalar(select(Person).where(col(Person.name) == name.strip().casefold()))
    right = await fits(passphrase, person.password_hash if person else None)
    return person if person is not None and right and person.active else None


async def sign_in(session: AsyncSession, name: str, passphrase: str) -> str:
    """Open a session and give its token; the door acts, since nobody is known yet."""
    person = await person_with_passphrase(session, name, passphrase)
    if person is None:
        raise InvalidInputError(
            "name", N_("El nombre y la frase de paso no coinciden. Revísalos e inténtalo otra vez.")
        )
    token = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        LiveSession(
            token_hash=token_hash(token),
            network_id=person.network_id,
            person_id=person.id,
            opened_at=moment,
            seen_at=moment,
        )
    )
    herself = actor_of(person, frozenset())
    async with acting_as(session, herself):
        record(session, herself, Action.SIGNED_IN, person.id)
    return token


async def record_refused_sign_in(session: AsyncSession) -> None:
    """Record that somebody was refused, without what she typed."""
    record(session, DOOR, Action.SIGN_IN_REFUSED)


async def signed_in(session: AsyncSession, token: str, settings: Settings) -> SignedIn | None:
    """Find the live session of a token and note that it was seen."""
    found = (
        await session.execute(
            select(LiveSession, Person)
            .join(Person, col(Person.id) == col(LiveSession.person_id))
            .where(col(LiveSession.token_hash) == token_hash(token), *still_live(settings), col(Person.active))
        )
    ).first()
    if found is None:
        return None
    live, person = found
    await _note_seen(session, live)
    houses = await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
    return SignedIn(live, person, actor_of(person, frozenset(houses)))


def still_live(settings: Settings) -> list[ColumnElement[bool]]:
    """Say in SQL that a session was not ended, is not too old, and was used lately."""
    return [
        col(LiveSession.ended_at).is_(None),
        col(LiveSession.opened_at) > now() - timedelta(hours=settings.session_hours),
        col(LiveSession.seen_at) > now() - timedelta(minutes=settings.idle_minutes),
    ]


async def _note_seen(session: AsyncSession, live: LiveSession) -> None:
    if now() - live.seen_at > _SEEN_STEP:
        await session.execute(update(LiveSession).where(col(LiveSession.id) == live.id).values(seen_at=now()))


async def sign_out(session: AsyncSession, who: SignedIn) -> None:
    """End this session on the server."""
    await session.execute(update(LiveSession).where(col(LiveSession.id) == who.session.id).values(ended_at=now()))
    record(session, who.actor, Action.SIGNED_OUT, who.person.id)


async def end_every_session(session: AsyncSession, actor: Actor) -> None:
    """End all sessions of the person who acts."""
    await session.execute(
        update(LiveSession)
        .where(col(LiveSession.person_id) == actor.person_id, col(LiveSession.ended_at).is_(None))
        .values(ended_at=now())
    )
    record(session, actor, Action.SIGNED_OUT, actor.person_id, every=True)
