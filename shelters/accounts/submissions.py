"""Idempotency: a form carries a key, and the same key has one effect."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.accounts.models import Submission
from shelters.clock import now

_TWICE: Final = timedelta(minutes=1)


async def claim(session: AsyncSession, person_id: UUID, key: str) -> str | None:
    """Claim a key for this transaction, or give the answer that its first use got.

    A second sending waits here until the first one's transaction has ended, either way.
    """
    claimed = await session.scalar(
        insert(Submission)
        .values(person_id=person_id, key=key, answer="", at=now())
        .on_conflict_do_nothing()
        .returning(col(Submission.key))
    )
    if claimed is not None:
        return None
    return await session.scalar(
        select(Submission.answer).where(col(Submission.person_id) == person_id, col(Submission.key) == key)
    )


async def was_sent(session: AsyncSession, person_id: UUID, key: str) -> bool:
    """Say whether a form with this key has been sent and answered."""
    found = select(Submission.key).where(col(Submission.person_id) == person_id, col(Submission.key) == key)
    return await session.scalar(found) is not None


async def fresh_answer(session: AsyncSession, person_id: UUID, key: str) -> str | None:
    """Give the answer that a form got within the last minute: as long as somebody may press twice."""
    lately = col(Submission.at) > now() - _TWICE
    return await session.scalar(
        select(Submission.answer).where(col(Submission.person_id) == person_id, col(Submission.key) == key, lately)
    )


async def answer(session: AsyncSession, person_id: UUID, key: str, location: str) -> None:
    """Keep where the first sending was led, for those that repeat it."""
    await session.execute(
        update(Submission)
        .where(col(Submission.person_id) == person_id, col(Submission.key) == key)
        .values(answer=location)
    )
