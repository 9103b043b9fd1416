"""Database, server and people apart from the tests' own process: what races and faults stand on."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.audit.chain import sign_with
from shelters.database.embedded import APPLICATION, address
from shelters.database.engine import make_single_engine
from shelters.database.transaction import transaction
from shelters.placement.checks import violations
from shelters.sealing.keyring import load_keyring
from shelters.sealing.record_key import load_record_key
from shelters.settings import Settings
from tests.apart.cluster import Cluster
from tests.apart.server import SHIPPED, Server
from tests.scene import Scene, make_scene
from tests.world import open_session
from web import cookies, csrf
from web.operator.data import prepare


@dataclass
class Sender:
    """Somebody who is signed in and sends forms as her browser would."""

    client: httpx2.AsyncClient
    server: Server
    session: str

    async def send(self, path: str, *, once: str | None = None, **fields: str) -> httpx2.Response:
        """Send a form with its key; the same key again is the same form again."""
        form = {"csrf": csrf.token_of(self.session), "once": once or uuid4().hex, **fields}
        headers = {"cookie": f"{cookies.SESSION}={self.session}", "origin": self.server.origin}
        return await self.client.post(f"{self.server.origin}{path}", data=form, headers=headers)


@dataclass
class Ground:
    """A cluster, a server on it, and the small scene in its database."""

    settings: Settings
    cluster: Cluster
    server: Server
    engine: AsyncEngine
    superuser: AsyncEngine
    client: httpx2.AsyncClient
    scene: Scene

    async def sender(self, person: Person) -> Sender:
        """Sign somebody in."""
        return Sender(self.client, self.server, await open_session(self.engine, person))

    async def rows(self, query: str, **values: object) -> Sequence[Mapping[str, Any]]:
        """Look behind the policies."""
        async with self.superuser.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]

    async def serve(self, command: Sequence[str]) -> None:
        """Serve by another command from now on."""
        self.server.kill()
        self.server.command = command
        self.server.start()
        await self.server.ready()

    async def overlaps(self) -> int:
        """Count pairs of things that take one bed on one night."""
        (row,) = await self.rows(
            "select count(*) as pairs from bed_occupancy one join bed_occupancy other"
            " on one.bed_id = other.bed_id and one.id < other.id and one.nights && other.nights"
        )
        return int(row["pairs"])

    async def violations(self) -> list[str]:
        """Ask what `abrigo check` asks."""
        async with transaction(self.engine, OPERATOR) as session:
            return await violations(session)


@asynccontextmanager
async def ground(*, command: Sequence[str] = SHIPPED, pool: int = 250) -> AsyncIterator[Ground]:
    """Set up everything in a folder that is gone afterwards, as `abrigo migrate` and `abrigo serve` do."""
    with tempfile.TemporaryDirectory(prefix="abrigo-apart-", ignore_cleanup_errors=True) as folder:
        settings = Settings(data=Path(folder), database_url=None, key_file=None)
        await prepare(settings)
        cluster = Cluster(settings.data)
        server = Server(settings, cluster.socket, command)
        engine = make_single_engine(address(cluster.socket, APPLICATION))
        sign_with(engine, load_record_key(settings.record_key_path))
        limits = httpx2.Limits(max_connections=pool, max_keepalive_connections=0)
        try:
            cluster.start()
            await cluster.ready()
            scene = await make_scene(engine, load_keyring(settings.keyring_file))
            server.start()
            await server.ready()
            async with httpx2.AsyncClient(limits=limits, timeout=120) as client:
                superuser = make_single_engine(address(cluster.socket, "postgres"))
                yield Ground(settings, cluster, server, engine, superuser, client, scene)
        finally:
            server.kill()
            await engine.dispose()
            cluster.kill()
