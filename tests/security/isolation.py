"""R8: of networks that work at once over few connections, nobody reads a row of another, whatever she asks for."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, PEOPLE, Actor, Role
from shelters.database.engine import make_engine
from shelters.database.transaction import transaction
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from tests.scene import make_scene
from tests.security.lab import Figure, Lab
from tests.security.things import all_things

REQUESTS, POOL, TENANTS = 5000, 5, 3
# A run is over all networks on purpose; its lines are not. What is on the network itself is its name and country.
OVER_ALL: Final = frozenset({"run"})
# The regional team keeps the houses of every network, their nights and closed parts, and leads where one is exposed.
REGIONAL: Final = frozenset(
    {"bed", "bed_occupancy", "circle_key", "circle_secret", "closure", "collective", "collective_offer"}
    | {"evacuation", "evacuation_line", "house", "room"}
)
# The public half of a committee's key is everybody's to know: the hosts of any network close arrival sheets for it,
# and what they closed stays within their reach, to be taken back.
_PART: Final = {
    "circle_key": "(select * from circle_key where house_id is not null) circle_key",
    "circle_secret": "(select * from circle_secret where from_house is null or from_house"
    " <> all (cast(:houses as uuid[]))) circle_secret",
}
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


async def everybody(superuser: AsyncEngine, count: int) -> list[Actor]:
    """Give one of the committee of each of so many networks, and one of each other role of every network."""
    names = text(
        "select distinct on (network_id, role) role, id, network_id,"
        " array(select house_id from house_host where person_id = person.id) from person"
        " where role <> 'committee' or network_id in"
        " (select network_id from person where role = 'committee' group by network_id order by network_id limit :count)"
    )
    async with superuser.connect() as connection:
        rows = (await connection.execute(names, {"count": count})).all()
    return [Actor(Role(role), person, network, frozenset(houses)) for role, person, network, houses in rows]


def in_reach(actor: Actor, tables: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Give the tables in which somebody may read no row of another network."""
    return {table: columns for table, columns in tables.items() if actor.role != Role.PLANNER or table not in REGIONAL}


def foreign(table: str, columns: Sequence[str]) -> str:
    """Count, with no condition of the application's, rows that are of networks, none of them the actor's."""
    owners = f"array_remove(array[{', '.join(columns)}], null)"
    theirs = f"cardinality({owners}) > 0 and cast(:network as uuid) <> all ({owners})"
    return f"select count(*) from {_PART.get(table, table)} where {theirs}"  # noqa: S608 - names of our own tables


async def read_by_all(
    engine: AsyncEngine, actors: Sequence[Actor], tables: Mapping[str, list[str]], requests: int
) -> int:
    """Let the actors ask at once, each for all of each table, then again at random; count foreign rows shown."""
    each = [(actor, *table) for actor in actors for table in in_reach(actor, tables).items()]
    chance = random.Random(8)
    asked = [*each, *chance.choices(each, k=max(0, requests - len(each)))]
    chance.shuffle(asked)

    async def one(actor: Actor, table: str, columns: list[str]) -> int:
        async with transaction(engine, actor) as session:
            values = {"network": actor.network_id, "houses": list(actor.houses)}
            count = await session.scalar(text(foreign(table, columns)), values)
            return count or 0

    return sum(await asyncio.gather(*(one(*what) for what in asked)))


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
    # The region has no row of some kinds; among these things there is one of each, of several networks.
    await all_things(lab, await make_scene(lab.engine, lab.keyring))
    actors, tables = await everybody(lab.superuser, tenants), await tenant_tables(lab.superuser)
    few = make_engine(lab.application_address, pool_size=POOL)
    rows = await read_by_all(few, actors, tables, requests)
    await few.dispose()
    leaked = await left_behind(lab.application_address, next(each for each in actors if each.role == Role.COMMITTEE))
    networks = len({each.network_id for each in actors if each.role == Role.COMMITTEE})
    return Figure(
        "R8",
        f"{requests} requests of {len(actors)} people of {networks} networks, {len(tables)} tables, {POOL} connections",
        "0 foreign rows",
        f"{rows} foreign rows",
        f"a setting of the connection's: {leaked} rows to nobody",
        holds=networks == tenants and {each.role for each in actors} == PEOPLE and rows == 0 and leaked > 0,
    )
