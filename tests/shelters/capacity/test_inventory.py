"""The inventory for matching: everything that can be offered, and nothing that cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shelters.access.actor import MATCHER, Actor
from shelters.capacity.commands import add_room, change_room, remove_room
from shelters.capacity.models import HouseProfile
from shelters.capacity.queries import Inventory, inventory
from shelters.capacity.words import OccupancyKind, Offer
from shelters.clock import now, today, today_somewhere
from shelters.database.transaction import acting_as
from tests.shelters.capacity.conftest import Ground, in_days, room_draft


async def seen(ground: Ground, actor: Actor = MATCHER) -> Inventory:
    """Load the inventory as somebody sees it."""
    async with ground.as_(actor) as session:
        return await inventory(session, ground.keyring)


async def test_the_matcher_sees_every_house_with_rooms_beds_and_offers(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        draft = room_draft("Habitación 2", 3, offers={Offer.QUIET_ROOM})
        await add_room(session, ground.host, ground.keyring, ground.house, draft)
    houses = {each.house.id: each for each in (await seen(ground)).houses}
    assert set(houses) == {ground.house, ground.other_house}
    assert houses[ground.house].profile == HouseProfile()
    assert sorted((len(room.beds), room.offers) for room in houses[ground.house].rooms) == [
        (2, frozenset()),
        (3, {Offer.QUIET_ROOM}),
    ]


async def test_what_is_past_or_ran_out_takes_no_bed(ground: Ground) -> None:
    await ground.take(in_days(-9), today_somewhere(), bed=0)
    await ground.take(today(), in_days(2), bed=0)
    await ground.take(today(), in_days(2), OccupancyKind.HOLD, bed=1, expires_at=now() - timedelta(seconds=1))
    (house,) = [each for each in (await seen(ground)).houses if each.house.id == ground.house]
    assert [row.nights.upper for row in house.rooms[0].occupancy] == [in_days(2)]


async def test_rooms_and_beds_out_of_use_are_not_offered(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        other = await add_room(session, ground.host, ground.keyring, ground.house, room_draft("Otra", 3))
        await change_room(session, ground.host, ground.keyring, ground.room, room_draft(beds=1))
        await remove_room(session, ground.host, other.id)
    (house,) = [each for each in (await seen(ground)).houses if each.house.id == ground.house]
    assert [[bed.label for bed in room.beds] for room in house.rooms] == [["Cama 1"]]


@pytest.mark.parametrize(("who", "count"), [("committee", 0), ("host", 1), ("stranger", 1)])
async def test_row_security_bounds_the_inventory_of_everybody_else(ground: Ground, who: str, count: int) -> None:
    assert len((await seen(ground, getattr(ground, who))).houses) == count


async def test_a_committee_reaches_it_as_the_matcher_and_is_herself_again_afterwards(ground: Ground) -> None:
    async with ground.as_(ground.committee) as session:
        async with acting_as(session, MATCHER):
            assert len((await inventory(session, ground.keyring)).houses) == 2
        assert (await inventory(session, ground.keyring)).houses == []
