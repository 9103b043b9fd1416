"""Live pages: who hears of what, how many may listen, and when the line ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import Actor, Role
from shelters.clock import now
from shelters.errors import TooOftenError
from shelters.settings import Settings
from tests.scene import Scene
from tests.serving import served
from tests.web.conftest import ClientAs
from tests.world import open_session
from web import cookies, live
from web.live import AGAIN, OF_A_SESSION, Live, concerns

STREAM = {"accept": "text/event-stream"}
# Fixed, since they stand in the names of tests, which all who run them at once must give alike.
NETWORK, HOUSE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
COMMITTEE = Actor(Role.COMMITTEE, uuid4(), NETWORK)
HOST = Actor(Role.HOST, uuid4(), NETWORK, frozenset({HOUSE}))


@pytest.fixture
def pages() -> Live:
    """Be connected since a while ago."""
    pages = Live()
    pages.tell(None)
    return pages


async def hears(pages: Live, actor: Actor, words: str) -> set[str]:
    """Let somebody's page listen while something is said."""
    listener = pages.open(actor, uuid4(), now() + timedelta(minutes=1))
    pages.tell(words)
    return await listener.changes(0.01)


@pytest.mark.parametrize(
    ("actor", "words", "heard"),
    [
        (COMMITTEE, f"request committee:{NETWORK}", {"request"}),
        (COMMITTEE, f"request committee:{OTHER}", set()),
        (COMMITTEE, f"stay house:{HOUSE}", set()),
        (COMMITTEE, "run runs", {"run"}),
        (HOST, f"request committee:{NETWORK}", set()),
        (HOST, f"stay house:{HOUSE}", {"stay"}),
        (HOST, f"stay house:{OTHER}", set()),
        (HOST, "run runs", set()),
        (replace(COMMITTEE, decoy=True), f"request committee:{NETWORK}", set()),
    ],
)
async def test_a_page_hears_of_what_concerns_its_reader_alone(
    pages: Live, actor: Actor, words: str, heard: set[str]
) -> None:
    assert await hears(pages, actor, words) == heard


def test_whoever_was_made_to_sign_in_is_concerned_by_nothing() -> None:
    assert concerns(replace(HOST, decoy=True)) == frozenset()


async def test_what_changed_between_the_page_and_its_line_is_told_at_once(pages: Live) -> None:
    pages.tell(f"request committee:{NETWORK}")
    made = now() - timedelta(seconds=1)
    pages.since = made - timedelta(minutes=1)
    assert await pages.open(COMMITTEE, uuid4(), made).changes(0.01) == {"request"}
    assert await pages.open(COMMITTEE, uuid4(), now() + timedelta(minutes=1)).changes(0.01) == set()


async def test_signals_that_may_be_missed_make_every_page_look_again(pages: Live) -> None:
    listener = pages.open(HOST, uuid4(), now() + timedelta(minutes=1))
    pages.tell(None)
    assert await listener.changes(0.01) == {AGAIN}
    assert AGAIN in await pages.open(HOST, uuid4(), datetime(2000, 1, 1, tzinfo=UTC)).changes(0.01)


def test_of_one_session_the_newest_pages_are_live(pages: Live) -> None:
    session = uuid4()
    opened = [pages.open(COMMITTEE, session, now()) for _ in range(OF_A_SESSION + 2)]
    assert [each.shut for each in opened] == [True, True] + [False] * OF_A_SESSION
    assert not pages.open(COMMITTEE, uuid4(), now()).shut


def test_a_server_that_is_full_takes_no_more_pages_until_one_leaves(
    pages: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "OF_ALL", 2)
    first, _ = (pages.open(COMMITTEE, uuid4(), now()) for _ in range(2))
    with pytest.raises(TooOftenError):
        pages.open(COMMITTEE, uuid4(), now())
    pages.leave(first)
    pages.open(COMMITTEE, uuid4(), now())


