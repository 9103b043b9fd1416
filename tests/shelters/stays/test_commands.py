"""What a host records of a stay, and what follows for its beds and its request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import select

from shelters.access.actor import Actor
from shelters.clock import today
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.answers import accept_proposal
from shelters.requests.queries import request_seen
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.models import Stay
from shelters.stays.queries import current_stays, stay_seen, stays_of_request
from tests.scene import Scene

Command = Callable[[AsyncSession, Actor, UUID], Awaitable[Stay]]
EVERY_COMMAND = pytest.mark.parametrize(
    "command", [record_arrival, record_departure, record_not_arrived], ids=lambda command: command.__name__
)


async def stay_from(scene: Scene, days: int = 0) -> Stay:
    """Bring a request of five nights to a confirmed stay in Ceiba, from so many days on."""
    first = today() + timedelta(days=days)
    proposal = await scene.choose(await scene.file(nights={"earliest": first, "latest": first}))
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)


async def recorded(scene: Scene, command: Command, stay: Stay) -> Stay:
    """Record something as the host."""
    async with scene.acting(scene.world.host) as (session, actor):
        return await command(session, actor, stay.id)


async def begun_days_ago(superuser: AsyncEngine, stay: Stay, days: int) -> None:
    """Let a stay have begun some days ago, with all its nights."""
    days_back = f"first = first - {days}, until = until - {days}"
    nights_back = f"nights = daterange(lower(nights) - {days}, upper(nights) - {days})"
    async with superuser.begin() as connection:
        await connection.execute(text(f"update stay set {days_back} where id = :id"), {"id": stay.id})  # noqa: S608 - a number
        await connection.execute(text(f"update bed_occupancy set {nights_back} where stay_id = :id"), {"id": stay.id})  # noqa: S608 - a number


async def nights_taken(superuser: AsyncEngine) -> set[tuple[int, int]]:
    """Give first and last date of all stays' beds, counted from today."""
    query = "select lower(nights) - :today, upper(nights) - :today from bed_occupancy where kind = 'stay'"
    async with superuser.connect() as connection:
        return {(first, until) for first, until in await connection.execute(text(query), {"today": today()})}


@EVERY_COMMAND
async def test_only_the_host_of_the_house_records(scene: Scene, command: Command) -> None:
    stay, world = await stay_from(scene), scene.world
    for person in (world.committee, world.steward, world.planner, world.committee_gt):
        with pytest.raises((NotAllowedError, NotFoundError)):
            async with scene.acting(person) as (session, actor):
                await command(session, actor, stay.id)


@EVERY_COMMAND
async def test_a_stay_in_another_house_and_one_that_is_nowhere_are_the_same(scene: Scene, command: Command) -> None:
    stay = await stay_from(scene)
    elsewhere = Actor(
        scene.world.actor(scene.world.host).role, uuid4(), scene.world.mx.id, frozenset({scene.quetzal.id})
    )
    answers = []
    for stay_id in (stay.id, uuid4()):
        with pytest.raises(NotFoundError) as refusal:
            async with scene.acting(elsewhere) as (session, actor):
                await command(session, actor, stay_id)
        answers.append((refusal.value.message, refusal.value.values))
    assert answers[0] == answers[1]


async def test_nobody_arrives_or_is_missed_before_her_first_night(scene: Scene) -> None:
    stay = await stay_from(scene, days=3)
    for command in (record_arrival, record_not_arrived):
        with pytest.raises(ConflictError, match="primera noche"):
            await recorded(scene, command, stay)


async def test_an_arrival_is_recorded_once(scene: Scene) -> None:
    stay = await stay_from(scene)
    arrived = await recorded(scene, record_arrival, stay)
    assert arrived.state == "arrived"
    assert arrived.arrived_at is not None
    assert arrived.version == stay.version + 1
    with pytest.raises(ConflictError):
        await recorded(scene, record_arrival, stay)


async def test_nobody_departs_who_has_not_arrived(scene: Scene) -> None:
    with pytest.raises(ConflictError):
        await recorded(scene, record_departure, await stay_from(scene))


@pytest.mark.parametrize(("ago", "slept"), [(0, None), (2, (-2, 0)), (5, (-5, 0)), (9, (-9, -4))])
async def test_a_departure_frees_tonight_and_keeps_the_nights_that_were_slept(
    scene: Scene, superuser: AsyncEngine, ago: int, slept: tuple[int, int] | None
) -> None:
    stay = await stay_from(scene)
    await begun_days_ago(superuser, stay, ago)
    await recorded(scene, record_arrival, stay)
    departed = await recorded(scene, record_departure, stay)
    assert (departed.state, departed.until) == ("departed", min(today(), departed.first + timedelta(days=5)))
    assert await nights_taken(superuser) == ({slept} if slept else set())
    async with scene.acting(scene.world.committee) as (session, actor):
        assert (await request_seen(session, actor, stay.request_id)).state == "closed"


async def test_whoever_did_not_come_frees_her_beds_and_waits_in_her_old_place(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await stay_from(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        before = await request_seen(session, actor, stay.request_id)
    missed = await recorded(scene, record_not_arrived, stay)
    assert (missed.state, missed.arrived_at) == ("not_arrived", None)
    assert await nights_taken(superuser) == set()
    async with scene.acting(scene.world.committee) as (session, actor):
        after = await request_seen(session, actor, stay.request_id)
    assert (after.state, after.filed_at, after.tie) == ("ready", before.filed_at, before.tie)
    assert (await scene.choose(after)).state == "chosen"


async def test_whoever_arrived_is_no_longer_missed(scene: Scene) -> None:
    stay = await stay_from(scene)
    await recorded(scene, record_arrival, stay)
    with pytest.raises(ConflictError):
        await recorded(scene, record_not_arrived, stay)


async def test_a_stay_is_seen_by_exactly_two(scene: Scene) -> None:
    """With no condition at all, by the network that asked and by the hosts of the house."""
    stay = await stay_from(scene)
    seen = {}
    for person in scene.world.people:
        async with scene.acting(person) as (session, _):
            seen[person.name] = [each.id for each in await session.scalars(select(Stay))]
    assert seen == {"ana": [stay.id], "berta": [stay.id], "carla": [stay.id], "dora": [], "elena": []}


async def test_current_stays_are_those_that_are_expected_or_under_way(scene: Scene) -> None:
    stay = await stay_from(scene)
    for who in (scene.world.host, scene.world.committee):
        async with scene.acting(who) as (session, actor):
            assert [each.id for each in await current_stays(session, actor)] == [stay.id]
            assert [each.id for each in await stays_of_request(session, stay.request_id)] == [stay.id]
    await recorded(scene, record_not_arrived, stay)
    async with scene.acting(scene.world.host) as (session, actor):
        assert await current_stays(session, actor) == []
        assert (await stay_seen(session, actor, stay.id)).ended_at is not None
