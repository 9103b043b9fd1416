"""The rest of a bed between two stays, where the house asks for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.capacity.nights import close_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.models import Stay
from tests.scene import Scene

REST = 2


async def resting(superuser: AsyncEngine) -> list[tuple[date, date]]:
    """List the nights on which beds rest."""
    async with superuser.connect() as connection:
        rows = await connection.execute(
            text("select distinct lower(nights), upper(nights) from bed_occupancy where kind = 'turnaround' order by 1")
        )
        return [(first, until) for first, until in rows]


async def rested_house(superuser: AsyncEngine) -> None:
    """Let the beds of Ceiba rest two nights between stays."""
    async with superuser.begin() as connection:
        await connection.execute(text("update house set rest_nights = 2 where code_name like 'Ceiba%'"))


async def accepted(scene: Scene) -> Stay:
    """Bring a request of five nights to a confirmed stay."""
    start = {"earliest": today(), "latest": today()}
    proposal = await scene.choose(await scene.file(nights=start))
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)


async def test_after_an_accepted_stay_its_beds_rest(scene: Scene, superuser: AsyncEngine) -> None:
    await rested_house(superuser)
    stay = await accepted(scene)
    assert await resting(superuser) == [(stay.until, stay.until + timedelta(days=REST))]


@pytest.mark.parametrize(
    ("closed", "rest"), [((0, 1), [(1, 2)]), ((1, 2), [(0, 1)]), ((0, 2), []), ((1, 9), [(0, 1)]), ((2, 3), [(0, 2)])]
)
async def test_a_night_that_is_closed_is_rest_enough(
    scene: Scene, superuser: AsyncEngine, closed: tuple[int, int], rest: list[tuple[int, int]]
) -> None:
    await rested_house(superuser)
    day = today() + timedelta(days=5)
    first, until = (day + timedelta(days=days) for days in closed)
    async with scene.acting(scene.world.host) as (session, actor):
        await close_nights(session, actor, scene.ceiba_room.id, first, until, ClosureReason.REPAIR)
    stay = await accepted(scene)
    assert stay.until == day
    assert [tuple((each - day).days for each in nights) for nights in await resting(superuser)] == rest


async def test_a_house_that_asks_for_no_rest_gets_none(scene: Scene, superuser: AsyncEngine) -> None:
    await accepted(scene)
    assert await resting(superuser) == []


async def test_nobody_is_offered_the_nights_of_rest(scene: Scene, superuser: AsyncEngine) -> None:
    await rested_house(superuser)
    stay = await accepted(scene)
    next_day = {"earliest": stay.until, "latest": stay.until}
    answer = await scene.options(await scene.file(case={"consent": "network"}, nights=next_day))
    assert answer.options == []
    rested = {"earliest": stay.until + timedelta(days=REST), "latest": stay.until + timedelta(days=REST)}
    answer = await scene.options(await scene.file(case={"consent": "network"}, nights=rested))
    assert len(answer.options) == 1


async def test_a_stay_that_would_end_too_near_the_next_one_is_not_offered(scene: Scene, superuser: AsyncEngine) -> None:
    await rested_house(superuser)
    later = today() + timedelta(days=6)
    first = await scene.file(nights={"earliest": later, "latest": later})
    await scene.choose(first)
    answer = await scene.options(
        await scene.file(case={"consent": "network"}, nights={"earliest": today(), "latest": today()})
    )
    assert answer.options == []


async def test_whoever_leaves_early_leaves_beds_that_rest_from_that_day(scene: Scene, superuser: AsyncEngine) -> None:
    await rested_house(superuser)
    stay = await accepted(scene)
    async with superuser.begin() as connection:
        # She came three nights ago.
        await connection.execute(text("update stay set first = first - 3"))
        await connection.execute(
            text("update bed_occupancy set nights = daterange(lower(nights) - 3, upper(nights)) where kind = 'stay'")
        )
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)
    assert await resting(superuser) == [(today(), today() + timedelta(days=REST))]


async def test_a_party_that_never_came_leaves_nothing_to_rest_from(scene: Scene, superuser: AsyncEngine) -> None:
    await rested_house(superuser)
    stay = await accepted(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_not_arrived(session, actor, stay.id)
    assert await resting(superuser) == []


async def test_two_rests_that_meet_take_a_bed_once(scene: Scene, superuser: AsyncEngine) -> None:
    await rested_house(superuser)
    first = await accepted(scene)
    rested = first.until + timedelta(days=REST)
    request = await scene.file(nights={"earliest": rested, "latest": rested})
    await scene.choose(request)
    answer = await scene.options(await scene.file(case={"consent": "network"}))
    assert answer.options == []
