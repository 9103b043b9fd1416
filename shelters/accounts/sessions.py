"""Sessions: kept on the server, ended by time, by the person, or by a colleague."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.accounts.models import HouseHost, LiveSession, Person, actor_of, decoy_of
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.errors import NotFoundError
from shelters.settings import Settings

# A page that polls must not write a row every second.
_SEEN_STEP = timedelta(seconds=60)
# How long somebody may look for her code.
_HALFWAY = timedelta(minutes=10)
# How long after she was last seen what she sends is still kept for her.
_LAPSED = timedelta(hours=12)
# Minutes without a request after which a session ends on a device that others use too.
_SHARED = 15


@dataclass(frozen=True)
class SignedIn:
    """A live session with the person behind it."""

    session: LiveSession
    person: Person
    actor: Actor


def token_hash(token: str) -> bytes:
    """Hash a token of 32 random bytes: a fast hash is enough for what cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


def token_after(token: str, key: str) -> str:
    """Give the token that a session goes on under once a form with this key was sent in it.

    It follows from both, so that a form sent twice leads to one token; the old token alone leads nowhere.
    """
    return urlsafe_b64encode(hmac.digest(token.encode(), f"next token {key}".encode(), "sha256")).decode().rstrip("=")


async def whose_next(session: AsyncSession, token: str) -> Person | None:
    """Say whose open session, proven or half, has this token; the door acts."""
    hers = select(Person).join(LiveSession, col(LiveSession.person_id) == col(Person.id))
    found: Person | None = await session.scalar(
        hers.where(col(LiveSession.token_hash) == token_hash(token), col(LiveSession.ended_at).is_(None))
    )
    return found


async def signed_in(session: AsyncSession, token: str, settings: Settings, *, seen: bool = True) -> SignedIn | None:
    """Find the live session of a token and note that it was seen, unless its page asked by itself."""
    found = await _session_of(session, token, *still_live(settings), col(LiveSession.proven_at).is_not(None))
    if found is None:
        return None
    live, person = found
    if seen:
        await _note_seen(session, live)
    if live.duress:
        return SignedIn(live, person, decoy_of(person))
    houses = await session.scalars(select(HouseHost.house_id).where(col(HouseHost.person_id) == person.id))
    return SignedIn(live, person, actor_of(person, frozenset(houses)))


async def lapsed(session: AsyncSession, token: str) -> SignedIn | None:
    """Find the session of a token that nobody ended and time did, not long ago; it opens nothing. The door acts."""
    found = await _session_of(
        session,
        token,
        col(LiveSession.ended_at).is_(None),
        col(LiveSession.proven_at).is_not(None),
        col(LiveSession.duress).is_(False),
        col(LiveSession.seen_at) > now() - _LAPSED,
    )
    return SignedIn(*found, actor_of(found[1], frozenset())) if found else None


async def half_signed_in(session: AsyncSession, token: str) -> tuple[LiveSession, Person] | None:
    """Find the session of somebody who has shown her passphrase and is still to show her code."""
    return await _session_of(
        session,
        token,
        col(LiveSession.ended_at).is_(None),
        col(LiveSession.proven_at).is_(None),
        col(LiveSession.opened_at) > now() - _HALFWAY,
    )


def _open_to_her() -> list[ColumnElement[bool]]:
    return [col(Person.active).is_(True), col(Person.frozen_at).is_(None) | col(LiveSession.duress)]


async def _session_of(
    session: AsyncSession, token: str, *conditions: ColumnElement[bool]
) -> tuple[LiveSession, Person] | None:
    """Find a session and its person, unless she was removed, or shut her account and it is not the decoy's."""
    found = await session.execute(
        select(LiveSession, Person)
        .join(Person, col(Person.id) == col(LiveSession.person_id))
        .where(col(LiveSession.token_hash) == token_hash(token), *conditions, *_open_to_her())
    )
    row = found.first()
    return (row[0], row[1]) if row else None


async def lives_until(session: AsyncSession, session_id: UUID, settings: Settings) -> datetime | None:
    """Say when a session ends if nothing more is done in it; one that has ended has no such moment."""
    end: datetime | None = await session.scalar(
        select(_ends_at(settings))
        .join(Person, col(Person.id) == col(LiveSession.person_id))
        .where(col(LiveSession.id) == session_id, *still_live(settings), *_open_to_her())
    )
    return end


def still_live(settings: Settings) -> list[ColumnElement[bool]]:
    """Say in SQL that a session was not ended, is not too old, and was used lately."""
    return [col(LiveSession.ended_at).is_(None), _ends_at(settings) > now()]


def _ends_at(settings: Settings) -> ColumnElement[datetime]:
    """Say in SQL when a session ends if nothing more is done in it: unused for too long, or too old."""
    longer, shorter = (
        literal(timedelta(minutes=minutes)) for minutes in (settings.idle_minutes, min(settings.idle_minutes, _SHARED))
    )
    unused = col(LiveSession.seen_at) + case((col(LiveSession.shared), shorter), else_=longer)
    too_old = col(LiveSession.opened_at) + literal(timedelta(hours=settings.session_hours))
    return func.least(unused, too_old)


async def _note_seen(session: AsyncSession, live: LiveSession) -> None:
    if now() - live.seen_at > _SEEN_STEP:
        await session.execute(update(LiveSession).where(col(LiveSession.id) == live.id).values(seen_at=now()))


async def sign_out(session: AsyncSession, who: SignedIn) -> None:
    """End this session on the server."""
    await session.execute(update(LiveSession).where(col(LiveSession.id) == who.session.id).values(ended_at=now()))
    record(session, who.actor, Action.SIGNED_OUT, who.person.id)


async def end_one_session(session: AsyncSession, actor: Actor, session_id: UUID) -> None:
    """End one of the sessions of the person who acts; one that has ended already stays so."""
    hers = col(LiveSession.id) == session_id, col(LiveSession.person_id) == actor.person_id
    ended = update(LiveSession).where(*hers).values(ended_at=func.coalesce(col(LiveSession.ended_at), now()))
    if await session.scalar(ended.returning(col(LiveSession.id))) is None:
        raise NotFoundError
    record(session, actor, Action.SIGNED_OUT, actor.person_id)


async def end_every_session(session: AsyncSession, actor: Actor) -> None:
    """End all sessions of the person who acts."""
    await end_sessions(session, actor.person_id)
    record(session, actor, Action.SIGNED_OUT, actor.person_id, every=True)


async def end_sessions(session: AsyncSession, person_id: UUID | None, *, but: UUID | None = None) -> None:
    """End every session of somebody that is still open, but for one if it is named; the caller records why."""
    hers = [col(LiveSession.person_id) == person_id, col(LiveSession.ended_at).is_(None)]
    if but is not None:
        hers.append(col(LiveSession.id) != but)
    await session.execute(update(LiveSession).where(*hers).values(ended_at=now()))
