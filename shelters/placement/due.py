"""What has its hour: jobs that remind, expire and tell when a term is over, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER
from shelters.database.engine import Engine
from shelters.database.queue import Work
from shelters.database.transaction import transaction
from shelters.placement.escalation import look_further
from shelters.placement.holds import EXPIRY, NEXT, REMINDER, expire, expire_holds, remind
from shelters.sealing.keyring import Keyring
from shelters.stays.overdue import JOURNEY, look_at_journey, tell_of_overdue


def due_jobs(engine: Engine, keyring: Keyring, hold_hours: int) -> Mapping[str, Work]:
    """Name what a worker does when a term is over."""

    def alone(doing: Callable[[AsyncSession, bytes], Awaitable[object]]) -> Work:
        async def do(payload: bytes) -> None:
            async with transaction(engine, MATCHER) as session:
                await doing(session, payload)

        return do

    return {
        REMINDER: alone(lambda session, payload: remind(session, UUID(bytes=payload))),
        EXPIRY: alone(lambda session, payload: expire(session, MATCHER, UUID(bytes=payload))),
        NEXT: alone(lambda session, payload: look_further(session, keyring, UUID(bytes=payload), hold_hours)),
        JOURNEY: alone(look_at_journey),
    }


async def catch_up(session: AsyncSession) -> None:
    """Do what a lost job would have done: the hour is in the rows, the queue only tells when to look."""
    await expire_holds(session, MATCHER)
    await tell_of_overdue(session)
