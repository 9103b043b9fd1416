"""Extra places in the solver's problem: a cot or a mattress, for whom a house gives them, and after every bed.

In a room for one party they make it larger: that someone would sleep there is an attribute, which those for whom the
house does not give them refuse. In a room shared bed by bed they are a space of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shelters.capacity.inventory import RoomInventory
from shelters.capacity.words import Sharing
from shelters.requests.words import Urgency

# What follows a room's name where its extra places are posed beside its beds.
EXTRA: Final = "-extra"
# What stands before the size of a party: there is a bed for each of so many.
A_BED_EACH: Final = "a_bed_each_"
# What stands before tier and size: so many would need an extra place, which is not for requests of that tier.
CROWDED: Final = "crowded_"
# More than all that a party prefers: a place with a bed for each comes first, however far.
WEIGHT: Final = 100


def crowding(rooms: Iterable[RoomInventory]) -> frozenset[int]:
    """List the sizes of parties of which somebody might sleep in an extra place."""
    return frozenset(size for room in rooms for size in _sizes(room))


def _sizes(room: RoomInventory) -> range:
    beds, extra = len(room.made_up), len(room.extra)
    return range(beds + 1, beds + extra + 1) if room.room.sharing == Sharing.ONE_PARTY else range(1, extra + 1)


def about_beds(room: RoomInventory, sizes: Iterable[int]) -> frozenset[str]:
    """Say for which of these sizes a room has a bed for each, and to which tiers it gives no extra place."""
    whole = {f"{A_BED_EACH}{size}" for size in sizes if size <= len(room.made_up)}
    if room.room.sharing != Sharing.ONE_PARTY:
        return frozenset(whole)
    others = [tier for tier in Urgency if tier > room.room.extra_for_tier]
    return frozenset(whole | {_crowded(tier, size) for tier in others for size in _sizes(room)})


def refused_crowding(tier: int, size: int, sizes: Iterable[int]) -> frozenset[str]:
    """Refuse rooms in which somebody would need an extra place that is not for her tier."""
    return frozenset({_crowded(tier, size)}) if size in sizes else frozenset()


def preferred_beds(size: int, sizes: Iterable[int]) -> dict[str, int]:
    """Prefer a bed for each, where a room could have fewer."""
    return {f"{A_BED_EACH}{size}": WEIGHT} if size in sizes else {}


def _crowded(tier: int, size: int) -> str:
    return f"{CROWDED}{int(tier)}_{size}"
