"""A party passes to another room or another house: nobody loses her bed before the other is hers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.capacity.models import House, Room
from shelters.capacity.rooms import add_room
from shelters.clock import today
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.news.queries import open_news
from shelters.placement.commands import let_go
from shelters.placement.models import Proposal
from shelters.placement.moving import MovesShown, ask_move, move_inside, moves_for, rooms_for
from shelters.stays.commands import record_arrival, record_departure
from shelters.stays.journeys import cancel_stay, extend_stay
from shelters.stays.models import Stay
from tests.scene import Scene, room_draft
from tests.shelters.placement.exposed import accepted, more_rooms, placed, refuge, state_of, taken, whole

NIGHT = timedelta(days=1)


async def resting(scene: Scene, house: House, nights: int) -> None:
    """Let a house ask for rest after each stay."""
    async with scene.acting(OPERATOR) as (session, _):
        (await session.get_one(House, house.id)).rest_nights = nights


async def shown(scene: Scene, stay: Stay, days: int = 0) -> MovesShown:
    """Look for other places as Mexico's committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return await moves_for(session, actor, scene.keyring, stay.id, days)


async def asked(scene: Scene, stay: Stay, days: int = 0, *, same_house: bool = False) -> Proposal:
    """Ask for the first of the other places in that house or another."""
    cards = (await shown(scene, stay, days)).cards
    token = next(card.token for card, here in cards if here is same_house)
    async with scene.acting(scene.world.committee) as (session, actor):
        return await ask_move(session, actor, scene.keyring, stay.id, token, 6)


async def other_rooms(scene: Scene, stay: Stay, who: Person | None = None) -> list[Room]:
    """List the other rooms as the host."""
    async with scene.acting(who or scene.world.host) as (session, actor):
        return await rooms_for(session, actor, scene.keyring, stay.id)


async def moved(scene: Scene, stay: Stay, room: Room) -> Stay:
    """Pass a party to another room as the host."""
    async with scene.acting(scene.world.host) as (session, actor):
        return await move_inside(session, actor, scene.keyring, stay.id, room.id)


async def told(scene: Scene, who: Person) -> set[str]:
    """List what somebody is told."""
    async with scene.acting(who) as (session, actor):
        return {news.kind for news in await open_news(session, actor)}


async def rests(superuser: AsyncEngine, stay: Stay) -> set[tuple[object, object, object]]:
    """List the rooms that rest after a stay, from when until when."""
    query = """select distinct room_id, lower(nights), upper(nights) from bed_occupancy
        where stay_id = :stay and kind = 'turnaround'"""
    async with superuser.connect() as connection:
        return {tuple(row) for row in await connection.execute(text(query), {"stay": stay.id})}


