"""One stay after another: a party that passes to another house has a stay in each until it has arrived."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.database.row import take
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError, InvalidInputError
from shelters.news.commands import tell_committee
from shelters.news.kinds import NewsKind
from shelters.stays.lengthening import check_longer, lengthen
from shelters.stays.models import Stay
from shelters.stays.nights import lock_house
from shelters.stays.states import INSIDE, LIVE


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


async def fall_back(session: AsyncSession, ended: Stay, until: date) -> None:
    """Let a party whose other house came to nothing stay where it lives, until the day that it had, if that is free."""
    if ended.follows is None:
        return
    async with acting_as(session, MATCHER):
        before = await take(session, Stay, ended.follows)
        if before.state not in INSIDE:
            return
        if before.until < until:
            with suppress(ConflictError, InvalidInputError):
                await _take_again(session, before, until)
    await tell_committee(session, NewsKind.MOVE_FELL_THROUGH, before.request_network_id, before.id, before.code)


async def _take_again(session: AsyncSession, stay: Stay, until: date) -> None:
    house = await lock_house(session, stay.house_id)
    until = await check_longer(session, stay, house, until)
    await lengthen(session, stay, until, house.rest_nights)
    stay.until = until
    stay.version += 1
    record(session, MATCHER, Action.STAY_EXTENDED, stay.id)
