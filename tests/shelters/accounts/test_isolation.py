"""Accounts of one network are nothing to another, even for a query that forgets to ask whose they are."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, MATCHER, Role
from shelters.accounts.commands import invite
from shelters.accounts.queries import people_in_network
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError, NotFoundError
from tests.world import World, make_world, open_session


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Sign everybody in."""
    world = await make_world(engine)
    for person in world.people:
        await open_session(engine, person)
    return world


async def test_a_query_without_a_condition_shows_one_s_own_network(engine: AsyncEngine, world: World) -> None:
    for person, number in zip(world.people, (3, 3, 3, 1, 1), strict=True):
        async with transaction(engine, world.actor(person)) as session:
            assert await session.scalar(text("select count(*) from person")) == number


async def test_a_person_sees_her_own_sessions_and_nobody_else_s(engine: AsyncEngine, world: World) -> None:
    for person in world.people:
        async with transaction(engine, world.actor(person)) as session:
            assert list(await session.scalars(text("select person_id from live_session"))) == [person.id]


async def test_without_an_actor_there_is_nothing(engine: AsyncEngine, world: World) -> None:
    for table in ("network", "person", "live_session", "invitation", "submission"):
        async with transaction(engine, None) as session:
            assert await session.scalar(text(f"select count(*) from {table}")) == 0  # noqa: S608 - a constant


async def test_the_matcher_knows_no_accounts(engine: AsyncEngine, world: World) -> None:
    async with transaction(engine, MATCHER) as session:
        assert await session.scalar(text("select count(*) from person")) == 0


async def test_nobody_makes_a_person_but_the_door(engine: AsyncEngine, world: World) -> None:
    insert = text(
        "insert into person (id, network_id, name, role, password_hash)"
        " values (gen_random_uuid(), :network, 'new', 'steward', 'x')"
    )
    for person in world.people:
        with pytest.raises(ProgrammingError, match="row-level security"):
            async with transaction(engine, world.actor(person)) as session:
                await session.execute(insert, {"network": person.network_id})
    async with transaction(engine, DOOR) as session:
        await session.execute(insert, {"network": world.mx.id})


async def test_a_steward_invites_into_her_own_network_only(engine: AsyncEngine, world: World) -> None:
    steward = world.actor(world.steward)
    with pytest.raises(NotFoundError):
        async with transaction(engine, steward) as session:
            await invite(session, steward, world.gt.id, Role.COMMITTEE)


async def test_only_a_steward_lists_and_invites_people(engine: AsyncEngine, world: World) -> None:
    for person in (world.committee, world.host, world.planner):
        actor = world.actor(person)
        async with transaction(engine, actor) as session:
            with pytest.raises(NotAllowedError):
                await people_in_network(session, actor)
            with pytest.raises(NotAllowedError):
                await invite(session, actor, world.mx.id, Role.COMMITTEE)
