"""The record is added to and read by those it concerns; nobody changes it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, MATCHER, OPERATOR, Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record, record_opening
from shelters.audit.queries import latest_lines, lines_about
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError
from tests.world import World, make_world

EVERY_LINE = text("select action from audit_record order by seq")


async def told(engine: AsyncEngine, actor: Actor, action: Action) -> None:
    """Record one line as somebody."""
    async with transaction(engine, actor) as session:
        record(session, actor, action, None)


async def seen(engine: AsyncEngine, actor: Actor | None) -> list[str]:
    """Read the whole table as somebody, with no condition at all."""
    async with transaction(engine, actor) as session:
        return list(await session.scalars(EVERY_LINE))


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Let each person leave one line, and the door one."""
    world = await make_world(engine)
    for person in world.people:
        await told(engine, world.actor(person), Action.SIGNED_IN)
    await told(engine, DOOR, Action.SIGN_IN_REFUSED)
    return world


async def test_a_steward_reads_her_network_and_others_only_themselves(engine: AsyncEngine, world: World) -> None:
    assert await seen(engine, world.actor(world.steward)) == ["session:opened"] * 3
    for person in (world.committee, world.host, world.planner, world.committee_gt):
        assert await seen(engine, world.actor(person)) == ["session:opened"]
    assert len(await seen(engine, OPERATOR)) == 6


async def test_a_part_of_the_system_reads_only_what_it_wrote_and_nobody_reads_nothing(
    engine: AsyncEngine, world: World
) -> None:
    assert await seen(engine, DOOR) == ["session:refused"]
    assert await seen(engine, MATCHER) == []
    assert await seen(engine, None) == []


async def test_a_network_reads_who_of_another_opened_what_of_hers(engine: AsyncEngine, world: World) -> None:
    opener = world.actor(world.committee_gt)
    async with transaction(engine, opener) as session:
        record_opening(session, opener, Action.SHEET_OPENED, world.mx.id, world.mx.id)
    steward = world.actor(world.steward)
    async with transaction(engine, steward) as session:
        newest, *_ = await latest_lines(session, steward)
    assert (newest.action, newest.network_id) == ("arrival_sheet:opened", world.gt.id)
    assert await seen(engine, world.actor(world.committee)) == ["session:opened"], "the record is the steward's to read"


@pytest.mark.parametrize(
    "change", ["update audit_record set action = 'x'", "delete from audit_record", "truncate audit_record"]
)
async def test_nobody_changes_or_removes_a_line(engine: AsyncEngine, world: World, change: str) -> None:
    for actor in (OPERATOR, DOOR, world.actor(world.steward)):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with transaction(engine, actor) as session:
                await session.execute(text(change))


async def test_only_a_steward_pages_through_the_record(engine: AsyncEngine, world: World) -> None:
    steward = world.actor(world.steward)
    async with transaction(engine, steward) as session:
        newest = await latest_lines(session, steward, limit=2)
        older = await latest_lines(session, steward, before=newest[-1].seq, limit=2)
    assert [line.person_id for line in [*newest, *older]] == [world.steward.id, world.host.id, world.committee.id]
    for person in (world.committee, world.host, world.planner):
        with pytest.raises(NotAllowedError):
            async with transaction(engine, world.actor(person)) as session:
                await latest_lines(session, world.actor(person))


async def test_the_lines_about_a_thing_come_in_their_order(engine: AsyncEngine, world: World) -> None:
    ana = world.actor(world.committee)
    thing = world.mx.id
    async with transaction(engine, ana) as session:
        record(session, ana, Action.REQUEST_FILED, thing, tier=1)
        record(session, ana, Action.REQUEST_WITHDRAWN, thing)
    async with transaction(engine, ana) as session:
        lines = await lines_about(session, thing)
    assert [(line.action, line.details) for line in lines] == [
        ("request:filed", {"tier": 1}),
        ("request:withdrawn", {}),
    ]


async def test_a_line_of_another_network_that_names_nobody_is_not_taken_for_ones_own(
    engine: AsyncEngine, superuser: AsyncEngine, world: World
) -> None:
    async with superuser.begin() as connection:
        await connection.execute(
            text(
                "insert into audit_record (at, network_id, role, action, details)"
                " values (now(), :network, 'committee', 'beds:held', '{}')"
            ),
            {"network": world.gt.id},
        )
    assert "beds:held" not in await seen(engine, world.actor(world.committee))
