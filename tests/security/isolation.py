"""R8: of three networks that work at once over few connections, none reads a row of another, whatever it asks for."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.database.engine import make_engine
from shelters.database.transaction import transaction
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from tests.security.lab import Figure, Lab

REQUESTS, POOL, TENANTS = 5000, 5, 3
# A run is over all networks on purpose; its lines are not. What is on the network itself is its name and country.
OVER_ALL: Final = frozenset({"run"})
# The public half of a committee's key is everybody's to know: the hosts of any network close arrival sheets for it.
_PART: Final = {"circle_key": "(select * from circle_key where house_id is not null) circle_key"}
_OWNED: Final = text(
    "select table_name, string_agg(column_name, ',') from information_schema.columns"
    " where table_schema = 'public' and column_name like '%network_id' group by table_name order by table_name"
)
# Tables that have row security, forced on their owner too, and a policy.
GUARDED: Final = text(
    "select distinct relname from pg_class join pg_policy on polrelid = pg_class.oid"
    " where relrowsecurity and relforcerowsecurity"
)


async def tenant_tables(superuser: AsyncEngine) -> dict[str, list[str]]:
    """List the tables with rows of networks, and the columns that say of which."""
    async with superuser.connect() as connection:
        found = {table: columns.split(",") for table, columns in await connection.execute(_OWNED)}
    return {table: columns for table, columns in found.items() if table not in OVER_ALL}


async def committees(superuser: AsyncEngine, count: int) -> list[Actor]:
    """Give a member of the committee of each of so many networks."""
    names = text("select distinct on (network_id) id, network_id from person where role = 'committee' limit :count")
    async with superuser.connect() as connection:
        rows = (await connection.execute(names, {"count": count})).all()
    return [Actor(Role.COMMITTEE, person_id, network_id) for person_id, network_id in rows]


def foreign(table: str, columns: Sequence[str]) -> str:
    """Count, with no condition of the application's, rows that are of networks, none of them the actor's."""
    owners = f"array_remove(array[{', '.join(columns)}], null)"
    theirs = f"cardinality({owners}) > 0 and cast(:network as uuid) <> all ({owners})"
    return f"select count(*) from {_PART.get(table, table)} where {theirs}"  # noqa: S608 - names of our own tables


async def read_by_all(
    engine: AsyncEngine, actors: Sequence[Actor], tables: Mapping[str, list[str]], requests: int
) -> int:
    """Let the actors ask at once, each time for all of one table; count the foreign rows they were shown."""
    chance = random.Random(8)
    asked = [(chance.choice(actors), *chance.choice(list(tables.items()))) for _ in range(requests)]

    async def one(actor: Actor, table: str, columns: list[str]) -> int:
        async with transaction(engine, actor) as session:
            count = await session.scalar(text(foreign(table, columns)), {"network": actor.network_id})
            return count or 0

    return sum(await asyncio.gather(*(one(*each) for each in asked)))


async def left_behind(address: str, actor: Actor) -> int:
    """The control: say for a whole connection who acts, give it back, and read on it as nobody."""
    careless = make_engine(address, pool_size=1)
    async with careless.begin() as connection:
        for name, value in actor.database_settings().items():
            await connection.execute(text(f"select set_config('abrigo.{name}', :value, false)"), {"value": value})
    async with transaction(careless, None) as session:
        rows = await session.scalar(text("select count(*) from request"))
    await careless.dispose()
    return rows or 0


async def measured(lab: Lab, requests: int = REQUESTS, size: Size = Size.REGION, tenants: int = TENANTS) -> Figure:
    """Fill a region, let its networks read it at once, then the careless way."""
    async with transaction(lab.engine, OPERATOR) as session:
        await fill_region(session, lab.keyring, size, 1)
    actors, tables = await committees(lab.superuser, tenants), await tenant_tables(lab.superuser)
    few = make_engine(lab.application_address, pool_size=POOL)
    rows = await read_by_all(few, actors, tables, requests)
    await few.dispose()
    leaked = await left_behind(lab.application_address, actors[0])
    return Figure(
        "R8",
        f"{requests} requests of {len(actors)} networks, {len(tables)} tables, {POOL} connections",
        "0 foreign rows",
        f"{rows} foreign rows",
        f"a setting of the connection's: {leaked} rows to nobody",
        holds=len(actors) == tenants and rows == 0 and leaked > 0,
    )
