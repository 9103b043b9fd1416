"""Whoever acts, the database is told all of it, so that nothing of a former actor stays."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, MATCHER, OPERATOR, PEOPLE, Actor, Role
from shelters.access.words import ROLES
from shelters.database.transaction import acting_as, transaction
from shelters.errors import NotFoundError

SAID = text("select abrigo_role(), abrigo_network(), abrigo_person(), abrigo_houses()")
HOST = Actor(Role.HOST, uuid4(), uuid4(), frozenset({uuid4(), uuid4()}))


@pytest.mark.parametrize("actor", [DOOR, MATCHER, OPERATOR, HOST, Actor(Role.PLANNER)], ids=lambda actor: actor.role)
def test_all_four_settings_are_always_given(actor: Actor) -> None:
    settings = actor.database_settings()
    assert set(settings) == {"role", "network", "person", "houses"}
    assert settings["role"] == actor.role.value
    assert all(isinstance(value, str) for value in settings.values())


async def test_the_database_reads_who_acts_as_she_is(engine: AsyncEngine) -> None:
    async with transaction(engine, HOST) as session:
        role, network, person, houses = (await session.execute(SAID)).one()
    assert (role, network, person, frozenset(houses)) == ("host", HOST.network_id, HOST.person_id, HOST.houses)


async def test_nothing_of_who_acted_before_stays_while_another_acts(engine: AsyncEngine) -> None:
    async with transaction(engine, HOST) as session:
        async with acting_as(session, MATCHER):
            assert tuple((await session.execute(SAID)).one()) == ("matcher", None, None, [])
        assert (await session.execute(SAID)).one()[0] == "host"
    async with engine.connect() as connection:
        assert tuple((await connection.execute(SAID)).one()) == ("", None, None, [])


def test_every_role_has_a_name_and_four_are_of_people() -> None:
    assert set(ROLES) == set(Role)
    assert Role.COMMITTEE in PEOPLE
    assert PEOPLE.isdisjoint({Role.DOOR, Role.MATCHER, Role.OPERATOR})
    assert len(PEOPLE) == 4


def test_what_networks_or_people_have_is_missing_for_whoever_is_none() -> None:
    planner = Actor(Role.PLANNER, person_id=uuid4())
    assert planner.person == planner.person_id
    with pytest.raises(NotFoundError):
        _ = planner.network
    with pytest.raises(NotFoundError):
        _ = MATCHER.person
