"""Names and notes of a case: any of her committee writes one, and reading them takes the committee's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.models import Circle, Kind
from shelters.circles.queries import kinds_of
from shelters.circles.reveal import Wanted, reveal
from shelters.circles.writing import write_secret
from shelters.drafts import Draft, Text, build
from shelters.errors import N_, InvalidInputError
from shelters.requests.queries import request_seen
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed

KINDS = frozenset({Kind.NAMES, Kind.NOTE})


class NoteDraft(Draft):
    """A note as somebody writes it: who she really is, or what her committee must remember."""

    kind: Kind
    text: Text


@dataclass(frozen=True)
class Note:
    """An opened note."""

    kind: Kind
    written_at: datetime
    text: str


async def write_note(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, values: dict[str, str]
) -> None:
    """Seal a note to the committee; notes are added, since who writes need not be able to read."""
    request = await request_seen(session, actor, request_id, Permission.NOTES_WRITE)
    draft = build(NoteDraft, dict(values))
    if draft.kind not in KINDS:
        raise InvalidInputError("kind", N_("Elige si son nombres o una nota."))
    if not draft.text:
        raise InvalidInputError("text", N_("Escribe la nota."))
    await write_secret(session, keyring, Circle(request.network_id), draft.kind, request.id, draft.text)
    record(session, actor, Action.NOTE_WRITTEN, request.id)
    await session.flush()


async def has_notes(session: AsyncSession, actor: Actor, request_id: UUID) -> bool:
    """Say whether a case has notes, without opening any."""
    request = await request_seen(session, actor, request_id, Permission.NOTES_WRITE)
    return bool(await kinds_of(session, request.id) & KINDS)


async def open_notes(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, typed: Typed
) -> Sequence[Note]:
    """Open the notes of a case for somebody of its committee, and record that they were opened."""
    request = await request_seen(session, actor, request_id, Permission.NOTES_OPEN)
    wanted = Wanted(request.id, KINDS, Action.NOTES_OPENED, request.network_id)
    opened = await reveal(session, actor, keyring, Circle(request.network_id), wanted, typed)
    return [Note(Kind(secret.kind), secret.written_at, text) for secret, text in opened]
