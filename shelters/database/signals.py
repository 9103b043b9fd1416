"""Signals of PostgreSQL: something to do soon after it happened, and once for many times."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.database.queue import AGAIN_AFTER, own_connection

log = logging.getLogger("abrigo.signals")

# What happens within so long of the first signal is done as one.
CALM: Final = timedelta(seconds=2)
# A signal is lost where nobody listened: now and then it is done anyway.
ANYWAY: Final = timedelta(seconds=60)


async def hear(engine: AsyncEngine, signal: str, tell: Callable[[str | None], object]) -> None:
    """Pass on what each signal says, until cancelled; nothing is said whenever some may have been missed."""

    def said(_connection: object, _process: int, _signal: str, words: object) -> None:
        tell(str(words))

    while True:
        try:
            async with own_connection(engine) as connection:
                await connection.add_listener(signal, said)
                await _until_cut(connection, tell)
        except Exception as error:  # noqa: BLE001 - as below
            log.error("signals interrupted: %s", type(error).__name__)  # noqa: TRY400 - as below
        await asyncio.sleep(AGAIN_AFTER.total_seconds())


async def _until_cut(connection: Any, tell: Callable[[str | None], object]) -> None:
    cut = asyncio.Event()
    connection.add_termination_listener(lambda *_gone: cut.set())
    tell(None)
    await cut.wait()


async def heed(
    engine: AsyncEngine,
    signal: str,
    do: Callable[[], Awaitable[object]],
    *,
    calm: timedelta = CALM,
    anyway: timedelta = ANYWAY,
) -> None:
    """Do something at the start, soon after each signal, and now and then anyway, until cancelled."""
    while True:
        try:
            await _listen(engine, signal, do, calm, anyway)
        except Exception as error:  # noqa: BLE001 - whatever it was, what is to be done is done when it is over
            # Its kind only: a message can hold what it was about.
            log.error("signals interrupted: %s", type(error).__name__)  # noqa: TRY400
        await asyncio.sleep(AGAIN_AFTER.total_seconds())


async def _listen(
    engine: AsyncEngine, signal: str, do: Callable[[], Awaitable[object]], calm: timedelta, anyway: timedelta
) -> None:
    said = asyncio.Event()
    said.set()

    def hear(*_words: object) -> None:
        said.set()

    async with own_connection(engine) as connection:
        await connection.add_listener(signal, hear)
        connection.add_termination_listener(hear)
        while not connection.is_closed():
            with suppress(TimeoutError):
                await asyncio.wait_for(said.wait(), anyway.total_seconds())
            await asyncio.sleep(calm.total_seconds())
            said.clear()
            await do()
