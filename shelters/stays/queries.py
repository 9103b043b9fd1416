"""What may be read of stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.errors import NotFoundError
from shelters.stays.models import Stay
from shelters.stays.states import EXPECTED, INSIDE, StayState


async def stay_seen(
    session: AsyncSession, actor: Actor, stay_id: UUID, permission: Permission = Permission.STAY_SEE
) -> Stay:
    """Give a stay that the actor may see and do this with."""
    stay = await session.get(Stay, stay_id)
    if stay is None:
        raise NotFoundError
    require_for(actor, permission, stay)
    return stay


async def current_stays(
    session: AsyncSession, actor: Actor, *, offset: int = 0, limit: int | None = None
) -> Sequence[Stay]:
    """List the stays the actor sees that are expected or under way, the next arrival first."""
    require(actor, Permission.STAY_SEE)
    return (await session.scalars(_by_arrival(*EXPECTED, *INSIDE).offset(offset).limit(limit))).all()


async def arrivals_until(session: AsyncSession, actor: Actor, day: date) -> Sequence[Stay]:
    """List the arrivals the actor sees that are expected by a day, those that are late first."""
    require(actor, Permission.STAY_SEE)
    return (await session.scalars(_by_arrival(*EXPECTED).where(col(Stay.first) <= day))).all()


def _by_arrival(*states: StayState) -> SelectOfScalar[Stay]:
    stays = select(Stay).where(col(Stay.state).in_([state.value for state in states]))
    return stays.order_by(col(Stay.first), col(Stay.code))


async def stays_of_request(session: AsyncSession, request_id: UUID) -> Sequence[Stay]:
    """List the stays of a request, as far as row security shows them."""
    return (
        await session.scalars(select(Stay).where(col(Stay.request_id) == request_id).order_by(col(Stay.first)))
    ).all()
