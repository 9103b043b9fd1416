"""Guessing made slow: each failure in a row asks for a longer wait, and nobody can be locked out for good.

It is counted by a hash of what was tried to get into, whether there is such a person or not. On a device on which she
has come in before, a person has a count of her own, so that whoever guesses elsewhere does not slow her.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.accounts.models import Attempt
from shelters.clock import now
from shelters.errors import TooOftenError

# Typing mistakes are free; then the wait doubles, up to a quarter of an hour.
_FREE: Final = 5
_LONGEST: Final = timedelta(minutes=15)
_FORGOTTEN: Final = timedelta(hours=24)


async def count_attempt(session: AsyncSession, kind: str, of: str) -> None:
    """Count an attempt before it is looked at, or say that it comes too soon."""
    key = _key(kind, of)
    # Made or locked in one statement: between two, somebody who gets in could have the row forgotten.
    counted = insert(Attempt).values(key=key, failures=0, last_at=now())
    locked = counted.on_conflict_do_update(index_elements=["key"], set_={"failures": col(Attempt.failures)})
    found = await session.scalars(locked.returning(Attempt), execution_options={"populate_existing": True})
    # The clock is read once the row is hers: of two who try at once, the one who waited for it does not come too soon.
    attempt, moment = found.one(), now()
    if moment - attempt.last_at > _FORGOTTEN:
        attempt.failures = 0
    wait = wait_after(attempt.failures)
    if wait and moment < attempt.last_at + wait:
        raise TooOftenError
    attempt.failures, attempt.last_at = attempt.failures + 1, moment
    await session.flush()


async def forgive(session: AsyncSession, kind: str, of: str) -> None:
    """Forget the failures of somebody who got in."""
    await session.execute(delete(Attempt).where(col(Attempt.key) == _key(kind, of)))


async def forget_old_attempts(session: AsyncSession, before: datetime | None = None) -> None:
    """Remove counts that no longer slow anybody."""
    await session.execute(delete(Attempt).where(col(Attempt.last_at) < (before or now() - _FORGOTTEN)))


def wait_after(failures: int) -> timedelta:
    """Say how long to wait after so many failures in a row."""
    if failures < _FREE:
        return timedelta(0)
    # Beyond twenty doublings the wait is the longest in any case.
    return min(timedelta(seconds=2 ** min(failures - _FREE, 20)), _LONGEST)


def _key(kind: str, of: str) -> bytes:
    return hashlib.sha256(f"{kind}:{of}".encode()).digest()
