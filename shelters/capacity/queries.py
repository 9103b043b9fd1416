"""What may be read of the inventory, in one place."""

from __future__ import annotations

from shelters.capacity.addresses import may_write_address, written_parts
from shelters.capacity.calendar import HouseCalendar, calendar_of
from shelters.capacity.closures import beds_under, closure_seen
from shelters.capacity.contents import draft_of, offers_of, profile_of, room_draft_of
from shelters.capacity.inventory import HouseInventory, Inventory, RoomInventory, inventory
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

__all__ = [
    "HouseCalendar",
    "HouseInventory",
    "Inventory",
    "RoomInventory",
    "beds_in",
    "beds_of",
    "beds_under",
    "calendar_of",
    "closure_seen",
    "draft_of",
    "house_seen",
    "houses_seen",
    "inventory",
    "may_write_address",
    "networks_to_fill",
    "offers_of",
    "profile_of",
    "room_draft_of",
    "room_seen",
    "rooms_of",
    "written_parts",
    "zones_seen",
]
