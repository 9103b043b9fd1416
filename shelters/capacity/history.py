"""What was closed in a house, by whom and why, and who opened it again: nothing of it ever goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.accounts.models import Person
from shelters.capacity.models import Closure, Room
from shelters.capacity.rows import house_seen


@dataclass(frozen=True)
class PastClosure:
    """A closure with its room, and the names of who closed and opened it as far as the reader may know them."""

    closure: Closure
    room: str
    closed_by: str | None
    lifted_by: str | None

    @property
    def closed_at(self) -> datetime | None:
        """The moment it was written; of the oldest ones nobody knows."""
        return self.closure.closed_at


async def closure_history(
    session: AsyncSession, actor: Actor, house_id: UUID, *, offset: int = 0, limit: int = 50
) -> Sequence[PastClosure]:
    """List what was closed in a house, the latest first; what was opened again is told with who opened it."""
    require_for(actor, Permission.NIGHTS_CLOSE, await house_seen(session, actor, house_id))
    closing, opening = aliased(Person), aliased(Person)
    closures = (
        select(Closure, Room.name, closing.name, opening.name)
        .join(Room, col(Room.id) == col(Closure.room_id))
        .outerjoin(closing, col(closing.id) == col(Closure.closed_by))
        .outerjoin(opening, col(opening.id) == col(Closure.lifted_by))
        .where(col(Closure.house_id) == house_id)
        .order_by(col(Closure.closed_at).desc().nulls_last(), col(Closure.first).desc(), col(Closure.id))
    )
    found = await session.execute(closures.offset(offset).limit(limit))
    return [PastClosure(*row) for row in found]
