"""Collective stays: composition, seats, the day of decision, and what an emergency may have of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.capacity.calendar import calendar_of
from shelters.capacity.nights import close_nights
from shelters.capacity.rooms import remove_room
from shelters.capacity.safety import SafetyStep
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.errors import AbrigoError, ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.placement.exposure import change_safety
from shelters.stays.collective_queries import collective_seen, filled, participant_of, seats_seen
from shelters.stays.collectives import offers_of
from shelters.stays.gathering import call_off
from shelters.stays.seats import give_up_seat
from tests.locking import locks_of
from tests.scene import Scene
from tests.shelters.stays.gathered import (
    alone,
    beds_taken,
    collective_draft,
    confirm,
    free_seats,
    gathered,
    on_its_day,
    state_of,
    take,
    whole,
)


async def test_its_beds_are_taken_from_the_moment_it_is_offered(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    assert await beds_taken(superuser) == 4
    answer = await scene.options(await scene.file(**alone(collective)))
    assert answer.options == []
    async with scene.acting(scene.world.host) as (session, actor):
        calendar = await calendar_of(session, actor, scene.ceiba.id, today(), 7)
    assert calendar.rows[0].states == ["free"] * 3 + ["collective"] * 4
    await whole(scene)


async def test_who_is_confirmed_is_counted_apart_from_who_only_has_a_seat(scene: Scene) -> None:
    collective = await gathered(scene)
    await confirm(scene, await take(scene, collective))
    await take(scene, collective)
    async with scene.acting(scene.world.committee) as (session, _):
        counted = await filled(session, collective)
    assert (counted.seats, counted.free, counted.confirmed) == (4, 2, 1)


async def test_it_is_refused_where_somebody_has_the_beds(scene: Scene) -> None:
    await scene.choose(await scene.file(case={"consent": "network"}))
    with pytest.raises(ConflictError, match="ocupadas"):
        await gathered(scene)


async def test_who_comes_after_its_last_night_or_leaves_before_its_first_is_in_nobodys_way(scene: Scene) -> None:
    for days in (0, 13):
        day = today() + timedelta(days=days)
        nights = {"earliest": day, "latest": day, "nights": 3, "shortest": 3}
        await scene.choose(await scene.file(case={"consent": "network"}, nights=nights))
    assert (await gathered(scene)).state == "offered"


async def test_its_house_is_taken_while_it_is_offered(scene: Scene) -> None:
    with locks_of(scene.engine) as transactions:
        await gathered(scene)
    assert "house" in transactions[-1]


async def test_what_was_said_of_whoever_takes_a_seat_is_read_again(scene: Scene) -> None:
    seat = await take(scene, await gathered(scene))
    assert participant_of(scene.keyring, seat).language == "spa"


async def test_more_seats_than_beds_are_refused(scene: Scene) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await gathered(scene, most=5)
    assert refused.value.field == "most"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("until", {"until": today()}),
        ("decide_on", {"decide_on": today() + timedelta(days=9)}),
        ("fewest", {"fewest": 5}),
        ("for_emergency", {"for_emergency": 5}),
    ],
)
def test_a_draft_that_contradicts_itself_is_refused(scene: Scene, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        collective_draft(scene, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "changes"),
    [("gender", {"gender": "man"}), ("language", {"language": "tzo"}), ("age", {"age": "12-17"})],
)
async def test_whoever_the_composition_does_not_allow_gets_no_seat(
    scene: Scene, field: str, changes: dict[str, Any]
) -> None:
    collective = await gathered(scene)
    with pytest.raises(InvalidInputError) as refused:
        await take(scene, collective, **changes)
    assert refused.value.field == field


async def test_no_network_has_more_seats_than_its_share_and_another_still_finds_one(scene: Scene) -> None:
    collective = await gathered(scene, per_network=2)
    for _ in range(2):
        await take(scene, collective)
    with pytest.raises(ConflictError, match="hasta 2"):
        await take(scene, collective)
    await take(scene, collective, scene.world.committee_gt)
    assert await free_seats(scene, collective) == 1


async def test_beds_that_an_emergency_may_have_are_the_last_that_seats_take(
    scene: Scene, superuser: AsyncEngine
) -> None:
    collective = await gathered(scene, for_emergency=2)
    kept = "select bed_id from bed_occupancy where kind = 'collective' and for_emergency"
    async with superuser.connect() as connection:
        for_emergency = set(await connection.scalars(text(kept)))
    seats = [await take(scene, collective) for _ in range(2)]
    assert len(for_emergency) == 2
    assert for_emergency.isdisjoint(seat.bed_id for seat in seats)
    assert (await take(scene, collective)).bed_id in for_emergency


async def test_of_many_who_want_the_last_seat_one_has_it(scene: Scene) -> None:
    collective = await gathered(scene, most=2)
    await take(scene, collective)

    async def want() -> bool:
        try:
            await take(scene, collective)
        except AbrigoError:
            return False
        return True

    assert sorted(await asyncio.gather(*(want() for _ in range(6)))) == [False] * 5 + [True]
    await whole(scene)


async def test_a_seat_that_is_given_up_is_free_for_somebody_else(scene: Scene) -> None:
    collective = await gathered(scene, most=2)
    seat = await take(scene, collective)
    async with scene.acting(scene.world.committee) as (session, actor):
        await give_up_seat(session, actor, seat.id)
    assert await free_seats(scene, collective) == 2
    await take(scene, collective)
    await whole(scene)


async def test_below_the_minimum_it_is_called_off_and_the_beds_are_free(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    await confirm(scene, await take(scene, collective))
    await take(scene, collective)
    assert await on_its_day(scene, superuser) == 1
    assert await state_of(superuser, collective) == "called_off"
    assert await beds_taken(superuser) == 0
    await whole(scene)


async def test_with_enough_who_are_confirmed_it_goes_and_the_others_lapse(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    gt = scene.world.committee_gt
    await confirm(scene, await take(scene, collective))
    await confirm(scene, await take(scene, collective, gt), gt)
    await take(scene, collective)
    await on_its_day(scene, superuser)
    assert await state_of(superuser, collective) == "going"
    assert await free_seats(scene, collective) == 2
    assert await on_its_day(scene, superuser) == 0
    await whole(scene)


async def test_only_the_house_and_staff_call_it_off(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    await take(scene, collective)
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await call_off(session, actor, collective.id)
    async with scene.acting(scene.world.planner) as (session, actor):
        await call_off(session, actor, collective.id)
    assert await beds_taken(superuser) == 0
    await whole(scene)


async def test_a_house_that_is_exposed_has_no_collective_stay_any_more(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    await confirm(scene, await take(scene, collective))
    async with scene.acting(scene.world.committee) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    assert await state_of(superuser, collective) == "called_off"
    assert await beds_taken(superuser) == 0
    await whole(scene)


async def test_its_beds_cannot_be_closed_or_taken_out_of_use(scene: Scene) -> None:
    collective = await gathered(scene)
    nights = collective.first, collective.first + timedelta(days=1)
    with pytest.raises(ConflictError, match="estancias"):
        async with scene.acting(scene.world.host) as (session, actor):
            await close_nights(session, actor, scene.ceiba_room.id, *nights, ClosureReason.REST)
    with pytest.raises(ConflictError, match="estancias"):
        async with scene.acting(scene.world.host) as (session, actor):
            await remove_room(session, actor, scene.ceiba_room.id)


async def test_a_committee_sees_its_own_seats_and_nothing_that_is_not_offered_to_it(scene: Scene) -> None:
    collective = await gathered(scene, networks=[scene.world.mx.id])
    await take(scene, collective)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await collective_seen(session, actor, collective.id)
    other = await gathered(scene, in_days=20)
    await take(scene, other)
    async with scene.acting(scene.world.committee_gt) as (session, actor):
        assert await seats_seen(session, actor, other) == []


async def test_a_committee_cannot_offer_itself_what_was_not_offered_to_it(scene: Scene) -> None:
    collective = await gathered(scene, networks=[scene.world.mx.id])
    with pytest.raises(ProgrammingError):
        async with scene.acting(scene.world.committee_gt) as (session, _):
            session.add_all(offers_of(collective, [scene.world.gt.id]))
