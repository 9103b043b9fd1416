"""A person's own key: made when she joins, locked by her passphrase, opened for one act and then let go."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import Person
from shelters.accounts.passwords import LONGEST, off_the_loop
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.models import PersonKey, PersonLock, Share, Voucher
from shelters.errors import N_, InvalidInputError
from shelters.sealing.boxes import PrivateKey, new_private_key
from shelters.sealing.envelope import Place, TamperedError
from shelters.sealing.locks import lock, unlock


class WrongPassphraseError(InvalidInputError):
    """The passphrase does not open the person's key."""

    def __init__(self) -> None:
        """Speak of the field that every such form has."""
        super().__init__("passphrase", N_("Esa no es tu frase de paso. Revísala e inténtalo otra vez."))


def lock_place(person_id: UUID, network_id: UUID) -> Place:
    """Say where a person's locked key belongs."""
    return Place("person_lock", "locked", person_id, network_id)


async def make_key(session: AsyncSession, person: Person, passphrase: str) -> PrivateKey:
    """Make a key for somebody who has none, and lock it."""
    private, place = new_private_key(), lock_place(person.id, person.network_id)
    locked = await off_the_loop(lock, passphrase, private, place)
    session.add(PersonKey(person_id=person.id, network_id=person.network_id, public_key=private.public))
    session.add(PersonLock(person_id=person.id, network_id=person.network_id, locked=locked))
    await session.flush()
    return private


async def open_own_key(session: AsyncSession, actor: Actor, passphrase: str) -> PrivateKey:
    """Open the key of the person who acts; who has none is told the same as one who mistyped."""
    kept = await session.get(PersonLock, actor.person_id) if actor.person_id else None
    if kept is None or not passphrase or len(passphrase) > LONGEST:
        raise WrongPassphraseError
    try:
        return await off_the_loop(unlock, passphrase, kept.locked, lock_place(kept.person_id, kept.network_id))
    except TamperedError as error:
        raise WrongPassphraseError from error


async def change_lock(session: AsyncSession, actor: Actor, old: str, new: str) -> None:
    """Lock the same key by another passphrase; every share stays good."""
    require(actor, Permission.SELF)
    private = await open_own_key(session, actor, old)
    kept = await session.get_one(PersonLock, actor.person_id)
    kept.locked = await off_the_loop(lock, new, private, lock_place(kept.person_id, kept.network_id))
    record(session, actor, Action.KEY_LOCKED, actor.person_id)
    await session.flush()


async def drop_key(session: AsyncSession, person_id: UUID) -> None:
    """Take away a person's key, and with it every share that it opens."""
    for kind in (Share, Voucher, PersonLock, PersonKey):
        await session.execute(delete(kind).where(col(kind.person_id) == person_id))
