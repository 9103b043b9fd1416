"""What somebody did not find at a house: its hosts say whether that is so, and the house is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.corrections import correct_house
from shelters.clock import now
from shelters.database.row import take
from shelters.errors import ConflictError, NotFoundError
from shelters.news.commands import settle_about
from shelters.news.kinds import NewsKind
from shelters.placement.models import Correction
from shelters.sealing.keyring import Keyring


async def open_corrections(session: AsyncSession, actor: Actor) -> Sequence[Correction]:
    """List what the hosts of a house are asked and have not answered, the oldest first."""
    require(actor, Permission.HOUSE_CHANGE)
    asked = select(Correction).where(col(Correction.answered_at).is_(None), col(Correction.house_id).in_(actor.houses))
    return (await session.scalars(asked.order_by(col(Correction.asked_at)))).all()


async def answer_correction(
    session: AsyncSession, actor: Actor, keyring: Keyring, correction_id: UUID, *, right: bool
) -> Correction:
    """Say whether what somebody did not find is there; what is not, the house no longer says it has."""
    seen = await session.get(Correction, correction_id)
    if seen is None:
        raise NotFoundError
    require_for(actor, Permission.HOUSE_CHANGE, seen)
    correction = await take(session, Correction, correction_id)
    if correction.answered_at is not None:
        raise ConflictError
    correction.answered_at, correction.right = now(), right
    if right:
        await correct_house(session, actor, keyring, correction.house_id, correction.attribute)
    record(session, actor, Action.HOUSE_CORRECTED, correction.house_id, right=right)
    await settle_about(session, correction.house_id, NewsKind.CORRECTION_ASKED)
    await session.flush()
    return correction
