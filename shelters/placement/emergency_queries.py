"""What may be read of emergencies where places are looked for: whether one is open, and who answered beforehand."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.clock import now
from shelters.placement.emergency_models import Emergency, EmergencyYes
from shelters.requests.models import Request
from shelters.requests.words import Urgency


async def live_emergency(session: AsyncSession, network_id: UUID | None) -> Emergency | None:
    """Give the emergency that a network is in, as far as row security shows it."""
    found: Emergency | None = await session.scalar(
        select(Emergency).where(
            col(Emergency.network_id) == network_id, col(Emergency.closed_at).is_(None), col(Emergency.until) > now()
        )
    )
    return found


async def houses_that_said_yes(session: AsyncSession) -> frozenset[UUID]:
    """Name the houses that said yes beforehand, as far as row security shows them."""
    return frozenset(await session.scalars(select(EmergencyYes.house_id)))


async def houses_at_once(session: AsyncSession, request: Request) -> frozenset[UUID]:
    """Name the houses whose answer a request would not wait for now; outside an emergency there are none."""
    if request.urgency > Urgency.URGENT or await live_emergency(session, request.network_id) is None:
        return frozenset()
    return await houses_that_said_yes(session)