async def test_a_resident_keeps_her_bed_until_the_other_house_says_yes_and_then_it_is_free_from_that_day(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay, house = await placed(scene), await refuge(scene)
    proposal = await asked(scene, stay, days=2)
    assert (proposal.house_id, proposal.first, proposal.until) == (house.id, today() + 2 * NIGHT, stay.until)
    assert await taken(superuser, stay.id) == [(stay.first, stay.until)]
    new = await accepted(scene, proposal)
    assert await taken(superuser, stay.id) == [(stay.first, today() + 2 * NIGHT)]
    assert await taken(superuser, new.id) == [(today() + 2 * NIGHT, stay.until)]
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    assert "stay_moves" in await told(scene, scene.world.host)
    assert "place_accepted" in await told(scene, scene.world.committee)
    await whole(scene)


async def test_the_house_that_is_left_rests_from_the_day_of_the_move(scene: Scene, superuser: AsyncEngine) -> None:
    await resting(scene, scene.ceiba, 2)
    stay = await placed(scene)
    await refuge(scene)
    await accepted(scene, await asked(scene, stay, days=1))
    day = today() + NIGHT
    assert await rests(superuser, stay) == {(scene.ceiba_room.id, day, day + 2 * NIGHT)}
    await whole(scene)


async def test_the_first_stay_ends_when_she_has_arrived_in_the_other_house(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    new = await accepted(scene, await asked(scene, stay))
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, new.id)
    assert await state_of(superuser, "stay", stay.id) == "relocated"
    await whole(scene)


async def test_who_has_not_come_yet_passes_whole_as_soon_as_the_other_house_accepts(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene, arrived=False)
    await refuge(scene)
    new = await accepted(scene, await asked(scene, stay, days=3))
    assert (new.first, new.until) == (stay.first, stay.until)
    assert await state_of(superuser, "stay", stay.id) == "relocated"
    await whole(scene)


async def test_a_move_that_falls_through_leaves_her_where_she_lives_with_the_nights_that_are_free(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    new = await accepted(scene, await asked(scene, stay, days=1))
    async with scene.acting(scene.world.host) as (session, actor):
        await cancel_stay(session, actor, new.id)
    assert await taken(superuser, stay.id) == [(stay.first, stay.until)]
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    assert "move_fell_through" in await told(scene, scene.world.committee)
    await whole(scene)


async def test_a_move_that_falls_through_brings_nobody_back_who_has_left(scene: Scene, superuser: AsyncEngine) -> None:
    stay, _ = await placed(scene), await refuge(scene)
    new = await accepted(scene, await asked(scene, stay, days=1))
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)
    async with scene.acting(scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, new.id)
    assert await state_of(superuser, "stay", stay.id) == "departed"
    assert await state_of(superuser, "request", stay.request_id) == "ready"
    assert "move_fell_through" not in await told(scene, scene.world.committee)
    await whole(scene)


async def test_a_move_that_falls_through_takes_no_night_from_who_was_given_it_since(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    new = await accepted(scene, await asked(scene, stay, days=1))
    other = await placed(scene, arrived=False, nights={"earliest": today() + NIGHT, "latest": today() + NIGHT})
    assert other.house_id == stay.house_id
    async with scene.acting(scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, new.id)
    assert await taken(superuser, stay.id) == [(stay.first, today() + NIGHT)]
    assert "move_fell_through" in await told(scene, scene.world.committee)
    await whole(scene)


async def test_nobody_asks_twice_at_once_and_what_was_let_go_can_be_asked_again(scene: Scene) -> None:
    stay = await placed(scene)
    await refuge(scene)
    await refuge(scene, "Roble (inventada)")
    proposal = await asked(scene, stay)
    assert (await shown(scene, stay)).underway
    with pytest.raises(ConflictError):
        await asked(scene, stay)
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)
    assert (await asked(scene, stay)).house_id == proposal.house_id


async def test_a_place_that_was_taken_since_the_page_is_a_conflict(scene: Scene) -> None:
    stay = await placed(scene)
    house = await refuge(scene)
    token = next(card.token for card, _ in (await shown(scene, stay)).cards)
    assert (await placed(scene, arrived=False)).house_id == house.id
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await ask_move(session, actor, scene.keyring, stay.id, token, 6)


async def test_another_room_of_the_same_house_is_asked_of_its_host_and_the_stay_goes_on_there(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await more_rooms(scene, "Dos")
    await resting(scene, scene.ceiba, 1)
    stay = await placed(scene)
    same = await accepted(scene, await asked(scene, stay, days=2, same_house=True))
    assert (same.id, same.state, same.until) == (stay.id, "moved", stay.until)
    assert same.room_id != stay.room_id
    day = today() + 2 * NIGHT
    assert set(await taken(superuser, stay.id)) == {(stay.first, day), (day, stay.until)}
    assert await rests(superuser, stay) == {
        (stay.room_id, day, day + NIGHT),
        (same.room_id, stay.until, stay.until + NIGHT),
    }
    await whole(scene)


@pytest.mark.parametrize("state", ["moved", "confirmed"])
async def test_a_host_passes_a_party_to_a_free_room_of_her_house_by_herself(
    scene: Scene, superuser: AsyncEngine, state: str
) -> None:
    await more_rooms(scene, "Dos")
    stay = await placed(scene, arrived=state == "moved")
    (room,) = await other_rooms(scene, stay)
    after = await moved(scene, stay, room)
    assert (after.room_id, after.state) == (room.id, state)
    assert await taken(superuser, stay.id) == [(stay.first, stay.until)]
    assert "room_changed" in await told(scene, scene.world.committee)
    await whole(scene)


async def test_a_room_that_was_left_rests_whatever_becomes_of_the_stay_afterwards(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await more_rooms(scene, "Dos")
    await resting(scene, scene.ceiba, 3)
    stay = await placed(scene)
    proposal = await asked(scene, stay, days=1, same_house=True)
    same = await accepted(scene, proposal)
    left = (stay.room_id, today() + NIGHT, today() + 4 * NIGHT)
    async with scene.acting(scene.world.host) as (session, actor):
        await extend_stay(session, actor, stay.id, same.until + NIGHT)
    assert left in await rests(superuser, stay)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)
    assert left in await rests(superuser, stay)
    await whole(scene)


async def test_a_room_that_somebody_has_on_one_of_the_nights_is_not_among_them_and_cannot_be_taken(
    scene: Scene,
) -> None:
    stay = await placed(scene)
    await more_rooms(scene, "Dos")
    (room,) = await other_rooms(scene, stay)
    later = {"earliest": stay.until - NIGHT, "latest": stay.until - NIGHT}
    await placed(scene, arrived=False, nights=later)
    assert await other_rooms(scene, stay) == []
    with pytest.raises(ConflictError):
        await moved(scene, stay, room)


async def test_a_room_with_too_few_beds_for_them_is_not_among_them(scene: Scene) -> None:
    stay = await placed(scene)
    async with scene.acting(OPERATOR) as (session, actor):
        await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Chica", beds=1))
    assert await other_rooms(scene, stay) == []


async def test_asking_is_her_committees_and_passing_to_another_room_her_hosts(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    stay = await placed(scene)
    (room,) = await other_rooms(scene, stay)
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.host) as (session, actor):
            await moves_for(session, actor, scene.keyring, stay.id, 0)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await moves_for(session, actor, scene.keyring, stay.id, 0)
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await move_inside(session, actor, scene.keyring, stay.id, room.id)


async def test_beyond_her_last_night_nothing_is_asked(scene: Scene) -> None:
    stay = await placed(scene)
    with pytest.raises(ConflictError):
        await shown(scene, stay, days=(stay.until - today()).days)
