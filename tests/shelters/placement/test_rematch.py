"""The waiting list: whoever fits nowhere waits, and whoever is first in order is told when something opens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER, OPERATOR
from shelters.capacity.contents import draft_of
from shelters.capacity.houses import change_house
from shelters.capacity.nights import close_nights
from shelters.capacity.opening import open_nights
from shelters.capacity.safety import SafetyStep
from shelters.capacity.words import ClosureReason
from shelters.clock import now, today
from shelters.placement.commands import choose_option
from shelters.placement.exposure import change_safety
from shelters.placement.holds import expire_holds
from shelters.placement.models import Proposal
from shelters.placement.rematch import watch_for_places
from shelters.placement.waiting import wait_for_place
from shelters.requests.commands import change_request
from shelters.stays.commands import record_arrival, record_departure
from shelters.stays.journeys import cancel_stay
from tests.scene import Scene, house_draft, place, request_draft, room_draft
from tests.shelters.placement.waits import (
    AT_HOME,
    accepted,
    adding_a_room,
    declining,
    full,
    letting_go,
    looked,
    state_of,
    wait_of,
)

Frees = Callable[[Scene, Proposal], Awaitable[None]]


async def departing(scene: Scene, proposal: Proposal) -> None:
    stay = await accepted(scene, proposal)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    assert await looked(scene) == []
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)


async def cancelling(scene: Scene, proposal: Proposal) -> None:
    stay = await accepted(scene, proposal)
    assert await looked(scene) == []
    async with scene.acting(scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, stay.id)


async def expiring(scene: Scene, proposal: Proposal) -> None:
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(text("update proposal set held_until = now() - interval '1 hour'"))
        await session.execute(text("update bed_occupancy set expires_at = now() - interval '1 hour'"))
    async with scene.acting(MATCHER) as (session, actor):
        await expire_holds(session, actor)


async def adding_a_house(scene: Scene, _proposal: Proposal) -> None:
    await scene.add(scene.world.mx.id, house_draft(code_name="Encino (inventada)"), room_draft())


async def test_who_fits_nowhere_waits_with_the_reasons_and_since_when(scene: Scene) -> None:
    before = now()
    _, request = await full(scene)
    wait = await wait_of(scene, request)
    assert before <= wait.since <= now()
    assert wait.opened is None
    assert ("not_free", None) in {(group.rule, group.subject) for group in wait.reasons}


@pytest.mark.parametrize(
    "frees", [departing, cancelling, declining, letting_go, expiring, adding_a_room, adding_a_house]
)
async def test_whatever_opens_a_place_is_told_to_whoever_waits(scene: Scene, frees: Frees) -> None:
    proposal, request = await full(scene)
    await frees(scene, proposal)
    assert await looked(scene) == [request.id]
    assert await state_of(scene, request) == "ready"
    opened = (await wait_of(scene, request)).opened
    assert opened is not None
    async with scene.acting(scene.world.committee) as (session, actor):
        await choose_option(session, actor, scene.keyring, request.id, opened.token, 6)


async def test_a_closure_that_is_lifted_is_told(scene: Scene) -> None:
    until = today() + timedelta(days=40)
    async with scene.acting(scene.world.host) as (session, actor):
        await close_nights(session, actor, scene.ceiba_room.id, today(), until, ClosureReason.REST)
    request = await scene.file(case=AT_HOME)
    assert await looked(scene) == []
    async with scene.acting(scene.world.host) as (session, actor):
        await open_nights(session, actor, scene.ceiba_room.id, today(), until)
    assert await looked(scene) == [request.id]


async def test_a_rule_that_is_relaxed_and_a_house_that_is_safe_again_are_told(scene: Scene) -> None:
    request = await scene.file(case={**AT_HOME, "pets": True})
    assert await looked(scene) == []
    async with scene.acting(OPERATOR) as (session, actor):
        draft = draft_of(scene.keyring, scene.ceiba)
        rules = draft.profile.rules.model_copy(update={"pets": True})
        changed = draft.model_copy(update={"profile": draft.profile.model_copy(update={"rules": rules})})
        await change_house(session, actor, scene.keyring, scene.ceiba.id, changed, scene.ceiba.version)
    assert await looked(scene) == [request.id]
    for step, told in ((SafetyStep.EXPOSE, []), (SafetyStep.CLEAR, [request.id])):
        async with scene.acting(scene.world.steward) as (session, actor):
            await change_safety(session, actor, scene.ceiba.id, step)
        assert await looked(scene) == told


async def test_where_nothing_changed_nobody_is_looked_for(scene: Scene, superuser: AsyncEngine) -> None:
    _, request = await full(scene)
    first = await wait_of(scene, request)
    assert await looked(scene) == []
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from freed")) == 0
        looked_at = await connection.scalar(text("select looked_at from waiting"))
    assert looked_at is not None
    assert (await wait_of(scene, request)).since == first.since


async def test_who_was_told_of_a_place_is_told_of_it_once_however_often_it_is_looked(scene: Scene) -> None:
    proposal, request = await full(scene)
    await letting_go(scene, proposal)
    assert await looked(scene) == [request.id]
    before = (await wait_of(scene, request)).opened
    await adding_a_room(scene, proposal)
    assert request.id not in await looked(scene)
    after = (await wait_of(scene, request)).opened
    assert before is not None
    assert after is not None
    assert after.until == before.until


async def test_what_she_left_is_no_news_until_it_offers_more(scene: Scene) -> None:
    request = await scene.file(case=AT_HOME, nights={"nights": 5, "shortest": 2})
    async with scene.acting(scene.world.host) as (session, actor):
        first = today() + timedelta(days=3)
        room = scene.ceiba_room.id
        await close_nights(session, actor, room, first, first + timedelta(days=20), ClosureReason.REST)
    async with scene.acting(scene.world.committee) as (session, actor):
        await wait_for_place(session, actor, scene.keyring, request.id)
    assert await looked(scene) == []
    async with scene.acting(scene.world.host) as (session, actor):
        await open_nights(session, actor, room, first, first + timedelta(days=20))
    assert await looked(scene) == [request.id]
    opened = (await wait_of(scene, request)).opened
    assert opened is not None
    assert opened.nights == 5


async def test_another_networks_house_is_not_named(scene: Scene) -> None:
    nights = {"earliest": today(), "latest": today()}
    await scene.choose(await scene.file(nights=nights))
    await scene.choose(await scene.file(nights=nights))
    request = await scene.file(nights=nights)
    assert await looked(scene) == []
    far = house_draft(code_name="Jade (inventada)", municipality_id=place("Quetzaltenango"))
    await scene.add(scene.world.gt.id, far, room_draft())
    assert await looked(scene) == [request.id]
    opened = (await wait_of(scene, request)).opened
    assert opened is not None
    assert (opened.own_network, opened.code_name, opened.km % 25) == (False, None, 0)
    assert "Jade" not in repr(opened)


async def test_nobody_but_the_system_reads_what_the_list_knows_of_places(scene: Scene) -> None:
    await full(scene)
    for person in scene.world.people:
        async with scene.acting(person) as (session, _):
            assert (await session.execute(text("select * from waiting"))).all() == []
            assert (await session.execute(text("select * from freed"))).all() == []


async def test_the_one_who_watches_tells_soon_after_many_beds_were_freed(scene: Scene) -> None:
    proposal, request = await full(scene)
    watching = asyncio.create_task(watch_for_places(scene.engine, scene.keyring, 6))
    try:
        await asyncio.sleep(0.2)
        await adding_a_room(scene, proposal)
        async with asyncio.timeout(60):
            while await state_of(scene, request) != "ready":  # noqa: ASYNC110 - another task does it
                await asyncio.sleep(0.1)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def test_a_request_that_is_changed_is_looked_for_anew(scene: Scene) -> None:
    _, request = await full(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await change_request(session, actor, scene.keyring, request.id, request_draft(), request.version)
    await looked(scene)
    assert await state_of(scene, request) == "ready"
