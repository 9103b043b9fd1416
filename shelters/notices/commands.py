"""What somebody does about her own notices: say where they go, or that none shall go any more."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.errors import N_, InvalidInputError
from shelters.notices.models import NoticeAddress
from shelters.sealing.envelope import UNSEALED, new_data_key, seal
from shelters.sealing.keyring import Keyring

# One address, and nothing that could begin another header or another recipient.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LONGEST: Final = 254


async def keep_address(session: AsyncSession, actor: Actor, keyring: Keyring, typed: str) -> None:
    """Send notices to this address from now on."""
    require(actor, Permission.ACCOUNT_SECURE)
    typed = typed.strip()
    if len(typed) > _LONGEST or not _ADDRESS.fullmatch(typed):
        raise InvalidInputError("address", N_("Escribe una sola dirección de correo, sin nombre ni espacios."))
    await _forget(session, actor)
    row = NoticeAddress(
        person_id=actor.person, network_id=actor.network, data_key=UNSEALED, address=UNSEALED, look_at=now()
    )
    key, row.data_key = new_data_key(keyring, row.place("data_key"))
    row.address = seal(key, typed, row.place("address"))
    session.add(row)
    record(session, actor, Action.NOTICES_CHANGED, actor.person_id)
    await session.flush()


async def remove_address(session: AsyncSession, actor: Actor) -> None:
    """Forget the address; the record does not say whether one was set or removed."""
    require(actor, Permission.ACCOUNT_SECURE)
    await _forget(session, actor)
    record(session, actor, Action.NOTICES_CHANGED, actor.person_id)


async def has_address(session: AsyncSession, actor: Actor) -> bool:
    """Say whether notices go to the person who acts."""
    require(actor, Permission.SELF)
    return await session.get(NoticeAddress, actor.person_id) is not None


async def _forget(session: AsyncSession, actor: Actor) -> None:
    await session.execute(delete(NoticeAddress).where(col(NoticeAddress.person_id) == actor.person_id))
