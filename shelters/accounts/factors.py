"""The second factor: begun when somebody joins, confirmed with a first code, and spent one code at a time."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.accounts.models import Network, Person, RecoveryCode, SecondFactor
from shelters.accounts.totp import code_at, matching_step, new_seed, step_of
from shelters.clock import now
from shelters.errors import N_, NotFoundError
from shelters.sealing.envelope import Place, new_data_key, open_data_key, seal, unseal
from shelters.sealing.keyring import Keyring

_CODES: Final = 8
# Without the letters and digits that are taken for each other; 24 of 32 signs are 120 bits, so a fast hash will do.
_SIGNS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH: Final = 24
_GROUP: Final = 4


def sealed_factor(keyring: Keyring, person: Person, seed: bytes) -> SecondFactor:
    """Seal a seed for one person; it is not confirmed yet."""
    key, data_key = new_data_key(keyring, _place(person.id, person.network_id, "data_key"))
    sealed = seal(key, seed.hex(), _place(person.id, person.network_id, "seed"))
    return SecondFactor(person_id=person.id, network_id=person.network_id, data_key=data_key, seed=sealed)


async def begin_factor(session: AsyncSession, keyring: Keyring, person: Person) -> None:
    """Draw a seed for somebody who has none, or who never confirmed the one she was shown."""
    await session.execute(
        delete(SecondFactor).where(col(SecondFactor.person_id) == person.id, col(SecondFactor.confirmed_at).is_(None))
    )
    if await session.get(SecondFactor, person.id) is None:
        session.add(sealed_factor(keyring, person, new_seed()))
        await session.flush()


async def is_confirmed(session: AsyncSession, person_id: UUID) -> bool:
    """Say whether somebody has a second factor that she has used."""
    factor = await session.get(SecondFactor, person_id)
    return factor is not None and factor.confirmed_at is not None


async def unconfirmed_seed(session: AsyncSession, keyring: Keyring, person_id: UUID) -> bytes:
    """Give the seed that is being set up; one that was confirmed is never shown again."""
    factor = await session.get(SecondFactor, person_id)
    if factor is None or factor.confirmed_at is not None:
        raise NotFoundError
    return seed_of(keyring, factor)


def seed_of(keyring: Keyring, factor: SecondFactor) -> bytes:
    """Open a seed."""
    key = open_data_key(keyring, factor.data_key, _place(factor.person_id, factor.network_id, "data_key"))
    return bytes.fromhex(unseal(key, factor.seed, _place(factor.person_id, factor.network_id, "seed")))


async def demo_code(session: AsyncSession, keyring: Keyring, name: str) -> str:
    """Give the code that an invented account would show now; it works on invented networks only."""
    invented = select(SecondFactor).join(Person, col(Person.id) == col(SecondFactor.person_id))
    invented = invented.join(Network, col(Network.id) == col(Person.network_id))
    factor = await session.scalar(invented.where(col(Person.name) == name, col(Network.demo)))
    if factor is None:
        raise NotFoundError(N_("No hay una cuenta de la demo con ese nombre."))
    return code_at(seed_of(keyring, factor), step_of(now()))


async def spend_code(session: AsyncSession, keyring: Keyring, person_id: UUID, code: str) -> bool:
    """Spend a code of the app; of many who send the same one at once, one wins."""
    factor = await session.get(SecondFactor, person_id)
    step = matching_step(seed_of(keyring, factor), code, now()) if factor else None
    if step is None:
        return False
    spent = await session.execute(
        update(SecondFactor)
        .where(col(SecondFactor.person_id) == person_id, col(SecondFactor.last_step) < step)
        .values(last_step=step, confirmed_at=now())
        .returning(col(SecondFactor.person_id))
    )
    return spent.first() is not None


async def spend_recovery_code(session: AsyncSession, person_id: UUID, code: str) -> bool:
    """Spend a code from paper; it works once, whoever else sends it at the same moment."""
    spent = await session.execute(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.code_hash) == _hash(code),
            col(RecoveryCode.person_id) == person_id,
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now())
        .returning(col(RecoveryCode.person_id))
    )
    return spent.first() is not None


async def new_recovery_codes(session: AsyncSession, person: Person) -> list[str]:
    """Draw codes for paper, shown this once; the ones before no longer work."""
    await session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(_CODES)]
    session.add_all(
        RecoveryCode(code_hash=_hash(code), person_id=person.id, network_id=person.network_id) for code in codes
    )
    await session.flush()
    return ["-".join(code[place : place + _GROUP] for place in range(0, _LENGTH, _GROUP)) for code in codes]


def _hash(code: str) -> bytes:
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).digest()


def _place(person_id: UUID, network_id: UUID, column: str) -> Place:
    return Place("second_factor", column, person_id, network_id)
