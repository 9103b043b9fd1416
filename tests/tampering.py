"""Tampering with the record as somebody could who has the database, undone when it has been looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

_CHANGE: Final = "update audit_record set {what} where seq in (select seq from audit_chain where position = {place})"
_REMOVE_LINE: Final = "delete from audit_record where seq in (select seq from audit_chain where position = {place})"
_REMOVE_LINK: Final = "delete from audit_chain where position = {place}"
_CHANGED: Final = {
    "another action": "action = 'x' || action",
    "another person": "person_id = gen_random_uuid()",
    "another thing": "subject_id = gen_random_uuid()",
    "another network": "network_id = null",
    "another role": "role = 'operator'",
    "another detail": "details = jsonb_build_object('options', 999)",
    "another owner": "owner_network_id = (select id from network limit 1)",
    "another day": "at = at - interval '1 day'",
    "another moment": "at = at + interval '1 microsecond'",
}

# Each is done to one link or line; the place is never the last one, which only a kept end protects.
TAMPERS: Final[dict[str, tuple[str, ...]]] = {
    **{kind: (_CHANGE.replace("{what}", what),) for kind, what in _CHANGED.items()},
    "only its day": (
        _CHANGE.replace("{what}", "at = date_trunc('day', at, 'UTC')"),
        "update audit_chain set moment_mac = null where position = {place}",
    ),
    "a line removed": (_REMOVE_LINE,),
    "line and link removed": (_REMOVE_LINE, _REMOVE_LINK),
    "a link removed": (_REMOVE_LINK,),
    "links swapped": (
        "update audit_chain set seq = -seq where position in ({place}, {place} + 1)",
        """update audit_chain c set seq = -o.seq from audit_chain o
           where c.position in ({place}, {place} + 1) and o.position = 2 * {place} + 1 - c.position""",
    ),
    "a line slipped in": (
        "insert into audit_record (at, role, action, details) select at, role, action, details from audit_record",
    ),
    "another hash": ("update audit_chain set mac = decode(md5('x'), 'hex') where position = {place}",),
    "a forged cut": (
        "insert into audit_checkpoint select position, mac, now(), mac from audit_chain where position = {place}",
        "delete from audit_record where seq in (select seq from audit_chain where position <= {place})",
        "delete from audit_chain where position <= {place}",
    ),
}


@asynccontextmanager
async def tampered(superuser: AsyncEngine, kind: str, place: int) -> AsyncIterator[AsyncSession]:
    """Tamper at a place of the chain, and give a session that sees it; afterwards all is as it was."""
    async with AsyncSession(superuser) as session:
        for statement in TAMPERS[kind]:
            await session.execute(text(statement.replace("{place}", str(place))))
        yield session
        await session.rollback()
