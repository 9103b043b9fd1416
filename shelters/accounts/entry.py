"""Coming in, step by step: a name and a passphrase, then a code; a session opens nothing before both were shown.

No step holds a connection to the database while a passphrase is hashed: who is slowed is only who tries.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.accounts.attempts import count_attempt, forgive
from shelters.accounts.factors import begin_factor, is_confirmed, spend_code, spend_recovery_code, unconfirmed_seed
from shelters.accounts.models import KnownDevice, LiveSession, Person, actor_of
from shelters.accounts.panic import freeze
from shelters.accounts.passkeys import Site, passkeys_of, put_question, spend_answer, take_question, to_answer
from shelters.accounts.passwords import hash_passphrase, is_outdated, which_fits
from shelters.accounts.sessions import half_signed_in, token_hash
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError, SignedOutError
from shelters.sealing.keyring import Keyring

_NAME, _DEVICE, _CODE = "name", "device", "code"


@dataclass(frozen=True)
class Claim:
    """Who somebody says she is, counted as an attempt; `person` is nobody's where the name is unknown or shut."""

    name: str
    person: Person | None
    device: str | None


async def claim(session: AsyncSession, name: str, device: str | None) -> Claim:
    """Note that somebody tries to come in under a name, or say that she must wait; the door acts."""
    name = name.strip().casefold()
    person = await session.scalar(select(Person).where(col(Person.name) == name))
    known = device if device and await _knows(session, device, person) else None
    await count_attempt(session, _DEVICE if known else _NAME, known or name)
    return Claim(name, person if person and person.active else None, known)


async def weigh(claimed: Claim, passphrase: str) -> int | None:
    """Say whether the passphrase is hers (0), the one for duress (1), or neither; it takes as long for nobody."""
    hashes = (claimed.person.password_hash, claimed.person.duress_hash) if claimed.person else (None, None)
    return await which_fits(passphrase, *hashes)


async def renewed_hash(claimed: Claim, passphrase: str, fitting: int | None) -> str | None:
    """Hash her own passphrase anew where today's settings are others than on the day she chose it."""
    person = claimed.person
    if person is None or fitting != 0 or not is_outdated(person.password_hash):
        return None
    return await hash_passphrase(passphrase)


async def begin_session(
    session: AsyncSession, keyring: Keyring, claimed: Claim, fitting: int | None, renewed: str | None = None
) -> str:
    """Open a session that still asks for the code, and give its token."""
    person = claimed.person
    # Her own passphrase no longer opens an account that was shut; the one for duress still shows the empty one.
    if person is None or fitting is None or (person.frozen_at is not None and not fitting):
        raise InvalidInputError(
            "name", N_("El nombre y la frase de paso no coinciden. Revísalos e inténtalo otra vez.")
        )
    if renewed is not None:
        async with acting_as(session, actor_of(person, frozenset())):
            await session.execute(update(Person).where(col(Person.id) == person.id).values(password_hash=renewed))
    await forgive(session, _DEVICE if claimed.device else _NAME, claimed.device or claimed.name)
    return await open_half(session, keyring, person, duress=bool(fitting))


async def open_half(
    session: AsyncSession, keyring: Keyring, person: Person, *, duress: bool = False, token: str = ""
) -> str:
    """Open a session for somebody whose passphrase is known, and who is still to show or set up her code."""
    await begin_factor(session, keyring, person)
    token = _open(session, person, duress=duress, token=token)
    half, _ = await _halfway(session, token)
    await put_question(session, half.id)
    return token


async def question_for_passkeys(session: AsyncSession, token: str, site: Site) -> str:
    """Give what a browser needs to answer with a key of hers; nothing where she has none for this site."""
    half, person = await _halfway(session, token)
    return to_answer(site, await passkeys_of(session, person.id), half.challenge)


