"""Rows of the invented houses, rooms and closures, sealed as the real ones are."""

from __future__ import annotations

from uuid import UUID

from shelters.capacity.contents import CLEAR, new_house_key, seal_offers, seal_profile
from shelters.capacity.models import House, Room
from shelters.demo.houses import HousePlan
from shelters.demo.rooms import RoomPlan
from shelters.sealing.envelope import UNSEALED
from shelters.sealing.keyring import Keyring


def house_row(plan: HousePlan, network_id: UUID) -> House:
    """Write a house without what is sealed in it: enough to compare houses by."""
    clear = plan.draft.model_dump(mode="json", include=set(CLEAR))
    return House(
        id=plan.id,
        network_id=network_id,
        zone=plan.place.zone,
        confirmed_at=plan.confirmed_at,
        data_key=UNSEALED,
        profile=UNSEALED,
        **{name: clear[name] for name in CLEAR},
    )


def room_row(plan: RoomPlan, house: House) -> Room:
    """Write a room without its sealed offers."""
    return Room(
        id=plan.id,
        network_id=house.network_id,
        house_id=house.id,
        name=plan.draft.name,
        sharing=plan.draft.sharing.value,
        kept_for_tier=plan.draft.kept_for_tier,
        season_from=plan.draft.season_from,
        season_to=plan.draft.season_to,
        extra_for_tier=plan.draft.extra_for_tier,
        offers=UNSEALED,
    )


def sealed_house(keyring: Keyring, plan: HousePlan, network_id: UUID) -> tuple[House, list[Room]]:
    """Write a house and its rooms, sealed under a data key of their own."""
    house = house_row(plan, network_id)
    key, house.data_key = new_house_key(keyring, house.id, network_id)
    house.profile = seal_profile(key, house.id, network_id, plan.draft.profile)
    rooms = [room_row(room, house) for room in plan.rooms]
    for row, room in zip(rooms, plan.rooms, strict=True):
        row.offers = seal_offers(key, row.id, network_id, room.draft.offers)
    return house, rooms
