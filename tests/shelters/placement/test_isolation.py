"""Row-level security alone: what a query without any condition shows, and what keys cannot name."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, MATCHER, Actor, Role
from shelters.circles.models import Circle, Kind
from shelters.circles.writing import write_secret
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.placement.answers import accept_proposal
from shelters.placement.models import Run, RunLine
from shelters.stays.models import Stay
from tests.scene import Scene

TABLES = ("proposal", "stay", "circle_secret where kind = 'sheet'", "run_line")
SHEET = TABLES[2]


@pytest.fixture
async def stay(scene: Scene) -> Stay:
    """Bring a party of the Mexican network to a house of the Guatemalan one, and keep a run with a line for each."""
    request = await scene.file(case={"avoid": [{"kind": "country", "place": "MX"}]})
    proposal = await scene.choose(request)
    assert proposal.house_id == scene.quetzal.id
    theirs = await scene.file(scene.world.committee_gt)
    async with scene.acting(host_of_quetzal(scene)) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
        await write_secret(
            session, scene.keyring, Circle(scene.world.mx.id), Kind.SHEET, stay.id, "x", from_house=scene.quetzal.id
        )
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
    assert await seen(scene, world.actor(world.steward)) == {**dict.fromkeys(TABLES, 1), SHEET: 0}
    assert await seen(scene, host_of_quetzal(scene)) == {**nothing, "proposal": 1, "stay": 1, SHEET: 1}
    # The network whose house it is hosts the stay, and its committee still learns nothing of it.
    assert await seen(scene, world.actor(world.committee_gt)) == {**nothing, "run_line": 1}
    for stranger in (world.actor(world.host), world.actor(world.planner), DOOR, None):
        assert await seen(scene, stranger) == nothing


async def test_a_sheet_even_closed_is_seen_by_the_two_it_concerns_and_by_the_parts_that_keep_it(
    scene: Scene, stay: Stay
) -> None:
    """What the row holds is closed for the committee; whoever else reads it can do nothing with it."""
    hers = scene.world.actor(scene.world.committee)
    for role in Role:
        for network in (scene.world.mx.id, scene.world.gt.id):
            actor = Actor(role, uuid4(), network, frozenset({scene.quetzal.id}))
            asked = role is Role.COMMITTEE and network == hers.network_id
            sees = asked or role in {Role.HOST, Role.OPERATOR, Role.MATCHER}
            assert (await seen(scene, actor))[SHEET] == sees, (role, network)
    elsewhere = Actor(Role.HOST, uuid4(), scene.world.gt.id, frozenset({scene.ceiba.id}))
    assert (await seen(scene, elsewhere))[SHEET] == 0


async def test_a_host_writes_nothing_to_a_committee_but_sheets_of_her_houses(scene: Scene, stay: Stay) -> None:
    for kind, house in ((Kind.NOTE, None), (Kind.SHEET, scene.ceiba.id)):
        async with scene.acting(host_of_quetzal(scene)) as (session, _):
            circle = Circle(scene.world.mx.id)
            with pytest.raises(DBAPIError):
                await write_secret(session, scene.keyring, circle, kind, uuid4(), "x", from_house=house)
            await session.rollback()


async def test_a_run_is_seen_by_those_who_may_start_one(scene: Scene, stay: Stay) -> None:
    world = scene.world
    for person, number in ((world.committee, 1), (world.planner, 1), (world.host, 0), (world.steward, 0)):
        async with scene.acting(person) as (session, _):
            assert await session.scalar(text("select count(*) from run")) == number


@pytest.mark.parametrize("table", ["proposal", "stay", "run_line"])
async def test_nobody_changes_what_is_not_hers_to_see(scene: Scene, stay: Stay, table: str) -> None:
    column = {"run_line": "overtaken = true"}.get(table, "state = 'revoked'")
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
