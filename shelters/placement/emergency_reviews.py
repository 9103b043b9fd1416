"""Reviewing what was skipped in an emergency: by somebody else, in words, which the network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.drafts import Draft, Text, build
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.placement.emergency_models import Skip
from shelters.requests.models import Request
from shelters.requests.queries import case_key
from shelters.sealing.envelope import Place, seal, unseal
from shelters.sealing.keyring import Keyring

_SHOWN: Final = 20
_NOTHING = N_("Escribe qué encontraste: por qué se hizo así y si la casa y ella están bien.")


@dataclass(frozen=True)
class Reviewed:
    """A skipped step that somebody else has looked at, with what she found."""

    skip: Skip
    words: str


class _Review(Draft):
    review: Text


async def skips_seen(session: AsyncSession, actor: Actor) -> Sequence[Skip]:
    """List what was skipped in the actor's network and nobody else has reviewed, the latest first."""
    require(actor, Permission.EMERGENCY_SEE)
    skips = select(Skip).where(col(Skip.network_id) == actor.network_id, col(Skip.reviewed_at).is_(None))
    return (await session.scalars(skips.order_by(col(Skip.skipped_at).desc()))).all()


async def reviews_seen(session: AsyncSession, actor: Actor, keyring: Keyring) -> list[Reviewed]:
    """List what was reviewed last in the actor's network, with the words."""
    require(actor, Permission.EMERGENCY_SEE)
    reviewed = select(Skip).where(col(Skip.network_id) == actor.network_id, col(Skip.reviewed_at).is_not(None))
    latest = (await session.scalars(reviewed.order_by(col(Skip.reviewed_at).desc()).limit(_SHOWN))).all()
    return [Reviewed(skip, await _words(session, keyring, skip)) for skip in latest]


async def _words(session: AsyncSession, keyring: Keyring, skip: Skip) -> str:
    if skip.review is None:
        return ""
    return str(unseal(await _key(session, keyring, skip), skip.review, _place(skip)))


async def _key(session: AsyncSession, keyring: Keyring, skip: Skip) -> bytes:
    """Open the key of the case; a steward reviews without reading the case itself."""
    async with acting_as(session, MATCHER):
        return case_key(keyring, await session.get_one(Request, skip.request_id))


async def review_skip(session: AsyncSession, actor: Actor, keyring: Keyring, skip_id: UUID, words: str) -> Skip:
    """Say what a look at a skipped step has found; whoever skipped it cannot."""
    seen = await session.get(Skip, skip_id)
    if seen is None:
        raise NotFoundError
    require_for(actor, Permission.EMERGENCY_REVIEW, seen)
    said = build(_Review, {"review": words}).review
    if not said:
        raise InvalidInputError("review", _NOTHING)
    skip = await take(session, Skip, skip_id)
    if skip.reviewed_at is not None:
        raise ConflictError
    if skip.skipped_by == actor.person_id:
        raise ConflictError(N_("Este paso lo saltaste tú: lo revisa otra compañera o la responsable."))
    skip.review = seal(await _key(session, keyring, skip), said, _place(skip))
    skip.reviewed_by, skip.reviewed_at = actor.person_id, now()
    record(session, actor, Action.SKIP_REVIEWED, skip.request_id)
    await session.flush()
    return skip


def _place(skip: Skip) -> Place:
    return Place("skip", "review", skip.id, skip.network_id)
