"""The houses, rooms and beds that a person sees; what she does not see is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor, Role
from shelters.access.policy import Permission, require
from shelters.accounts.models import Network
from shelters.capacity.models import Bed, House, Room
from shelters.capacity.words import HouseKind, Safety
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.errors import N_, NotFoundError


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """Say which houses the actor sees, as the policy table does; row security says it once more."""
    if actor.role is Role.HOST:
        return col(House.id).in_(actor.houses)
    if actor.role is Role.STEWARD:
        return col(House.network_id) == actor.network_id
    return true()


async def house_seen(session: AsyncSession, actor: Actor, house_id: UUID, *, lock: bool = False) -> House:
    """Give a house the actor sees; locked, nobody else changes it or takes its beds until this transaction ends."""
    require(actor, Permission.HOUSE_SEE)
    wanted = select(House).where(col(House.id) == house_id, in_sight(actor))
    if lock:
        wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    house: House | None = await session.scalar(wanted)
    if house is None:
        raise NotFoundError
    return house


async def tonight_at(session: AsyncSession, house_id: UUID) -> date:
    """Give the date at a house, also to a committee that must not see it."""
    async with acting_as(session, MATCHER):
        house = await session.get(House, house_id)
        if house is None:
            raise NotFoundError
        return house.tonight


async def houses_seen(  # noqa: PLR0913 - the filters of one list
    session: AsyncSession,
    actor: Actor,
    *,
    zone: str | None = None,
    kind: HouseKind | None = None,
    safety: Safety | None = None,
    unconfirmed: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[House]:
    """List the houses the actor sees, by zone and name."""
    require(actor, Permission.HOUSE_SEE)
    houses = select(House).where(in_sight(actor))
    for column, value in ((House.zone, zone), (House.kind, kind), (House.safety, safety)):
        if value is not None:
            houses = houses.where(col(column) == str(value))
    if unconfirmed:
        term = func.make_interval(0, 0, 0, House.confirm_days)
        houses = houses.where(or_(col(House.confirmed_at).is_(None), col(House.confirmed_at) + term <= now()))
    in_order = houses.order_by(col(House.zone), func.lower(col(House.code_name)), col(House.id))
    return (await session.scalars(in_order.limit(limit).offset(offset))).all()


async def zones_seen(session: AsyncSession, actor: Actor) -> list[str]:
    """List the zones in which the actor sees a house."""
    require(actor, Permission.HOUSE_SEE)
    zones = select(House.zone).where(in_sight(actor)).distinct().order_by(House.zone)
    return list((await session.scalars(zones)).all())


async def networks_to_fill(session: AsyncSession, actor: Actor) -> Sequence[Network]:
    """List the networks to which the actor may add a house."""
    require(actor, Permission.HOUSE_ADD)
    networks = select(Network).order_by(col(Network.name))
    if actor.role is Role.STEWARD:
        networks = networks.where(col(Network.id) == actor.network_id)
    return (await session.scalars(networks)).all()


async def room_seen(session: AsyncSession, actor: Actor, room_id: UUID) -> Room:
    """Give a room in use of a house the actor sees."""
    require(actor, Permission.HOUSE_SEE)
    room = await session.get(Room, room_id)
    if room is None or not room.in_use:
        raise NotFoundError
    await house_seen(session, actor, room.house_id)
    return room


async def rooms_of(session: AsyncSession, house_id: UUID) -> list[Room]:
    """List the rooms of a house that are in use, by name."""
    rooms = select(Room).where(col(Room.house_id) == house_id, col(Room.in_use)).order_by(col(Room.name))
    return list((await session.scalars(rooms)).all())


async def beds_of(session: AsyncSession, house_id: UUID) -> list[Bed]:
    """List the beds in use of the rooms in use of a house, in the order in which they were added."""
    beds = (
        select(Bed)
        .join(Room, col(Room.id) == col(Bed.room_id))
        .where(col(Bed.house_id) == house_id, col(Bed.in_use), col(Room.in_use))
        .order_by(col(Bed.id))
    )
    return list((await session.scalars(beds)).all())


async def beds_in(session: AsyncSession, room_id: UUID) -> list[Bed]:
    """List every bed a room has or had, in the order in which they were added."""
    beds = select(Bed).where(col(Bed.room_id) == room_id).order_by(col(Bed.id))
    return list((await session.scalars(beds)).all())


async def house_named(session: AsyncSession, network_id: UUID, code_name: str) -> House:
    """Find a house of a network by its code name, as the operator types it."""
    house: House | None = await session.scalar(
        select(House).where(col(House.network_id) == network_id, col(House.code_name) == code_name.strip())
    )
    if house is None:
        raise NotFoundError(N_("No hay una casa con ese nombre en esa red. Revisa cómo está escrito."))
    return house
