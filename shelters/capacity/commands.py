"""What can be done with the inventory, in one place; each act lives in the module of its thing."""

from shelters.capacity.addresses import open_address
from shelters.capacity.houses import add_house, change_house, confirm_house
from shelters.capacity.nights import close_marked_nights, close_nights
from shelters.capacity.opening import open_closure, open_nights
from shelters.capacity.rooms import add_room, change_room, remove_room

__all__ = [
    "add_house",
    "add_room",
    "change_house",
    "change_room",
    "close_marked_nights",
    "close_nights",
    "confirm_house",
    "open_address",
    "open_closure",
    "open_nights",
    "remove_room",
]
