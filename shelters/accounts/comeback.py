"""Coming back after a lost passphrase: two colleagues say that it is she, and a code lets her begin anew, once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.accounts.models import Comeback, KnownDevice, Passkey, Person, RecoveryCode, SecondFactor, actor_of
from shelters.accounts.sessions import end_sessions, token_hash
from shelters.accounts.vouching import check_word_counts, stands
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, ConflictError, NotFoundError

_LASTS: Final = timedelta(hours=72)


async def say_it_is_she(session: AsyncSession, actor: Actor, person_id: UUID) -> str | None:
    """Say that a colleague lost her passphrase and that it is really she; the second who says so gets her code."""
    person = await session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFoundError
    require_for(actor, Permission.PERSON_UNFREEZE, person)
    if actor.person_id in {None, person_id} or not person.active:
        raise ConflictError(N_("Por esta cuenta no puedes responder tú."))
    await check_word_counts(session, actor, person)
    first = await session.scalar(_open_words(person_id))
    record(session, actor, Action.COMEBACK_SAID, person_id)
    if first is None:
        row = Comeback(
            network_id=person.network_id, person_id=person_id, said_by=actor.person_id, expires_at=now() + _LASTS
        )
        session.add(row)
        await session.flush()
        return None
    if first.said_by == actor.person_id:
        raise ConflictError(N_("Ya lo dijiste. Falta que lo diga otra persona de tu red."))
    code = secrets.token_urlsafe(24)
    first.agreed_by, first.token_hash, first.expires_at = actor.person_id, token_hash(code), now() + _LASTS
    await session.flush()
    return code


async def come_back(session: AsyncSession, code: str, hashed: str) -> Person:
    """Use such a code once: her passphrase is the new one, and nothing of before lets anybody in. The door acts."""
    used = await session.scalar(
        update(Comeback)
        .where(
            col(Comeback.token_hash) == token_hash(code),
            col(Comeback.used_at).is_(None),
            col(Comeback.expires_at) > now(),
        )
        .values(used_at=now())
        .returning(col(Comeback.person_id))
    )
    person = await session.get(Person, used) if used else None
    if person is None or not person.active:
        raise NotFoundError
    for kind in (SecondFactor, RecoveryCode, KnownDevice, Passkey):
        await session.execute(delete(kind).where(col(kind.person_id) == person.id))
    await end_sessions(session, person.id)
    herself = actor_of(person, frozenset())
    async with acting_as(session, herself):
        changed = {"password_hash": hashed, "duress_hash": None, "secured_at": now()}
        await session.execute(update(Person).where(col(Person.id) == person.id).values(**changed))
        record(session, herself, Action.CAME_BACK, person.id)
    return person


def _open_words(person_id: UUID) -> SelectOfScalar[Comeback]:
    """Ask for the first word, if whoever gave it could still give it."""
    by = select(Comeback).join(Person, col(Person.id) == col(Comeback.said_by))
    return by.where(
        col(Comeback.person_id) == person_id,
        col(Comeback.agreed_by).is_(None),
        col(Comeback.expires_at) > now(),
        stands(),
    )
