"""Signals: what is to be done is done soon, once for many, and also where nobody heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.database import signals
from shelters.database.signals import hear, heed

SOON, NEVER = timedelta(seconds=0.3), timedelta(hours=1)


@asynccontextmanager
async def heeding(engine: AsyncEngine, do: Callable[[], Awaitable[object]], anyway: timedelta) -> AsyncIterator[None]:
    """Keep somebody listening."""
    listening = asyncio.create_task(heed(engine, "abrigo_test", do, calm=SOON, anyway=anyway))
    try:
        yield
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def signal(engine: AsyncEngine) -> None:
    """Send one."""
    async with engine.begin() as connection:
        await connection.execute(text("select pg_notify('abrigo_test', '')"))


async def test_many_signals_at_once_are_one_thing_to_do(engine: AsyncEngine) -> None:
    done: list[int] = []
    again = asyncio.Event()

    async def do() -> None:
        done.append(len(done))
        again.set()

    async with heeding(engine, do, NEVER), asyncio.timeout(60):
        await again.wait()
        again.clear()
        for _ in range(20):
            await signal(engine)
        await again.wait()
        await asyncio.sleep(3 * SOON.total_seconds())
    # Once at the start; the twenty may fall into two spans of calm on a busy machine.
    assert 2 <= len(done) <= 4


async def test_it_is_done_now_and_then_where_nobody_signals(engine: AsyncEngine) -> None:
    done = asyncio.Semaphore(0)

    async def do() -> None:
        done.release()

    async with heeding(engine, do, timedelta(seconds=0.1)), asyncio.timeout(60):
        for _ in range(3):
            await done.acquire()


async def test_what_failed_and_a_lost_connection_are_got_over(
    engine: AsyncEngine, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "AGAIN_AFTER", timedelta(seconds=0.1))
    done = asyncio.Semaphore(0)

    async def do() -> None:
        done.release()
        raise RuntimeError

    async with heeding(engine, do, NEVER), asyncio.timeout(60):
        await done.acquire()
        async with superuser.begin() as connection:
            await connection.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'")
            )
        await done.acquire()
        await done.acquire()


async def test_who_hears_is_told_what_was_said_and_that_some_may_be_missed(
    engine: AsyncEngine, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "AGAIN_AFTER", timedelta(seconds=0.1))
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    hearing = asyncio.create_task(hear(engine, "abrigo_test", heard.put_nowait))
    async with asyncio.timeout(60):
        assert await heard.get() is None
        async with engine.begin() as connection:
            await connection.execute(text("select pg_notify('abrigo_test', 'one thing')"))
        assert await heard.get() == "one thing"
        async with superuser.begin() as connection:
            await connection.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'")
            )
        assert await heard.get() is None
    hearing.cancel()
    with suppress(asyncio.CancelledError):
        await hearing
