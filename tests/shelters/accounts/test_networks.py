"""Networks, which the operator adds, and what a person has for herself: preferences, a second factor, her turn."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.commands import add_network, change_preferences
from shelters.accounts.factors import begin_factor, demo_code, unconfirmed_seed
from shelters.accounts.models import Person
from shelters.accounts.passwords import off_the_loop
from shelters.accounts.queries import any_network, network_named
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError, NotAllowedError, NotFoundError, NotReadyError
from tests.scene import Scene

# As many as may work or wait at once.
QUEUE = 60


async def test_the_operator_adds_a_network_and_finds_it_by_its_name(engine: AsyncEngine) -> None:
    async with transaction(engine, OPERATOR) as session:
        assert not await any_network(session)
        made = await add_network(session, OPERATOR, "  Red del sur (inventada) ", "HN")
        assert await any_network(session)
        assert (await network_named(session, "Red del sur (inventada)")).id == made.id
        with pytest.raises(NotFoundError, match="Revisa cómo está escrito"):
            await network_named(session, "Red del norte (inventada)")


async def test_a_network_is_in_one_of_the_countries_of_the_region(engine: AsyncEngine) -> None:
    async with transaction(engine, OPERATOR) as session:
        with pytest.raises(InvalidInputError) as refused:
            await add_network(session, OPERATOR, "Red (inventada)", "FR")
    assert refused.value.field == "country"


async def test_nobody_who_signs_in_adds_a_network(scene: Scene) -> None:
    for person in scene.world.people:
        with pytest.raises(NotAllowedError):
            async with scene.acting(person) as (session, actor):
                await add_network(session, actor, "Red (inventada)", "MX")


async def test_who_chooses_no_preference_keeps_those_she_has(scene: Scene) -> None:
    for theme, kept in (("dark", "dark"), (None, "dark")):
        async with scene.acting(scene.world.committee) as (session, actor):
            await change_preferences(session, actor, locale=None, theme=theme)
            assert (await session.get_one(Person, actor.person_id, populate_existing=True)).theme == kept


async def test_a_seed_is_shown_until_it_is_confirmed_and_never_again(scene: Scene, superuser: AsyncEngine) -> None:
    ana = scene.world.committee
    async with scene.acting(OPERATOR) as (session, _):
        with pytest.raises(NotFoundError):
            await unconfirmed_seed(session, scene.keyring, ana.id)
        await begin_factor(session, scene.keyring, ana)
        assert len(await unconfirmed_seed(session, scene.keyring, ana.id)) >= 20
    async with superuser.begin() as connection:
        await connection.execute(text("update second_factor set confirmed_at = now()"))
    async with scene.acting(OPERATOR) as (session, _):
        with pytest.raises(NotFoundError):
            await unconfirmed_seed(session, scene.keyring, ana.id)


async def test_the_code_of_an_account_is_told_on_invented_networks_alone(scene: Scene, superuser: AsyncEngine) -> None:
    ana = scene.world.committee
    async with scene.acting(OPERATOR) as (session, _):
        await begin_factor(session, scene.keyring, ana)
        with pytest.raises(NotFoundError, match="demo"):
            await demo_code(session, scene.keyring, ana.name)
    async with superuser.begin() as connection:
        await connection.execute(text("update network set demo = true"))
    async with scene.acting(OPERATOR) as (session, _):
        assert (await demo_code(session, scene.keyring, ana.name)).isdigit()


async def test_whoever_would_wait_too_long_to_be_let_in_is_asked_to_come_again() -> None:
    go = Event()
    waiting = [asyncio.create_task(off_the_loop(go.wait, 30)) for _ in range(QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(NotReadyError, match="Inténtalo otra vez"):
        await off_the_loop(go.wait, 30)
    go.set()
    assert await asyncio.gather(*waiting) == [True] * QUEUE
