"""When the hour of a journey passes and nobody has said that she is safe: the committee and the house are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.clock import now
from shelters.database.queue import BusyError, enqueue
from shelters.news.commands import settle_about, tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.stays.models import Stay
from shelters.stays.states import StayState

# A job with the id of a stay and the hour it was set for: an hour that was said again is another job.
JOURNEY: Final = "journey"
_ID_BYTES = 16


async def watch_journey(session: AsyncSession, stay: Stay, hour: datetime) -> None:
    """Queue the look at a journey's hour; whoever was missed before is expected anew."""
    await settle_about(session, stay.id, NewsKind.ARRIVAL_OVERDUE)
    await enqueue(session, JOURNEY, stay.id.bytes + _bytes_of(hour), at=hour)


async def look_at_journey(session: AsyncSession, payload: bytes) -> bool:
    """Tell of a journey whose hour has passed, and say whether it was told; of one that was changed nothing is told.

    Raises
    ------
    BusyError
        When the hour has not quite come.
    """
    stay = await session.get(Stay, UUID(bytes=payload[:_ID_BYTES]))
    if stay is None or stay.arrive_by is None or _bytes_of(stay.arrive_by) != payload[_ID_BYTES:]:
        return False
    if stay.state == StayState.TRAVELLING and not stay.overdue(now()):
        raise BusyError
    return await _tell_if_overdue(session, stay)


async def tell_of_overdue(session: AsyncSession) -> int:
    """Tell of every journey whose hour has passed, and say of how many; what was told already is not told again."""
    late = select(Stay).where(col(Stay.state) == StayState.TRAVELLING.value, col(Stay.arrive_by) < now())
    return sum([await _tell_if_overdue(session, stay) for stay in (await session.scalars(late)).all()])


async def _tell_if_overdue(session: AsyncSession, stay: Stay) -> bool:
    if not stay.overdue(now()):
        return False
    await tell_committee(session, NewsKind.ARRIVAL_OVERDUE, stay.request_network_id, stay.id, stay.code)
    await tell_hosts(session, NewsKind.ARRIVAL_OVERDUE, stay.house_id, stay.id, stay.code)
    return True


def _bytes_of(moment: datetime) -> bytes:
    return moment.astimezone(UTC).isoformat().encode()
