"""The chain: at commit each line of the record is tied by a keyed hash to the one before, in one order for everybody.

The key is carried by the engine and never stored in the database. Lines are written when they happen and linked last of
all, just before the commit: whoever waits here for her turn holds nothing that the one before her could still want.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import event, func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import col

from shelters.audit.digest import BEGINNING, link_mac, moment_mac
from shelters.audit.models import AuditCheckpoint, AuditLink, AuditRecord
from shelters.errors import N_, NotReadyError

_KEY = "abrigo_record_key"
_LINES = "lines of the record"
# One turn at a time for all processes; any number does that nothing else takes.
_TURN = 0x41425249474F


def sign_with(engine: AsyncEngine, key: bytes) -> AsyncEngine:
    """Let what is recorded through an engine be chained with a key."""
    engine.sync_engine.update_execution_options(**{_KEY: key})
    return engine


def record_key(session: AsyncSession) -> bytes:
    """Give the key with which an engine signs; without one nothing is recorded, and so nothing done."""
    return _key_of(session.sync_session.get_bind())


def add_line(session: AsyncSession, line: AuditRecord) -> None:
    """Write a line, to be linked when its transaction ends."""
    session.add(line)
    session.info.setdefault(_LINES, []).append(line)


@event.listens_for(Session, "before_commit")
def _link_at_the_end(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    # What was undone is no longer in the session.
    lines = [line for line in session.info.pop(_LINES, ()) if line in session]
    if lines:
        append(session.connection(), _key_of(session.get_bind()), lines)


async def link_loose(session: AsyncSession) -> None:
    """Link lines that were written many at a time, in their order."""
    linked = select(AuditLink).where(col(AuditLink.seq) == col(AuditRecord.seq)).exists()
    lines = (await session.scalars(select(AuditRecord).where(~linked).order_by(col(AuditRecord.seq)))).all()
    if lines:
        connection = await session.connection()
        await connection.run_sync(append, record_key(session), lines)


def append(connection: Connection, key: bytes, lines: Sequence[AuditRecord]) -> None:
    """Link lines to the end of the chain, each to the one before; the turn is kept until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
    position, before = _end(connection)
    links: list[dict[str, Any]] = []
    for line in lines:
        position, before = position + 1, link_mac(key, before, line)
        links.append({"position": position, "seq": line.seq, "mac": before, "moment_mac": moment_mac(key, line)})
    connection.execute(insert(AuditLink), links)


def _end(connection: Connection) -> tuple[int, bytes]:
    """Find the last link, or the place where older ones were cut off."""
    for table in (AuditLink, AuditCheckpoint):
        last = select(col(table.position), col(table.mac)).order_by(col(table.position).desc()).limit(1)
        row = connection.execute(last).first()
        if row is not None:
            return row.position, row.mac
    return 0, BEGINNING


def _key_of(bind: Any) -> bytes:
    key = bind.get_execution_options().get(_KEY)
    if not isinstance(key, bytes):
        raise NotReadyError(N_("Falta la llave del registro. Créala con: abrigo migrate"))
    return key
