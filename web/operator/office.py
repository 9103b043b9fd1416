"""Where the operator's commands work: settings, keys and database, with errors in one plain line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import typer
from rich.console import Console

from shelters.access.actor import OPERATOR
from shelters.audit.chain import sign_with
from shelters.database.engine import Engine, application_url, make_engine
from shelters.database.schema import check_ready
from shelters.database.transaction import AbrigoSession, transaction
from shelters.errors import AbrigoError
from shelters.sealing.following import FollowedKeyring
from shelters.sealing.keyring import Keyring
from shelters.sealing.record_key import load_record_key
from shelters.settings import Settings, settings
from web.language import say

Result = TypeVar("Result")
console = Console()
complaints = Console(stderr=True)


@dataclass(frozen=True)
class Office:
    """Everything a command needs; the operator acts in each transaction."""

    settings: Settings
    engine: Engine
    keyring: Keyring

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AbrigoSession]:
        """Open a transaction as the operator."""
        async with transaction(self.engine, OPERATOR) as session:
            yield session


def open_engine(chosen: Settings) -> Engine:
    """Reach the database as the application, able to write its record."""
    engine = make_engine(application_url(chosen), pool_size=chosen.pool_size)
    return sign_with(engine, load_record_key(chosen.record_key_path))


@asynccontextmanager
async def office(chosen: Settings | None = None) -> AsyncIterator[Office]:
    """Open the database that is ready, with its keys."""
    chosen = chosen or settings()
    engine = open_engine(chosen)
    try:
        await check_ready(engine)
        yield Office(chosen, engine, FollowedKeyring(chosen.keyring_file))
    finally:
        await engine.dispose()


def run(work: Callable[[], Awaitable[Result]]) -> Result:
    """Run a command's work; what a person can act on is told in one line, without a traceback."""

    async def awaited() -> Result:
        return await work()

    try:
        return asyncio.run(awaited())
    except AbrigoError as error:
        complaints.print(say(error.message, **error.values), style="red", markup=False)
        raise typer.Exit(1) from None
