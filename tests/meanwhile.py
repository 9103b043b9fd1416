"""Something that happens in the moment in which a command waits for a lock, after it has read and before it acts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER
from shelters.stays.locks import lock_in_order
from tests.scene import Scene

# Asked of the locks themselves: what `pg_stat_activity` says is read once and stays the same for a whole transaction.
_WAITING = text(
    "select exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))"
)


@asynccontextmanager
async def meanwhile(
    scene: Scene, doing: Awaitable[Any], *, houses: tuple[UUID, ...] = (), requests: tuple[UUID, ...] = ()
) -> AsyncIterator[tuple[AsyncSession, list[Any]]]:
    """Hold locks, let a command come up to them, and do something before it goes on; its end is in the list."""
    ends: list[Any] = []
    async with scene.acting(MATCHER) as (session, _):
        await lock_in_order(session, houses, requests)
        task = asyncio.ensure_future(doing)
        while not task.done() and not await session.scalar(_WAITING):  # noqa: ASYNC110 - the database tells no event
            await asyncio.sleep(0.01)
        assert not task.done(), "it did not come up to these locks"
        yield session, ends
    ends += await asyncio.gather(task, return_exceptions=True)