async def count_code(session: AsyncSession, token: str) -> bytes | None:
    """Note that somebody who has shown her passphrase tries, or say that she must wait; give the question of this try.

    The next try finds another question, so that an answer holds once.
    """
    half, person = await _halfway(session, token)
    await count_attempt(session, _CODE, str(person.id))
    question = await take_question(session, half.id)
    await put_question(session, half.id)
    return question


async def finish_session(session: AsyncSession, keyring: Keyring, token: str, code: str, *, shared: bool) -> str:
    """Take the code and give a new token, that of a session which opens her pages; the half-open one ends."""
    half, person = await _halfway(session, token)
    if await spend_code(session, keyring, person.id, code):
        return await _finish(session, half, person, "code", shared=shared)
    if await spend_recovery_code(session, person.id, code):
        return await _finish(session, half, person, "paper", shared=shared)
    raise InvalidInputError("code", N_("Ese código no es, o ya se usó. Espera al siguiente e inténtalo otra vez."))


async def finish_with_passkey(
    session: AsyncSession, token: str, site: Site, question: bytes | None, answer: str, *, shared: bool
) -> str:
    """Take what a key answered in place of the code."""
    half, person = await _halfway(session, token)
    if not await spend_answer(session, person.id, site, question, answer):
        raise InvalidInputError("code", N_("Esa llave de acceso no sirvió. Inténtalo otra vez, o usa tu código."))
    return await _finish(session, half, person, "passkey", shared=shared)


async def _finish(session: AsyncSession, half: LiveSession, person: Person, factor: str, *, shared: bool) -> str:
    # In the order in which a try takes the same rows, so that no two wait for each other.
    await forgive(session, _CODE, str(person.id))
    half.ended_at = now()
    if half.duress:
        await freeze(session, person)
    herself = actor_of(person, frozenset())
    async with acting_as(session, herself):
        record(session, herself, Action.SIGNED_IN, person.id, factor=factor)
    return _open(session, person, duress=half.duress, proven=True, shared=shared)


async def _halfway(session: AsyncSession, token: str) -> tuple[LiveSession, Person]:
    found = await half_signed_in(session, token)
    if found is None:
        raise SignedOutError
    return found


async def seed_to_set_up(session: AsyncSession, keyring: Keyring, token: str) -> tuple[Person, bytes] | None:
    """Give the seed of somebody half signed in who has no second factor yet; nothing where she has one."""
    _, person = await _halfway(session, token)
    if await is_confirmed(session, person.id):
        return None
    return person, await unconfirmed_seed(session, keyring, person.id)


async def know_device(session: AsyncSession, token: str) -> str:
    """Remember the device of somebody who has just come in, and give what it is known by."""
    device = secrets.token_urlsafe(32)
    opened = select(LiveSession).where(col(LiveSession.token_hash) == token_hash(token))
    live = (await session.scalars(opened)).one()
    row = KnownDevice(token_hash=token_hash(device), person_id=live.person_id, network_id=live.network_id, at=now())
    session.add(row)
    return device


async def record_refused_code(session: AsyncSession, token: str) -> None:
    """Record that somebody who has shown her passphrase had no code for it, where her network reads it."""
    _, person = await _halfway(session, token)
    herself = actor_of(person, frozenset())
    async with acting_as(session, herself):
        record(session, herself, Action.CODE_REFUSED, person.id)


async def _knows(session: AsyncSession, device: str, person: Person | None) -> bool:
    # Asked for nobody too: a question more for those who exist would tell them apart by the time.
    known = await session.get(KnownDevice, token_hash(device))
    return known is not None and person is not None and known.person_id == person.id


def _open(
    session: AsyncSession,
    person: Person,
    *,
    duress: bool,
    proven: bool = False,
    shared: bool = False,
    token: str = "",
) -> str:
    token, moment = token or secrets.token_urlsafe(32), now()
    session.add(
        LiveSession(
            token_hash=token_hash(token),
            network_id=person.network_id,
            person_id=person.id,
            opened_at=moment,
            seen_at=moment,
            proven_at=moment if proven else None,
            shared=shared,
            duress=duress,
        )
    )
    return token
