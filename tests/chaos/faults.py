"""Faults: which processes are killed, and how everything comes back."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from shelters.database.embedded import APPLICATION
from tests.apart.ground import Ground
from tests.chaos.clients import Felt

# In this order, over and over: a server that has to start takes longest, so it is not killed each time.
ORDER = ("backend", "database", "app", "backend", "database", "both")
_PATIENCE = 60.0
_OFF = f"alter role {APPLICATION} set synchronous_commit = off"
_ON = f"alter role {APPLICATION} reset synchronous_commit"
_RECONNECT = f"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{APPLICATION}'"  # noqa: S608 - a constant


@dataclass
class Faults:
    """Kills by turns, and remembers how long nobody was acknowledged after each."""

    ground: Ground
    felt: Felt
    random: Random
    forgetful: bool = False
    done: Counter[str] = field(default_factory=Counter)
    recoveries: list[tuple[str, float]] = field(default_factory=list)

    async def prepare(self) -> None:
        """Let the database answer before it has written, where that is what is tried."""
        # A longer wait until the writer comes by itself: who waits for the disk does not notice it.
        await self.ground.cluster.run("alter system set wal_writer_delay = '2s'")
        await self.ground.cluster.run("select pg_reload_conf()")
        await self._forget()

    async def end(self) -> None:
        """Let the database wait for the disk again."""
        await self.ground.cluster.run(_ON)

    async def strike(self) -> bool:
        """Do the next fault, bring back what died, and say whether somebody was acknowledged again.

        Where cancels are lost, beds stay with those who believe that they gave them back, until nobody gets one.
        """
        kind = ORDER[self.done.total() % len(ORDER)]
        kill: dict[str, Callable[[], Awaitable[None]]] = {
            "backend": self._backend,
            "database": self._database,
            "app": self._app,
            "both": self._both,
        }
        begun = time.monotonic()
        await kill[kind]()
        self.done[kind] += 1
        before = self.felt.acknowledged
        while self.felt.acknowledged == before and time.monotonic() - begun < _PATIENCE:  # noqa: ASYNC110 - clients only count
            await asyncio.sleep(0.02)
        self.recoveries.append((kind, time.monotonic() - begun))
        return self.felt.acknowledged > before

    async def _backend(self) -> None:
        while not self.ground.cluster.kill_backend(self.random):  # noqa: ASYNC110 - one is there when a client comes
            await asyncio.sleep(0.02)

    async def _database(self) -> None:
        self.ground.cluster.kill()
        assert not self.ground.cluster.running()
        self.ground.cluster.start()
        await self.ground.cluster.ready()

    async def _app(self) -> None:
        self.ground.server.kill()
        assert not self.ground.server.running()
        await self._back()

    async def _both(self) -> None:
        self.ground.server.kill()
        await self._database()
        await self._back()

    async def _back(self) -> None:
        if self.forgetful:
            # The shipped server refuses to start on such a database.
            await self.ground.cluster.run(_ON)
        self.ground.server.start()
        await self.ground.server.ready()
        await self._forget()

    async def _forget(self) -> None:
        if self.forgetful:
            await self.ground.cluster.run(_OFF)
            await self.ground.cluster.run(_RECONNECT)
