"""A person's own key: made when she joins, locked by her passphrase, opened for one act and then let go.

What a passphrase comes to is worked out before the database is asked for anything, so that no connection waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import Person
from shelters.accounts.passwords import LONGEST, check_passphrase, hash_passphrase, off_the_loop
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.models import PersonKey, PersonLock, Share, Voucher
from shelters.errors import N_, InvalidInputError
from shelters.sealing.boxes import PrivateKey, new_private_key
from shelters.sealing.envelope import Place, TamperedError
from shelters.sealing.locks import Lock, Typed


class WrongPassphraseError(InvalidInputError):
    """The passphrase does not open the person's key."""

    def __init__(self) -> None:
        """Speak of the field that every such form has."""
        super().__init__("passphrase", N_("Esa no es tu frase de paso. Revísala e inténtalo otra vez."))


@dataclass(frozen=True)
class Chosen:
    """A passphrase that somebody chose: the hash that lets her in, and the lock of her key."""

    hashed: str
    lock: Lock


async def choose(passphrase: str) -> Chosen:
    """Work out a passphrase that somebody chose, or refuse a weak one."""
    check_passphrase(passphrase)
    return Chosen(await hash_passphrase(passphrase), await off_the_loop(Lock, passphrase))


def lock_place(person_id: UUID, network_id: UUID) -> Place:
    """Say where a person's locked key belongs."""
    return Place("person_lock", "locked", person_id, network_id)


async def make_key(session: AsyncSession, person: Person, lock: Lock) -> PrivateKey:
    """Make a key for somebody who has none, and lock it."""
    private = new_private_key()
    locked = lock.close(private, lock_place(person.id, person.network_id))
    session.add(PersonKey(person_id=person.id, network_id=person.network_id, public_key=private.public))
    session.add(PersonLock(person_id=person.id, network_id=person.network_id, locked=locked))
    await session.flush()
    return private


async def lock_of(session: AsyncSession, actor: Actor) -> PersonLock | None:
    """Give the locked key of the person who acts."""
    return await session.get(PersonLock, actor.person_id) if actor.person_id else None


async def work_out(typed: Typed, kept: PersonLock | None) -> None:
    """Work out what a typed passphrase comes to at somebody's lock, in a thread."""
    if kept is None or not _could_be_one(typed) or typed.is_worked_out(kept.locked):
        return
    try:
        await off_the_loop(typed.work_out, kept.locked)
    except TamperedError as error:
        raise WrongPassphraseError from error


async def open_own_key(session: AsyncSession, actor: Actor, typed: Typed) -> PrivateKey:
    """Open the key of the person who acts; who has none is told the same as one who mistyped."""
    kept = await lock_of(session, actor)
    if kept is None or not _could_be_one(typed):
        raise WrongPassphraseError
    # At the edge this was done before the transaction; only a lock that has changed since is worked out here.
    await work_out(typed, kept)
    try:
        return typed.unlock(kept.locked, lock_place(kept.person_id, kept.network_id))
    except TamperedError as error:
        raise WrongPassphraseError from error


def _could_be_one(typed: Typed) -> bool:
    return 0 < len(typed.text) <= LONGEST


async def change_lock(session: AsyncSession, actor: Actor, typed: Typed, lock: Lock) -> None:
    """Lock the same key by another passphrase; every share stays good."""
    require(actor, Permission.SELF)
    private = await open_own_key(session, actor, typed)
    kept = await session.get_one(PersonLock, actor.person_id)
    kept.locked = lock.close(private, lock_place(kept.person_id, kept.network_id))
    record(session, actor, Action.KEY_LOCKED, actor.person_id)
    await session.flush()


async def drop_key(session: AsyncSession, person_id: UUID) -> None:
    """Take away a person's key, and with it every share that it opens."""
    for kind in (Share, Voucher, PersonLock, PersonKey):
        await session.execute(delete(kind).where(col(kind.person_id) == person_id))
