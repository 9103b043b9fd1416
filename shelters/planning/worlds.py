"""The houses as they might be: what a question changes, and nothing else; what is stored stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from shelters.capacity.inventory import HouseInventory, RoomInventory
from shelters.capacity.models import Bed, House, HouseProfile, Room
from shelters.capacity.words import BedKind, HouseKind, OpenTo, Safety
from shelters.places import municipality
from shelters.planning.questions import Closing, Keeping, Opening, Question, Ruling
from shelters.requests.words import Urgency
from shelters.sealing.envelope import UNSEALED

# An invented house is of no network, and open to all of them.
_NOBODY: Final = UUID(int=0)
_LONGEST: Final = 365


@singledispatch
def changed(question: Question, _houses: Sequence[HouseInventory]) -> list[HouseInventory]:
    """Give the houses as a question would have them; who was there before stands where it stood."""
    raise TypeError(type(question).__name__)


@changed.register
def _(question: Closing, houses: Sequence[HouseInventory]) -> list[HouseInventory]:
    # It stays in its place with no room, so that what is drawn for the others stays the same.
    return [replace(each, rooms=[]) if each.house.id == question.house_id else each for each in houses]


@changed.register
def _(question: Opening, houses: Sequence[HouseInventory]) -> list[HouseInventory]:
    house = _invented_house(question)
    profile = HouseProfile(offers=question.offers, languages=question.languages, rules=question.rules)
    rooms = [_invented_room(house, question, number) for number in range(question.rooms)]
    return [*houses, HouseInventory(house, profile, rooms)]


@changed.register
def _(question: Ruling, houses: Sequence[HouseInventory]) -> list[HouseInventory]:
    named = question.model_dump(include={"sons_up_to", "children", "men", "trans_women", "pets"}, exclude_none=True)

    def ruled(each: HouseInventory) -> HouseInventory:
        if question.house_id not in {None, each.house.id} or question.zone not in {None, each.house.zone}:
            return each
        rules = each.profile.rules.model_copy(update=named)
        offers = each.profile.offers | question.offers
        return replace(each, profile=each.profile.model_copy(update={"rules": rules, "offers": offers}))

    return [ruled(each) for each in houses]


@changed.register
def _(question: Keeping, houses: Sequence[HouseInventory]) -> list[HouseInventory]:
    def kept(each: HouseInventory) -> HouseInventory:
        if question.zone not in {None, each.house.zone}:
            return each
        # The smallest are kept: whoever comes tonight often comes alone.
        first = {room.room.id for room in sorted(each.rooms, key=_size)[: question.rooms]}
        rooms = [_with(room, kept_for_tier=_first_of(first, room)) for room in each.rooms]
        return replace(each, rooms=rooms)

    return [kept(each) for each in houses]


def _size(room: RoomInventory) -> tuple[int, str]:
    return len(room.beds), str(room.room.id)


def _first_of(kept: set[UUID], room: RoomInventory) -> int | None:
    return Urgency.IMMEDIATE.value if room.room.id in kept else None


def _with(inventory: RoomInventory, **values: Any) -> RoomInventory:
    """Give a room with other values, as a row of its own that no session knows."""
    return replace(inventory, room=Room(**{**inventory.room.model_dump(), **values}))


def _invented_house(question: Opening) -> House:
    return House(
        id=uuid5(NAMESPACE_OID, question.model_dump_json()),
        network_id=_NOBODY,
        code_name="",
        kind=HouseKind.SHELTER.value,
        zone=municipality(question.municipality_id).zone,
        municipality_id=question.municipality_id,
        setting=question.setting.value,
        open_to=OpenTo.REGION.value,
        safety=Safety.NORMAL.value,
        max_nights=_LONGEST,
        rest_nights=0,
        confirm_days=1,
        data_key=UNSEALED,
        profile=UNSEALED,
    )


def _invented_room(house: House, question: Opening, number: int) -> RoomInventory:
    room = Room(
        id=uuid5(house.id, str(number)),
        network_id=house.network_id,
        house_id=house.id,
        name=str(number + 1),
        sharing=question.sharing.value,
        kept_for_tier=Urgency.IMMEDIATE.value if number < question.kept else None,
        offers=UNSEALED,
    )
    beds = [_invented_bed(room, number * question.beds + bed) for bed in range(question.beds)]
    return RoomInventory(room, question.offers, beds, [])


def _invented_bed(room: Room, number: int) -> Bed:
    return Bed(
        # Beds that are stored have numbers above zero.
        id=-1 - number,
        network_id=room.network_id,
        house_id=room.house_id,
        room_id=room.id,
        label=str(number + 1),
        kind=BedKind.SINGLE.value,
    )
