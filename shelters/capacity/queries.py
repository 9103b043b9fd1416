"""What may be read of the inventory, in one place."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor, Role
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record_opening
from shelters.capacity.calendar import HouseCalendar, calendar_of
from shelters.capacity.closures import beds_under, closure_seen
from shelters.capacity.contents import draft_of, offers_of, profile_of, room_draft_of, stored_address
from shelters.capacity.inventory import HouseInventory, Inventory, RoomInventory, inventory
from shelters.capacity.models import House, HouseAddress
from shelters.capacity.rows import (
    beds_in,
    beds_of,
    house_seen,
    houses_seen,
    networks_to_fill,
    room_seen,
    rooms_of,
    zones_seen,
)
from shelters.errors import NotAllowedError
from shelters.sealing.keyring import Keyring

__all__ = [
    "HouseCalendar",
    "HouseInventory",
    "Inventory",
    "RoomInventory",
    "address_of",
    "beds_in",
    "beds_of",
    "beds_under",
    "calendar_of",
    "closure_seen",
    "draft_of",
    "house_seen",
    "houses_seen",
    "inventory",
    "networks_to_fill",
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
    record_opening(session, actor, Action.ADDRESS_OPENED, house.id, house.network_id)
    return stored_address(keyring, house)
