"""Whose word counts for a colleague: two who were there before her, or long enough; never somebody let in for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import Actor
from shelters.accounts.models import Person
from shelters.clock import now
from shelters.errors import N_, ConflictError

# Whoever can invite could otherwise be two at once, with somebody whom she lets in this minute.
LONG_ENOUGH: Final = timedelta(days=30)


async def check_word_counts(session: AsyncSession, actor: Actor, about: Person) -> None:
    """Refuse the word of somebody who came after her and not long ago."""
    speaker = await session.get(Person, actor.person_id)
    if speaker is None or not word_counts(speaker, about):
        raise ConflictError(
            N_("Todavía no puedes responder por ella: entraste después y hace menos de 30 días. Pídelo a otra persona.")
        )


def word_counts(speaker: Person, about: Person) -> bool:
    """Say whether somebody was in the network before the one she speaks for, or long enough to be known."""
    return speaker.joined_at <= about.joined_at or now() - speaker.joined_at >= LONG_ENOUGH


def stands() -> ColumnElement[bool]:
    """Keep words of those whose accounts are open now."""
    return and_(col(Person.active), col(Person.frozen_at).is_(None))
