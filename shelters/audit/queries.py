"""Reading the record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.audit.models import AuditRecord


async def latest_lines(
    session: AsyncSession, actor: Actor, *, before: int | None = None, limit: int = 50
) -> Sequence[AuditRecord]:
    """List the newest lines of the actor's network and about its things, page by page."""
    require(actor, Permission.RECORD_READ)
    hers = (col(AuditRecord.network_id) == actor.network_id) | (col(AuditRecord.owner_network_id) == actor.network_id)
    lines = select(AuditRecord).where(hers)
    if before is not None:
        lines = lines.where(col(AuditRecord.seq) < before)
    return (await session.scalars(lines.order_by(col(AuditRecord.seq).desc()).limit(limit))).all()


async def lines_about(session: AsyncSession, subject_id: UUID) -> Sequence[AuditRecord]:
    """List what was recorded about one thing, oldest first, as far as row security shows it."""
    lines = select(AuditRecord).where(col(AuditRecord.subject_id) == subject_id).order_by(col(AuditRecord.seq))
    return (await session.scalars(lines)).all()
