"""Row-level security alone: what a query without any condition shows, and what keys cannot name."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, MATCHER, Actor, Role
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.placement.answers import accept_proposal
from shelters.placement.models import Run, RunLine
from shelters.stays.models import Stay
from tests.scene import Scene

TABLES = ("proposal", "stay", "arrival_sheet", "run_line")


@pytest.fixture
async def stay(scene: Scene) -> Stay:
    """Bring a party of the Mexican network to a house of the Guatemalan one, and keep a run with a line for each."""
    request = await scene.file(case={"avoid": [{"kind": "country", "place": "MX"}]})
    proposal = await scene.choose(request)
    assert proposal.house_id == scene.quetzal.id
    theirs = await scene.file(scene.world.committee_gt)
    async with scene.acting(host_of_quetzal(scene)) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    async with scene.acting(MATCHER) as (session, _):
        run = Run(made_at=now(), requests=2, placed=0, seconds=0.0)
        session.add(run)
        await session.flush()
        for each in (request, theirs):
            session.add(RunLine(run_id=run.id, request_id=each.id, network_id=each.network_id))
    return stay


def host_of_quetzal(scene: Scene) -> Actor:
    """Somebody who hosts the house in Guatemala."""
    return Actor(Role.HOST, uuid4(), scene.world.gt.id, frozenset({scene.quetzal.id}))


async def seen(scene: Scene, actor: Actor | None) -> dict[str, int]:
    """Count the rows of each table as somebody, with no condition."""
    async with transaction(scene.engine, actor) as session:
        return {
            table: int(await session.scalar(text(f"select count(*) from {table}")) or 0)  # noqa: S608 - a constant
            for table in TABLES
        }


async def test_each_sees_what_concerns_her_and_nothing_else(scene: Scene, stay: Stay) -> None:
    world = scene.world
    nothing = dict.fromkeys(TABLES, 0)
    assert await seen(scene, world.actor(world.committee)) == dict.fromkeys(TABLES, 1)
    assert await seen(scene, world.actor(world.steward)) == {**dict.fromkeys(TABLES, 1), "arrival_sheet": 0}
    assert await seen(scene, host_of_quetzal(scene)) == {**nothing, "proposal": 1, "stay": 1}
    # The network whose house it is hosts the stay, and its committee still learns nothing of it.
    assert await seen(scene, world.actor(world.committee_gt)) == {**nothing, "run_line": 1}
    for stranger in (world.actor(world.host), world.actor(world.planner), DOOR, None):
        assert await seen(scene, stranger) == nothing


async def test_nobody_but_the_committee_that_asked_reads_an_arrival_sheet_even_in_sql(scene: Scene, stay: Stay) -> None:
    """Neither the host who sealed it, nor the operator, nor the matcher; and of these only she could write it anew."""
    hers = scene.world.actor(scene.world.committee)
    for role in Role:
        for network in (scene.world.mx.id, scene.world.gt.id):
            actor = Actor(role, uuid4(), network, frozenset({scene.ceiba.id, scene.quetzal.id}))
            reads = role is Role.COMMITTEE and network == hers.network_id
            assert (await seen(scene, actor))["arrival_sheet"] == reads
            async with transaction(scene.engine, actor) as session:
                rewritten = await session.execute(text("update arrival_sheet set until = '2999-01-01'"))
                assert role is Role.HOST or cast("CursorResult[Any]", rewritten).rowcount == 0


async def test_a_run_is_seen_by_those_who_may_start_one(scene: Scene, stay: Stay) -> None:
    world = scene.world
    for person, number in ((world.committee, 1), (world.planner, 1), (world.host, 0), (world.steward, 0)):
        async with scene.acting(person) as (session, _):
            assert await session.scalar(text("select count(*) from run")) == number


@pytest.mark.parametrize("table", ["proposal", "stay", "run_line"])
async def test_nobody_changes_what_is_not_hers_to_see(scene: Scene, stay: Stay, table: str) -> None:
    column = {"run_line": "km = 1"}.get(table, "state = 'revoked'")
    for person in (scene.world.host, scene.world.planner):
        async with scene.acting(person) as (session, _):
            changed = await session.execute(text(f"update {table} set {column} returning 1"))  # noqa: S608 - a constant
            assert changed.all() == []


@pytest.mark.parametrize("table", ["request", "proposal", "stay", "run", "run_line"])
async def test_nobody_deletes_a_case(scene: Scene, stay: Stay, table: str) -> None:
    for actor in (MATCHER, scene.world.actor(scene.world.committee), host_of_quetzal(scene)):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with transaction(scene.engine, actor) as session:
                await session.execute(text(f"delete from {table}"))  # noqa: S608 - a constant


LATER = "daterange(upper(nights) + 90, upper(nights) + 91)"


async def planted(superuser: AsyncEngine, table: str, nights: str = LATER, **changes: Any) -> None:
    """Copy the one row of a table under a new id with other values, as one who sees everything."""
    columns = "select column_name from information_schema.columns where table_name = :table and is_generated = 'NEVER'"
    async with superuser.begin() as connection:
        if table == "stay":
            changes["proposal_id"] = changes.get("proposal_id", uuid4())
        names = [name for name in await connection.scalars(text(columns), {"table": table}) if name != "id"]
        written = {**{name: name for name in names}, **{name: f":{name}" for name in changes}}
        if table == "bed_occupancy":
            written["nights"] = nights
        into, values = ", ".join(written), ", ".join(written.values())
        copy = f"insert into {table} (id, {into}) select gen_random_uuid(), {values} from {table} limit 1"  # noqa: S608 - constants
        await connection.execute(text(copy), changes)


def mixed_up(scene: Scene) -> dict[str, dict[str, UUID]]:
    """Name rooms, houses and networks that do not belong together."""
    return {
        "another house's room": {"room_id": scene.ceiba_room.id},
        "another room's house": {"house_id": scene.ceiba.id},
        "another network": {"network_id": scene.world.mx.id},
    }


@pytest.mark.parametrize("table", ["proposal", "stay", "bed_occupancy"])
@pytest.mark.parametrize("mix", ["another house's room", "another room's house", "another network"])
async def test_a_room_of_another_house_or_network_cannot_be_named(
    scene: Scene, superuser: AsyncEngine, stay: Stay, table: str, mix: str
) -> None:
    changes = mixed_up(scene)[mix]
    if table != "bed_occupancy" and "network_id" in changes:
        changes = {"host_network_id": changes["network_id"]}
    with pytest.raises(IntegrityError, match="foreign key"):
        await planted(superuser, table, LATER, **changes)


@pytest.mark.parametrize("table", ["proposal", "stay"])
async def test_a_request_of_another_network_cannot_be_named(
    scene: Scene, superuser: AsyncEngine, stay: Stay, table: str
) -> None:
    with pytest.raises(IntegrityError, match="foreign key"):
        await planted(superuser, table, request_network_id=scene.world.gt.id)


async def test_nobody_is_in_a_bed_twice_whatever_the_code_does(
    scene: Scene, superuser: AsyncEngine, stay: Stay
) -> None:
    with pytest.raises(IntegrityError, match="bed_occupancy_no_two_on_one_night"):
        await planted(superuser, "bed_occupancy", "nights", stay_id=uuid4())
