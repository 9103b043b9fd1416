"""An invitation lets in one person, once, in time, as what she was invited as."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, OPERATOR, Role
from shelters.accounts.commands import add_network, invite, join
from shelters.accounts.models import Person
from shelters.accounts.passwords import check_passphrase, hash_passphrase
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.scene import Scene
from tests.world import PASSPHRASE, World, make_world


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Store networks and people."""
    return await make_world(engine)


async def invited(engine: AsyncEngine, world: World, role: Role = Role.COMMITTEE) -> str:
    """Invite somebody as the steward, and give the token."""
    steward = world.actor(world.steward)
    async with transaction(engine, steward) as session:
        return await invite(session, steward, world.mx.id, role)


async def joined(engine: AsyncEngine, token: str, name: str = "nueva", passphrase: str = PASSPHRASE) -> Person:
    """Join through the door."""
    hashed = await hash_passphrase(check_passphrase(passphrase))
    async with transaction(engine, DOOR) as session:
        return await join(session, token, name, hashed)


async def how_it_ended(*doings: Coroutine[Any, Any, Person]) -> list[str]:
    """Do all of it at once, and name how each ended."""
    ends = await asyncio.gather(*doings, return_exceptions=True)
    return sorted(type(end).__name__ for end in ends)


async def test_whoever_joins_is_what_she_was_invited_as(
    engine: AsyncEngine, superuser: AsyncEngine, world: World
) -> None:
    person = await joined(engine, await invited(engine, world), "  Nueva.2 ")
    assert (person.name, person.role, person.network_id) == ("nueva.2", "committee", world.mx.id)
    assert PASSPHRASE not in person.password_hash
    async with superuser.connect() as connection:
        lines = await connection.execute(text("select action, person_id, network_id from audit_record order by seq"))
        assert [tuple(line) for line in lines] == [
            ("person:invited", world.steward.id, world.mx.id),
            ("person:joined", person.id, world.mx.id),
        ]


async def test_an_invitation_is_used_once(engine: AsyncEngine, world: World) -> None:
    token = await invited(engine, world)
    await joined(engine, token)
    with pytest.raises(NotFoundError):
        await joined(engine, token, "otra")


async def test_of_two_with_one_invitation_one_joins(engine: AsyncEngine, world: World) -> None:
    token = await invited(engine, world)
    ends = await how_it_ended(joined(engine, token, "primera"), joined(engine, token, "segunda"))
    assert ends == ["NotFoundError", "Person"]


async def test_of_two_who_want_one_name_one_has_it_and_the_other_can_choose_again(
    engine: AsyncEngine, world: World
) -> None:
    tokens = [await invited(engine, world), await invited(engine, world)]
    ends = await how_it_ended(*(joined(engine, token, "misma") for token in tokens))
    assert ends in (["ConflictError", "Person"], ["InvalidInputError", "Person"])
    names = [await _other_name(engine, token) for token in tokens]
    assert sorted(names, key=str) == [None, "otra"]


async def _other_name(engine: AsyncEngine, token: str) -> str | None:
    try:
        return (await joined(engine, token, "otra")).name
    except (NotFoundError, ConflictError):
        return None


async def test_an_invitation_that_is_late_used_or_made_up_is_the_same_no(
    engine: AsyncEngine, superuser: AsyncEngine, world: World
) -> None:
    late, used = await invited(engine, world), await invited(engine, world)
    await joined(engine, used)
    async with superuser.begin() as connection:
        past = text("update invitation set expires_at = :then where used_at is null")
        await connection.execute(past, {"then": now() - timedelta(seconds=1)})
    answers = []
    for token in (late, used, "", "made-up", "\x00"):
        with pytest.raises(NotFoundError) as refusal:
            await joined(engine, token, "otra")
        answers.append((refusal.value.message, refusal.value.values))
    assert len({str(answer) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("name", "passphrase", "field"),
    [
        ("no", PASSPHRASE, "name"),
        ("con espacio", PASSPHRASE, "name"),
        ("ñandú", PASSPHRASE, "name"),
        ("x" * 41, PASSPHRASE, "name"),
        (".punto", PASSPHRASE, "name"),
        ("ana", PASSPHRASE, "name"),
        ("ANA", PASSPHRASE, "name"),
        ("nueva", "demasiado corta"[:14], "passphrase"),
        ("nueva", "x" * 129, "passphrase"),
    ],
)
async def test_a_name_or_passphrase_that_will_not_do_leaves_the_invitation_unused(
    engine: AsyncEngine, world: World, name: str, passphrase: str, field: str
) -> None:
    token = await invited(engine, world)
    with pytest.raises(InvalidInputError) as refusal:
        await joined(engine, token, name, passphrase)
    assert refusal.value.field == field
    assert passphrase not in f"{refusal.value} {refusal.value.values}"
    assert (await joined(engine, token)).name == "nueva"


async def test_a_host_is_invited_with_her_houses_and_nobody_else_with_any(scene: Scene) -> None:
    world, houses = scene.world, frozenset({scene.ceiba.id})
    for role, given in ((Role.HOST, frozenset()), (Role.COMMITTEE, houses), (Role.OPERATOR, frozenset())):
        with pytest.raises(InvalidInputError):
            async with scene.acting(world.steward) as (session, actor):
                await invite(session, actor, world.mx.id, role, given)
    async with scene.acting(world.steward) as (session, actor):
        token = await invite(session, actor, world.mx.id, Role.HOST, houses)
    person = await joined(scene.engine, token)
    async with scene.acting(world.steward) as (session, _):
        hosted = text("select house_id from house_host where person_id = :id")
        assert list(await session.scalars(hosted, {"id": person.id})) == [scene.ceiba.id]


async def test_only_the_operator_adds_a_network_and_only_of_the_region(engine: AsyncEngine, world: World) -> None:
    for actor, country, error in (
        (world.actor(world.steward), "MX", NotAllowedError),
        (OPERATOR, "FR", InvalidInputError),
    ):
        with pytest.raises(error):
            async with transaction(engine, actor) as session:
                await add_network(session, actor, "Red nueva (inventada)", country)
