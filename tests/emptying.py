"""A database as if nothing had happened in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Empty = Callable[[], Awaitable[None]]


async def emptying(superuser: AsyncEngine) -> Empty:
    """Give what empties every table; to delete the few rows of a test is ten times quicker than to truncate."""
    async with superuser.connect() as connection:
        each = await connection.scalar(
            text(
                "select string_agg(format('delete from %I.%I', schemaname, tablename), ';') from pg_tables"
                " where schemaname in ('public', 'queue') and tablename <> 'alembic_version'"
            )
        )

    async def empty() -> None:
        async with superuser.begin() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            # As a replica: no foreign key is asked, and no trigger keeps the record as it is.
            await raw.execute(f"set local session_replication_role = replica; {each}")

    return empty
