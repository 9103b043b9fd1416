"""What may be read of stays."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.errors import NotFoundError
from shelters.stays.models import Stay
from shelters.stays.states import EXPECTED, INSIDE


async def stay_seen(
    session: AsyncSession, actor: Actor, stay_id: UUID, permission: Permission = Permission.STAY_SEE
) -> Stay:
    """Give a stay that the actor may see and do this with."""
    stay = await session.get(Stay, stay_id)
    if stay is None:
        raise NotFoundError
    require(actor, permission, stay)
    return stay


async def current_stays(session: AsyncSession, actor: Actor, limit: int = 200) -> Sequence[Stay]:
    """List the stays the actor sees that are expected or under way, the next arrival first."""
    require(actor, Permission.STAY_SEE)
    live = [state.value for state in (*EXPECTED, *INSIDE)]
    stays = select(Stay).where(col(Stay.state).in_(live)).order_by(col(Stay.first), col(Stay.code)).limit(limit)
    return (await session.scalars(stays)).all()


async def stays_of_request(session: AsyncSession, request_id: UUID) -> Sequence[Stay]:
    """List the stays of a request, as far as row security shows them."""
    return (
        await session.scalars(select(Stay).where(col(Stay.request_id) == request_id).order_by(col(Stay.first)))
    ).all()
