"""Writing to the record, in the same transaction as what it tells."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.audit import chain
from shelters.audit.actions import Action
from shelters.audit.models import AuditRecord
from shelters.clock import now

Detail = str | int | float | bool | None


def record(session: AsyncSession, actor: Actor, action: Action, subject_id: UUID | None, **details: Detail) -> None:
    """Add a line; it is written when the transaction is, or not at all. Whoever guesses a name is nobody."""
    chain.add_line(session, _line(actor, action, subject_id, details))


def record_opening(
    session: AsyncSession, actor: Actor, action: Action, subject_id: UUID, owner: UUID, **details: Detail
) -> None:
    """Add a line that the network reads to which the thing belongs, also where the actor is of another."""
    line = _line(actor, action, subject_id, details)
    line.owner_network_id = owner
    chain.add_line(session, line)


def _line(actor: Actor, action: Action, subject_id: UUID | None, details: dict[str, Detail]) -> AuditRecord:
    return AuditRecord(
        at=now(),
        network_id=actor.network_id,
        person_id=actor.person_id,
        role=actor.role.value,
        action=action.value,
        subject_id=subject_id,
        details=details | ({"link": str(actor.link_id)} if actor.link_id else {}),
    )
