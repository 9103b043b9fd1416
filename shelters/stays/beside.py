"""Where and when people have beds with whom somebody must not live."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import column, func, table
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER
from shelters.capacity.models import BedOccupancy
from shelters.capacity.occupancy import bounds, standing
from shelters.capacity.words import OccupancyKind
from shelters.clock import today_somewhere
from shelters.database.transaction import acting_as
from shelters.requests.apart import apart_from
from shelters.stays.models import Stay

# What holds a bed before there is a stay belongs to the slice above; here only whose it is matters.
_PROPOSAL = table("proposal", column("id"), column("request_id"))

Beside = tuple[UUID, date, date]


async def beds_of(session: AsyncSession, requests: Collection[UUID]) -> frozenset[Beside]:
    """Give houses and nights from today on in which people of these requests have beds; the matcher acts."""
    if not requests:
        return frozenset()
    whose = func.coalesce(col(Stay.request_id), _PROPOSAL.c.request_id)
    taken = (
        select(BedOccupancy)
        .outerjoin(Stay, col(Stay.id) == col(BedOccupancy.stay_id))
        .outerjoin(_PROPOSAL, _PROPOSAL.c.id == col(BedOccupancy.proposal_id))
        .where(
            whose.in_(requests),
            col(BedOccupancy.kind).in_([OccupancyKind.HOLD.value, OccupancyKind.STAY.value]),
            func.upper(col(BedOccupancy.nights)) > today_somewhere(),
            standing(),
        )
    )
    return frozenset((row.house_id, *bounds(row)) for row in await session.scalars(taken))


async def beside_her(session: AsyncSession, request_id: UUID) -> frozenset[Beside]:
    """Give houses and nights in which somebody has a bed with whom the people of a request must not live."""
    async with acting_as(session, MATCHER):
        return await beds_of(session, await apart_from(session, request_id))


def meets(beside: Collection[Beside], house_id: UUID, first: date, until: date) -> bool:
    """Say whether somebody would meet them in a house from the first until, not including, the last date."""
    return any(house == house_id and first < end and start < until for house, start, end in beside)
