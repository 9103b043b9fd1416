"""One place is told to one request: to the first in order, whom no decline lowers."""

from __future__ import annotations

import asyncio
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.safety import SafetyStep
from shelters.placement.checks import violations
from shelters.placement.exposure import change_safety
from shelters.placement.waiting import wait_for_place
from shelters.requests.models import Request
from tests.scene import Scene, house_draft, room_draft
from tests.shelters.placement.waits import (
    AT_HOME,
    adding_a_room,
    declining,
    full,
    letting_go,
    looked,
    state_of,
    wait_of,
)


async def test_one_place_is_told_to_the_first_in_order_and_to_nobody_else(scene: Scene) -> None:
    proposal = await scene.choose(await scene.file(case=AT_HOME, urgency=4))
    planned, older, urgent, younger = [await scene.file(case=AT_HOME, urgency=tier) for tier in (3, 2, 1, 2)]
    assert await looked(scene) == []
    await letting_go(scene, proposal)
    assert await looked(scene) == [urgent.id]
    for request in (planned, older, younger):
        assert (await wait_of(scene, request)).opened is None
        assert (await wait_of(scene, request)).reasons[0].rule == "outranked"
    for following in (older, younger, planned):
        async with scene.acting(scene.world.committee) as (session, actor):
            told = await told_request(scene)
            await wait_for_place(session, actor, scene.keyring, told)
        # She who let it go knows it: the next in order is told.
        async with scene.acting(OPERATOR) as (session, _):
            await session.execute(text("insert into freed (house_id) values (null)"))
        assert await looked(scene) == [following.id]


async def told_request(scene: Scene) -> UUID:
    """Name the one request that is told of a place."""
    async with scene.acting(OPERATOR) as (session, _):
        return UUID(str(await session.scalar(text("select request_id from waiting where told_until is not null"))))


async def test_whoever_came_back_to_the_queue_before_her_is_first(scene: Scene) -> None:
    """A hold that came to nothing gives its place back to a request that stands before the one that waits."""
    proposal = await scene.choose(await scene.file(case=AT_HOME))
    request = await scene.file(case=AT_HOME)
    assert await looked(scene) == []
    await letting_go(scene, proposal)
    assert await looked(scene) == []
    assert await state_of(scene, request) == "unplaced"
    assert (await wait_of(scene, request)).reasons[0].rule == "outranked"


async def test_a_decline_never_lowers_her_place(scene: Scene) -> None:
    first = await scene.file(case=AT_HOME)
    second = await scene.file(case=AT_HOME)
    proposal = await scene.choose(first)
    other, _ = await scene.add(scene.world.mx.id, house_draft(code_name="Encino (inventada)"), room_draft())
    async with scene.acting(scene.world.steward) as (session, actor):
        await change_safety(session, actor, other.id, SafetyStep.CLOSE)
    await declining(scene, proposal)
    await scene.choose(second)
    assert await looked(scene) == []
    assert [await state_of(scene, request) for request in (first, second)] == ["unplaced", "proposed"]
    third = await scene.file(case=AT_HOME)
    await looked(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        await change_safety(session, actor, other.id, SafetyStep.REOPEN)
    assert await looked(scene) == [first.id]
    assert await state_of(scene, third) == "unplaced"


async def test_when_the_term_is_over_the_next_is_told(scene: Scene) -> None:
    proposal, request = await full(scene)
    following = await scene.file(case=AT_HOME)
    await adding_a_room(scene, proposal)
    assert await looked(scene) == [request.id]
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(
            text("update waiting set told_until = now() - interval '1 minute' where told_until is not null")
        )
    assert (await wait_of(scene, request)).opened is None
    assert await looked(scene) == []
    # She is still deciding, and it is the only place that she has: so it is told to nobody after her.
    async with scene.acting(scene.world.committee) as (session, actor):
        await wait_for_place(session, actor, scene.keyring, request.id)
        await session.execute(text("insert into freed (house_id) values (null)"))
    assert await looked(scene) == [following.id]


async def test_a_place_that_somebody_chose_first_is_told_no_more(scene: Scene) -> None:
    proposal, request = await full(scene)
    await adding_a_room(scene, proposal)
    assert await looked(scene) == [request.id]
    await scene.choose(await scene.file(case=AT_HOME))
    assert await looked(scene) == []
    assert await state_of(scene, request) == "unplaced"
    assert (await wait_of(scene, request)).opened is None


async def test_two_who_look_at_once_tell_one(scene: Scene) -> None:
    proposal, request = await full(scene)
    await letting_go(scene, proposal)
    told = await asyncio.gather(*(looked(scene) for _ in range(4)))
    assert sorted(told, key=len) == [[], [], [], [request.id]]
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_a_request_that_is_changed_while_it_is_looked_for_is_left_and_looked_for_again(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await full(scene)
    request = await scene.file(case=AT_HOME)
    async with scene.acting(scene.world.committee) as (session, actor):
        changing = await session.get(Request, request.id, with_for_update=True)
        assert changing is not None
        looking = asyncio.create_task(looked(scene))
        await asyncio.sleep(0.5)
        changing.version += 1
    assert await looking == []
    assert await state_of(scene, request) == "ready"
    await looked(scene)
    assert await state_of(scene, request) == "unplaced"
    assert actor.network_id == scene.world.mx.id
