"""Crashes at every point of a command: before each statement, before the commit, and when only the answer is lost.

The server's process for the connection is ended from outside at that point, as when it is killed or the line breaks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.audit.chain import sign_with
from shelters.database.engine import make_single_engine
from shelters.errors import AbrigoError
from tests.scene import Scene

Act = Callable[[AsyncEngine], Awaitable[object]]


@dataclass
class Crashing:
    """An engine that counts the points of what is done through it, and is cut off at one of them."""

    engine: AsyncEngine
    socket: str
    at: int = 0
    points: int = 0
    struck: bool = field(default=False)

    @classmethod
    def on(cls, address: str, socket: str, key: bytes) -> Crashing:
        """Connect as the application does."""
        made = cls(sign_with(make_single_engine(address), key), socket)
        event.listen(made.engine.sync_engine, "before_cursor_execute", made._statement)
        event.listen(made.engine.sync_engine, "commit", made._commit)
        return made

    def _statement(self, connection: Connection, *_what: Any) -> None:
        self._point(connection)

    def _commit(self, connection: Connection) -> None:
        self._point(connection)
        # Once more with the commit done: the work stands, and only the answer is lost.
        self._point(connection, done=True)

    def _point(self, connection: Connection, *, done: bool = False) -> None:
        self.points += 1
        if self.points == self.at:
            self.struck = True
            dbapi: Any = connection.connection.dbapi_connection
            dbapi.run_async(lambda driver: self._strike(driver, done=done))

    async def _strike(self, driver: asyncpg.Connection[Any], *, done: bool) -> None:
        pid = driver.get_server_pid()
        if done:
            await driver.execute("commit")
        killer = await asyncpg.connect(host=self.socket, user="postgres", database="postgres")
        try:
            assert await killer.fetchval("select pg_terminate_backend($1, 10000)", pid)
        finally:
            killer.terminate()


async def count_points(crashing: Crashing, act: Act) -> int:
    """Do it without a crash, and say how many points it has."""
    crashing.at, crashing.points = 0, 0
    await act(crashing.engine)
    return crashing.points


async def crash_at(crashing: Crashing, act: Act, point: int) -> bool:
    """Do it with a crash at a point; say whether it came so far."""
    crashing.at, crashing.points, crashing.struck = point, 0, False
    with suppress(SQLAlchemyError, AbrigoError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await act(crashing.engine)
    return crashing.struck


_TABLES = """
select table_schema || '."' || table_name || '"' from information_schema.tables
    where table_schema in ('public', 'queue') and table_type = 'BASE TABLE' order by 1
"""
_PRINT = "select '{0}' as name, md5(string_agg(t::text, '|' order by t::text)) as print from {0} t"
_PLAIN = """
select table_name, string_agg(format('%I', column_name), ', ' order by column_name)
    from information_schema.columns
    where table_schema = 'public' and is_identity = 'NO'
        and data_type in ('text', 'integer', 'date', 'daterange', 'boolean', 'character')
        and column_name not in ('code', 'key', 'answer', 'role')
    group by table_name
"""


async def exactly(superuser: AsyncEngine) -> list[tuple[str, str]]:
    """Take a print of every row of every table."""
    async with superuser.connect() as connection:
        tables = (await connection.scalars(text(_TABLES))).all()
        prints = " union all ".join(_PRINT.format(table) for table in tables)
        return [(row.name, row.print) for row in await connection.execute(text(f"{prints} order by 1"))]


async def in_outline(superuser: AsyncEngine) -> dict[str, list[str]]:
    """Say what stands in every table but what is drawn anew each time: ids, moments, sealed things."""
    outline = {}
    async with superuser.connect() as connection:
        for table, columns in (await connection.execute(text(_PLAIN))).all():
            rows = await connection.scalars(text(f'select ({columns})::text from "{table}"'))  # noqa: S608 - as above
            outline[table] = sorted(map(str, rows))
    return outline


@dataclass
class Tried:
    """What a crash at each point left behind."""

    points: int
    torn: list[int] = field(default_factory=list)
    finished: bool = False


async def try_every_point(
    crashing: Crashing, superuser: AsyncEngine, act: Act, points: int, whole: dict[str, list[str]]
) -> Tried:
    """Crash at every point in turn: all but the last leave everything as it was, the last as without a crash."""
    tried = Tried(points)
    before = await exactly(superuser)
    for point in range(1, points):
        assert await crash_at(crashing, act, point), f"it has no point {point}"
        if await exactly(superuser) != before:
            tried.torn.append(point)
            return tried
    assert await crash_at(crashing, act, points), "its answer was not lost"
    tried.finished = await in_outline(superuser) == whole
    return tried


def of_scene(scene: Scene, engine: AsyncEngine) -> Scene:
    """Give the scene as seen through another engine."""
    return Scene(engine, scene.keyring, scene.world, scene.ceiba, scene.ceiba_room, scene.quetzal, scene.quetzal_room)
