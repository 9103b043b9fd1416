"""What a steward reads of her network, and a person of her own sessions, comes in an order."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.queries import live_sessions, people_in_network
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError
from shelters.settings import Settings
from tests.world import World, make_world, open_session


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Store networks and people."""
    return await make_world(engine)


async def test_people_are_listed_by_role_and_name_a_page_at_a_time(engine: AsyncEngine, world: World) -> None:
    hers = [person for person in world.people if person.network_id == world.steward.network_id]
    wanted = sorted((person.role, person.name) for person in hers)
    async with transaction(engine, world.actor(world.steward)) as session:
        listed = await people_in_network(session, world.actor(world.steward))
        second = await people_in_network(session, world.actor(world.steward), offset=1, limit=1)
    assert [(person.role, person.name) for person in listed] == wanted
    assert [(person.role, person.name) for person in second] == wanted[1:2]
    with pytest.raises(NotAllowedError):
        async with transaction(engine, world.actor(world.committee)) as session:
            await people_in_network(session, world.actor(world.committee))


async def test_her_sessions_are_listed_the_latest_first(engine: AsyncEngine, world: World, settings: Settings) -> None:
    for minutes in (5, 15, 10):
        with time_machine.travel(now() - timedelta(minutes=minutes), tick=False):
            await open_session(engine, world.committee)
    await open_session(engine, world.host)
    async with transaction(engine, world.actor(world.committee)) as session:
        live = await live_sessions(session, world.actor(world.committee), settings)
    opened = [session.opened_at for session in live]
    assert len(opened) == 3
    assert opened == sorted(opened, reverse=True)
