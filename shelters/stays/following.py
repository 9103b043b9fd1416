"""One stay after another: a party that passes to another house has a stay in each until it has arrived."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER
from shelters.database.transaction import acting_as
from shelters.stays.models import Stay
from shelters.stays.states import LIVE


async def lives_elsewhere(session: AsyncSession, stay: Stay) -> bool:
    """Say whether the party has another stay that is expected or under way, in a house its actor may not see."""
    others = select(Stay.id).where(
        col(Stay.request_id) == stay.request_id, col(Stay.id) != stay.id, col(Stay.state).in_(LIVE)
    )
    async with acting_as(session, MATCHER):
        return await session.scalar(others.limit(1)) is not None


async def house_left(session: AsyncSession, stay_id: UUID | None) -> list[UUID]:
    """Name the house of the stay that another takes over from, if there is one: it is locked with the other's."""
    async with acting_as(session, MATCHER):
        return list(await session.scalars(select(Stay.house_id).where(col(Stay.id) == stay_id)))
