"""Rooms and beds of an invented house, as its kind would have them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

from shelters.capacity.models import BedDraft, RoomDraft
from shelters.capacity.words import BedKind, HouseKind, Offer, Sharing
from shelters.demo.chance import drawn_id, happens, some_of, weighted

# Beds of a room and how often a room has so many: families need three to five, hostels have dormitories.
_FAMILY = {1: 0.1, 2: 0.2, 3: 0.28, 4: 0.25, 5: 0.11, 6: 0.06}
_DORMITORY = {2: 0.2, 3: 0.2, 4: 0.3, 6: 0.2, 8: 0.1}
_BEDS_OF_ROOM = {HouseKind.HOSTEL: _DORMITORY, HouseKind.SELF_CARE_CENTRE: {1: 0.2, 2: 0.5, 3: 0.3}}

_SHARED = {
    HouseKind.HOSTEL: {Sharing.BEDS: 0.5, Sharing.ONE_CLASS: 0.2, Sharing.ONE_PARTY: 0.3},
    HouseKind.SHELTER: {Sharing.ONE_PARTY: 0.75, Sharing.BEDS: 0.15, Sharing.ONE_CLASS: 0.1},
    HouseKind.SELF_CARE_CENTRE: {Sharing.ONE_PARTY: 0.4, Sharing.BEDS: 0.6},
}
_ALONE = {Sharing.ONE_PARTY: 0.93, Sharing.BEDS: 0.07}

_ROOM_OFFERS = {
    Offer.STEP_FREE: 0.3,
    Offer.GROUND_FLOOR: 0.35,
    Offer.PRIVATE_BATHROOM: 0.25,
    Offer.COT: 0.35,
    Offer.QUIET_ROOM: 0.2,
}
_BED_KINDS = {BedKind.SINGLE: 0.72, BedKind.DOUBLE: 0.14, BedKind.BUNK: 0.12, BedKind.MATTRESS: 0.02}

# Some rooms of such houses are there in the cold and dry months only, others from June to October.
_SEASONS = {None: 0.8, (11, 3): 0.12, (6, 10): 0.08}
_SEASONAL = frozenset({HouseKind.HOSTEL, HouseKind.SELF_CARE_CENTRE})

# What can be added to a room when its beds do not suffice; where beds are many, nothing is.
_EXTRA_PLACES = {(): 0.7, (BedKind.MATTRESS,): 0.15, (BedKind.COT,): 0.1, (BedKind.MATTRESS, BedKind.MATTRESS): 0.05}

# The room that such a house keeps for whoever comes tonight.
_KEPT_ROOM = 2
_KEEPING = frozenset({HouseKind.EMERGENCY_HOUSE, HouseKind.SHELTER})


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room with its id; its beds get their numbers from the database."""

    id: UUID
    draft: RoomDraft


def rooms(random: Random, kind: HouseKind, beds: int) -> tuple[RoomPlan, ...]:
    """Split the beds of a house into rooms."""
    plans: list[RoomPlan] = []
    left = beds
    while left:
        size = weighted(random, _BEDS_OF_ROOM.get(kind, _FAMILY))
        # A last bed alone joins the room before it.
        size = left if left - size <= 1 else size
        plans.append(_room(random, kind, len(plans) + 1, size))
        left -= size
    return tuple(plans)


def _room(random: Random, kind: HouseKind, number: int, size: int) -> RoomPlan:
    sharing = weighted(random, _SHARED.get(kind, _ALONE)) if size > 1 else Sharing.ONE_PARTY
    kept = 1 if number == _KEPT_ROOM and kind in _KEEPING else None
    season = weighted(random, _SEASONS) if kind in _SEASONAL and number > 1 else None
    draft = RoomDraft(
        name=f"Habitación {number}",
        sharing=sharing,
        kept_for_tier=kept,
        season_from=season and season[0],
        season_to=season and season[1],
        extra=_extra(random, kind, number) if sharing is not Sharing.ONE_CLASS else (),
        offers=frozenset(_offers(random)),
        beds=tuple(BedDraft(label=f"{number}.{bed}", kind=weighted(random, _BED_KINDS)) for bed in range(1, size + 1)),
    )
    return RoomPlan(drawn_id(random), draft)


def _extra(random: Random, kind: HouseKind, number: int) -> tuple[BedDraft, ...]:
    places = weighted(random, _EXTRA_PLACES) if kind not in _SEASONAL else ()
    return tuple(BedDraft(label=f"{number}.extra {place}", kind=each) for place, each in enumerate(places, 1))


def _offers(random: Random) -> list[Offer]:
    offers = some_of(random, _ROOM_OFFERS)
    if Offer.STEP_FREE in offers and happens(random, 0.5):
        offers += [Offer.WHEELCHAIR, Offer.ADAPTED_BATHROOM]
    return offers