async def test_what_is_no_page_that_listens_is_not_kept_waiting(client_as: ClientAs, scene: Scene) -> None:
    answer = await (await client_as(scene.world.committee)).get("/changes")
    assert (answer.status_code, answer.content) == (406, b"")


async def seen_at(superuser: AsyncEngine) -> datetime:
    """Say when the only session was seen last."""
    async with superuser.connect() as connection:
        seen: datetime = (await connection.execute(text("select seen_at from live_session"))).scalar_one()
        return seen


async def long_unseen(superuser: AsyncEngine, minutes: float) -> datetime:
    """Let everybody have done nothing for a while."""
    async with superuser.begin() as connection:
        await connection.execute(
            text("update live_session set seen_at = now() - make_interval(secs => :seconds)"), {"seconds": minutes * 60}
        )
    return await seen_at(superuser)


async def test_a_page_that_looks_again_by_itself_keeps_no_session_open(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    before = await long_unseen(superuser, 20)
    by_itself = {"HX-Request": "true", "HX-By-Itself": "true"}
    assert (await browser.get("/today", headers=by_itself)).status_code == 200
    assert await seen_at(superuser) == before
    assert (await browser.get("/today")).status_code == 200
    assert await seen_at(superuser) > before


@pytest_asyncio.fixture
async def origin(settings: Settings, scene: Scene) -> AsyncIterator[str]:
    """Serve the scene, for lines that stay open."""
    async with served(settings, scene.engine, scene.keyring) as origin:
        yield origin


@asynccontextmanager
async def listening(origin: str, token: str) -> AsyncIterator[AsyncIterator[str]]:
    """Open a line as a browser does, and give what is written on it."""
    headers = STREAM | {"cookie": f"{cookies.SESSION}={token}"}
    async with (
        asyncio.timeout(60),
        httpx2.AsyncClient(base_url=origin, timeout=30) as browser,
        browser.stream("GET", f"/changes?since={now().timestamp() + 60}", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["x-accel-buffering"] == "no"
        assert "no-store" in answer.headers["cache-control"]
        lines = aiter(answer.aiter_lines())
        assert (await anext(lines)).startswith(":")
        yield lines


async def events(lines: AsyncIterator[str]) -> list[str]:
    """Read until the line ends, and give the events."""
    return [line.removeprefix("event: ") async for line in lines if line.startswith("event")]


@pytest.mark.parametrize(
    "end",
    [
        "update live_session set ended_at = now()",
        "update person set frozen_at = now() where name = 'ana'",
        "update person set active = false where name = 'ana'",
    ],
)
async def test_a_line_ends_within_a_second_of_its_session(
    origin: str, scene: Scene, superuser: AsyncEngine, end: str
) -> None:
    async with listening(origin, await open_session(scene.engine, scene.world.committee)) as lines:
        async with superuser.begin() as connection:
            await connection.execute(text(end))
        began = asyncio.get_running_loop().time()
        assert (await events(lines))[-1] == "shut"
        assert asyncio.get_running_loop().time() - began <= 1


async def test_a_line_ends_when_its_session_was_idle_too_long(
    origin: str, scene: Scene, superuser: AsyncEngine, settings: Settings
) -> None:
    token = await open_session(scene.engine, scene.world.committee)
    await long_unseen(superuser, settings.idle_minutes - 0.05)
    async with listening(origin, token) as lines:
        assert (await events(lines))[-1] == "shut"


async def test_a_line_tells_a_committee_of_a_request_that_a_colleague_files(origin: str, scene: Scene) -> None:
    async with listening(origin, await open_session(scene.engine, scene.world.committee)) as lines:
        await scene.file()
        # The server may have begun to hear a moment later than it was asked.
        while (heard := await _next(lines)) == AGAIN:
            await scene.file()
        assert heard == "request"
        assert await anext(lines) == "data: request"


async def _next(lines: AsyncIterator[str]) -> str:
    """Read on to the next event, and give its name."""
    async for line in lines:
        if line.startswith("event: "):
            return line.removeprefix("event: ")
    return ""
