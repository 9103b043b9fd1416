"""What may be read of the inventory, in one place."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor, Role
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.calendar import HouseCalendar, calendar_of
from shelters.capacity.contents import draft_of, offers_of, profile_of, room_draft_of, stored_address
from shelters.capacity.inventory import HouseInventory, Inventory, RoomInventory, inventory
from shelters.capacity.models import Closure, House, HouseAddress
from shelters.capacity.rows import beds_in, beds_of, house_seen, houses_seen, room_seen, rooms_of, zones_seen
from shelters.errors import N_, NotAllowedError, NotFoundError
from shelters.sealing.keyring import Keyring

__all__ = [
    "HouseCalendar",
    "HouseInventory",
    "Inventory",
    "RoomInventory",
    "address_of",
    "beds_in",
    "beds_of",
    "calendar_of",
    "closure_seen",
    "draft_of",
    "house_named",
    "house_seen",
    "houses_seen",
    "inventory",
    "offers_of",
    "profile_of",
    "room_draft_of",
    "room_seen",
    "rooms_of",
    "zones_seen",
]


async def address_of(session: AsyncSession, actor: Actor, keyring: Keyring, house: House) -> HouseAddress:
    """Open the address of a house for its host or the steward of its network, and record that it was opened."""
    require(actor, Permission.HOUSE_SEE, house)
    # Planners see every house of the region, and no address.
    if actor.role not in {Role.HOST, Role.STEWARD}:
        raise NotAllowedError
    record(session, actor, Action.ADDRESS_OPENED, house.id)
    return stored_address(keyring, house)


async def closure_seen(session: AsyncSession, actor: Actor, closure_id: UUID) -> Closure:
    """Give a closure that still stands, of a house the actor sees."""
    require(actor, Permission.HOUSE_SEE)
    closure: Closure | None = await session.scalar(
        select(Closure).where(col(Closure.id) == closure_id, col(Closure.lifted_at).is_(None))
    )
    if closure is None:
        raise NotFoundError
    await house_seen(session, actor, closure.house_id)
    return closure


async def house_named(session: AsyncSession, network_id: UUID, code_name: str) -> House:
    """Find a house of a network by its code name."""
    house = await session.scalar(
        select(House).where(col(House.network_id) == network_id, col(House.code_name) == code_name.strip())
    )
    if house is None:
        raise NotFoundError(N_("No hay una casa con ese nombre en esa red. Revisa cómo está escrito."))
    return house
