"""Negative control: the shipped server without its lock on a house, and with a look at a code before it is spent."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.accounts import entry, factors
from shelters.accounts.models import RecoveryCode
from shelters.capacity.models import House
from shelters.clock import now
from shelters.database.row import Row, take
from shelters.stays import locks
from web.operator import app

WITHOUT_CONSTRAINT = "alter table bed_occupancy drop constraint bed_occupancy_no_two_on_one_night"

Kind = TypeVar("Kind", bound=Row)


async def take_all_but_houses(session: AsyncSession, kind: type[Kind], row_id: UUID) -> Kind:
    """Lock a row as ever, and a house not at all."""
    if kind is not House:
        return await take(session, kind, row_id)
    house = await session.get(kind, row_id)
    assert house is not None
    return house


async def look_and_then_spend(session: AsyncSession, person_id: UUID, code: str) -> bool:
    """See that a code of paper is unused, and then use it: whoever looks in between sees it unused too."""
    hers = col(RecoveryCode.code_hash) == factors._hash(code), col(RecoveryCode.person_id) == person_id  # noqa: SLF001 - as it is kept
    unused = await session.scalar(select(RecoveryCode).where(*hers, col(RecoveryCode.used_at).is_(None)))
    if unused is None:
        return False
    unused.used_at = now()
    return True


if __name__ == "__main__":
    vars(locks)["take"] = take_all_but_houses
    vars(entry)["spend_recovery_code"] = look_and_then_spend
    app()
