"""What the database says of a change: of what kind it is and whom it concerns, and nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.capacity.commands import close_nights
from shelters.capacity.houses import confirm_house
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.database.signals import hear
from shelters.news.commands import tell_committee, tell_hosts, tell_planners, tell_stewards
from shelters.news.kinds import NewsKind
from shelters.placement.answers import accept_proposal
from shelters.placement.jobs import ask_for_run
from tests.scene import Scene
from tests.world import open_session

Said = Callable[[], Awaitable[set[str]]]
UUID_WORDS = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest_asyncio.fixture
async def said(engine: AsyncEngine, scene: Scene) -> AsyncIterator[Said]:
    """Listen; `await said()` gives everything that was said since."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    hearing = asyncio.create_task(hear(engine, "abrigo_changed", heard.put_nowait))
    assert await heard.get() is None

    async def so_far() -> set[str]:
        async with engine.begin() as connection:
            await connection.execute(text("select pg_notify('abrigo_changed', 'end')"))
        words: set[str] = set()
        async with asyncio.timeout(60):
            while (one := await heard.get()) != "end":
                words.add(str(one))
        return words

    yield so_far
    hearing.cancel()
    with suppress(asyncio.CancelledError):
        await hearing


async def test_a_filed_request_concerns_the_committee_of_its_network_alone(said: Said, scene: Scene) -> None:
    await scene.file()
    assert await said() == {f"request committee:{scene.world.mx.id}"}


async def test_a_choice_concerns_who_asked_and_the_house(said: Said, scene: Scene) -> None:
    request = await scene.file()
    await said()
    proposal = await scene.choose(request)
    words = await said()
    assert {f"proposal committee:{scene.world.mx.id}", f"proposal house:{proposal.house_id}"} <= words
    assert f"night house:{proposal.house_id}" in words
    assert not any(str(scene.world.gt.id) in each for each in words)


async def test_an_answer_concerns_who_asked_and_the_house(said: Said, scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    await said()
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    words = await said()
    assert {f"stay committee:{scene.world.mx.id}", f"stay house:{proposal.house_id}"} <= words


async def test_closed_nights_and_a_confirmed_house_concern_its_hosts(said: Said, scene: Scene) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        await close_nights(
            session, actor, scene.ceiba_room.id, today(), today() + timedelta(days=2), ClosureReason.REST
        )
        await confirm_house(session, actor, scene.ceiba.id)
    words = await said()
    assert {f"night house:{scene.ceiba.id}", f"house house:{scene.ceiba.id}"} <= words


async def test_news_concern_their_readers(said: Said, scene: Scene) -> None:
    mx, house = scene.world.mx.id, scene.ceiba.id
    async with scene.acting(scene.world.committee) as (session, _):
        await tell_committee(session, NewsKind.ARRIVAL_OVERDUE, mx, house)
        await tell_hosts(session, NewsKind.ARRIVAL_OVERDUE, house, house)
        await tell_stewards(session, NewsKind.ARRIVAL_OVERDUE, mx, house)
        await tell_planners(session, NewsKind.ARRIVAL_OVERDUE, house)
    expected = {f"news committee:{mx}", f"news house:{house}", f"news steward:{mx}", "news planner"}
    assert {each for each in await said() if each.startswith("news")} == expected


async def test_a_run_concerns_whoever_may_see_runs(said: Said, scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        await ask_for_run(session, actor)
    assert "run runs" in await said()


async def test_an_ended_session_and_a_shut_account_are_said(said: Said, scene: Scene, superuser: AsyncEngine) -> None:
    await open_session(scene.engine, scene.world.committee)
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set seen_at = now()"))
    assert await said() == set()
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set ended_at = now()"))
        await connection.execute(
            text("update person set frozen_at = now() where id = :id"), {"id": scene.world.committee.id}
        )
    words = await said()
    assert f"shut person:{scene.world.committee.id}" in words
    assert any(each.startswith("shut session:") for each in words)


async def test_what_is_undone_is_not_said(said: Said, scene: Scene) -> None:
    with suppress(RuntimeError):
        async with scene.acting(scene.world.host) as (session, actor):
            await confirm_house(session, actor, scene.ceiba.id)
            raise RuntimeError
    assert await said() == set()


async def test_nothing_but_a_kind_and_whom_it_concerns_is_ever_said(said: Said, scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    words = await said()
    assert len(words) > 3
    for each in words:
        assert re.fullmatch(rf"[a-z]+ ([a-z]+|(committee|steward|house|session|person):{UUID_WORDS})", each)
