"""What may be read of checks: a house's own by whoever looks after it; of all houses only by the system, to count."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.capacity.contents import house_key
from shelters.capacity.models import House
from shelters.capacity.rows import house_seen
from shelters.conditions.models import Checked, HouseCheck, opened
from shelters.sealing.keyring import Keyring

# Five years of checks, twice a year.
_SHOWN: Final = 10


async def house_to_check(session: AsyncSession, actor: Actor, house_id: UUID, *, lock: bool = False) -> House:
    """Give a house whose conditions the actor looks after."""
    require(actor, Permission.CONDITIONS_CHECK)
    house = await house_seen(session, actor, house_id, lock=lock)
    require_for(actor, Permission.CONDITIONS_CHECK, house)
    return house


async def checks_of(session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID) -> list[Checked]:
    """List the checks of a house, the newest first."""
    house = await house_to_check(session, actor, house_id)
    key = house_key(keyring, house)
    found = select(HouseCheck).where(col(HouseCheck.house_id) == house.id)
    rows = await session.scalars(found.order_by(col(HouseCheck.checked_at).desc()).limit(_SHOWN))
    return [opened(key, check) for check in rows]


async def last_checks(session: AsyncSession, keyring: Keyring, before: datetime) -> dict[UUID, Checked | None]:
    """Give for every house its last check before a moment, if there was one; the system acts."""
    houses = {house.id: house for house in await session.scalars(select(House))}
    last = select(HouseCheck).where(col(HouseCheck.checked_at) < before).ext(distinct_on(col(HouseCheck.house_id)))
    rows = await session.scalars(last.order_by(col(HouseCheck.house_id), col(HouseCheck.checked_at).desc()))
    checks = {check.house_id: opened(house_key(keyring, houses[check.house_id]), check) for check in rows}
    return {house_id: checks.get(house_id) for house_id in houses}
