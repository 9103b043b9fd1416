"""Keeping the record day by day: thinned where its term is over, its end written down in a second place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.audit.models import AuditLink
from shelters.audit.thinning import thin_record
from shelters.audit.verify import Head
from shelters.clock import now
from shelters.settings import Settings


async def head_of(session: AsyncSession) -> Head | None:
    """Give the end of the chain as it is now."""
    link = (await session.scalars(select(AuditLink).order_by(col(AuditLink.position).desc()).limit(1))).first()
    return Head(link.position, link.mac) if link else None


async def keep_record(session: AsyncSession, settings: Settings) -> None:
    """Do what the record needs; asked every minute, it writes the end down once a day."""
    await thin_record(session, timedelta(days=settings.record_days))
    file, day = settings.anchor_file, now().date().isoformat()
    if file is not None and not _written_on(file, day) and (head := await head_of(session)):
        _write_down(file, day, head)


def _written_on(file: Path, day: str) -> bool:
    return file.exists() and file.read_text().rstrip().rpartition("\n")[2].startswith(day)


def _write_down(file: Path, day: str, head: Head) -> None:
    with file.open("a") as lines:
        lines.write(f"{day} {head}\n")


def last_anchor(file: Path) -> Head | None:
    """Read the newest end that was written down, if there is any."""
    lines = file.read_text().split() if file.exists() else []
    return Head.read(lines[-1]) if lines else None
