"""Locks, and the one order in which everybody takes them.

Houses by id, then requests by id, then proposals and stays by id; never back. So two who need the same rows meet at the
first of them, where one waits for the other, and nobody waits in a circle. Which rows will be needed is read without a
lock, and what matters of them is read again under it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER
from shelters.capacity.models import House
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.requests.models import Request


async def lock_in_order(
    session: AsyncSession, houses: Iterable[UUID], requests: Iterable[UUID] = ()
) -> dict[UUID, House]:
    """Take houses and then requests until the transaction ends, and give the houses as they are now.

    As the matcher, because a host sees no request and a committee no house; the caller has required its permission.
    """
    async with acting_as(session, MATCHER):
        taken = {house_id: await take(session, House, house_id) for house_id in sorted(set(houses))}
        for request_id in sorted(set(requests)):
            await take(session, Request, request_id)
    return taken
