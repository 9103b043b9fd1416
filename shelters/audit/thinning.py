"""Thinning the record after its term: first only the day of a line is kept, later a checkpoint stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.audit.chain import record_key
from shelters.audit.digest import checkpoint_seal
from shelters.audit.models import AuditCheckpoint, AuditLink, AuditRecord
from shelters.clock import now

# How long the hour of a line is kept: long enough to look into what went wrong last month.
EXACT = timedelta(days=30)


@dataclass(frozen=True)
class Thinned:
    """How many lines were reduced to their day, and how many were removed."""

    reduced: int
    removed: int


async def thin_record(session: AsyncSession, kept: timedelta) -> Thinned:
    """Reduce lines to their day, and remove those whose term is over; `session` acts for the operator."""
    at = now()
    reduced = await session.scalar(text("select abrigo_record_to_days(:before)"), {"before": at - EXACT})
    return Thinned(reduced or 0, await _remove(session, at, at - kept))


async def _remove(session: AsyncSession, at: datetime, before: datetime) -> int:
    last = await _last_before(session, before)
    if last is None:
        return 0
    seal = checkpoint_seal(record_key(session), last.position, last.mac, at)
    session.add(AuditCheckpoint(position=last.position, mac=last.mac, made_at=at, seal=seal))
    await session.flush()
    removed = await session.scalar(text("select abrigo_record_remove(:through)"), {"through": last.position})
    return removed or 0


async def _last_before(session: AsyncSession, before: datetime) -> AuditLink | None:
    """Find the last link before the first line that is still to be kept."""
    kept = (
        select(func.min(AuditLink.position))
        .join(AuditRecord, col(AuditRecord.seq) == col(AuditLink.seq))
        .where(col(AuditRecord.at) >= before)
        .scalar_subquery()
    )
    old = select(AuditLink).where((col(AuditLink.position) < kept) | kept.is_(None))
    return (await session.scalars(old.order_by(col(AuditLink.position).desc()).limit(1))).first()
