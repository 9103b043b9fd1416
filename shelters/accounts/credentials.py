"""Changing how somebody comes in: only with her own passphrase, and every other session of hers ends.

What is hashed is hashed before the database is asked for anything, so that no connection waits for it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import DOOR, Actor
from shelters.access.policy import Permission, require
from shelters.accounts.entry import open_half
from shelters.accounts.factors import new_recovery_codes
from shelters.accounts.models import LiveSession, Person, SecondFactor
from shelters.accounts.passwords import check_passphrase, fits, hash_passphrase
from shelters.accounts.sessions import end_sessions, token_hash
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.audit.models import AuditRecord
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed

_CHANGES = (Action.ACCOUNT_SECURED, Action.PASSKEY_ADDED, Action.PASSKEY_REMOVED)


async def check_herself(person: Person, typed: Typed) -> None:
    """Ask for her own passphrase; the one for duress will not do."""
    typed.right = await fits(typed.text, person.password_hash)
    if not typed.right:
        raise InvalidInputError("passphrase", N_("Esa no es tu frase de paso. Revísala e inténtalo otra vez."))


async def hash_new(person: Person, phrase: str) -> str:
    """Hash a phrase that she chose, unless it is a weak one or she has it already; both of hers are always tried."""
    try:
        check_passphrase(phrase)
    except InvalidInputError as error:
        raise InvalidInputError("new", error.message, **error.values) from error
    if any([await fits(phrase, hashed) for hashed in (person.password_hash, person.duress_hash)]):
        raise InvalidInputError("new", N_("Esa frase no se puede usar aquí. Inventa otra."))
    return await hash_passphrase(phrase)


async def keep_passphrase(session: AsyncSession, actor: Actor, hashed: str) -> None:
    """Let her come in with another passphrase from now on."""
    await _change(session, actor, password_hash=hashed)


async def keep_duress_passphrase(session: AsyncSession, actor: Actor, hashed: str) -> None:
    """Keep the passphrase that opens an account in which there is nothing; the record does not say which it was."""
    await _change(session, actor, duress_hash=hashed)


async def change_paper(session: AsyncSession, actor: Actor, person: Person) -> list[str]:
    """Draw new codes for paper; the ones before no longer work."""
    await _change(session, actor)
    return await new_recovery_codes(session, person)


async def change_telephone(session: AsyncSession, actor: Actor, keyring: Keyring, person: Person, token: str) -> None:
    """Forget the app that shows her codes; the token is of a session that asks her to set up another."""
    await _change(session, actor)
    await session.execute(delete(SecondFactor).where(col(SecondFactor.person_id) == person.id))
    await end_sessions(session, person.id)
    async with acting_as(session, DOOR):
        await open_half(session, keyring, person, token=token)


async def renew_session(session: AsyncSession, live: LiveSession, token: str) -> None:
    """Give this session another token after a change of how she comes in, and end every other of hers."""
    here = update(LiveSession).where(col(LiveSession.id) == live.id)
    await session.execute(here.values(token_hash=token_hash(token), proven_at=now()))
    await session.execute(update(Person).where(col(Person.id) == live.person_id).values(secured_at=now()))
    await end_sessions(session, live.person_id, but=live.id)


async def last_change(session: AsyncSession, actor: Actor) -> datetime | None:
    """Say when the way in was last changed, so that she notices a change that was not hers."""
    require(actor, Permission.SELF)
    changes = select(func.max(AuditRecord.at)).where(
        col(AuditRecord.person_id) == actor.person_id, col(AuditRecord.action).in_([each.value for each in _CHANGES])
    )
    when: datetime | None = await session.scalar(changes)
    return when


async def _change(session: AsyncSession, actor: Actor, **values: str) -> None:
    require(actor, Permission.ACCOUNT_SECURE)
    changed = update(Person).where(col(Person.id) == actor.person_id)
    await session.execute(changed.values(**values, secured_at=now()))
    record(session, actor, Action.ACCOUNT_SECURED, actor.person_id)
