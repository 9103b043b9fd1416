"""What beds were used for: each night of each bed once, in shares of five houses or more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import Actor, Role
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError
from shelters.planning.bed_nights import Use
from shelters.planning.counts import REST
from shelters.planning.occupancy import Occupancy, occupancy
from shelters.planning.ranges import latest_quarter
from shelters.planning.rooms import Grouped
from tests.scene import Scene, house_draft, room_draft

PLANNER = Actor(Role.PLANNER)
QUARTER = latest_quarter()


async def read(scene: Scene, grouped: Grouped = Grouped.KIND) -> Occupancy | None:
    async with transaction(scene.engine, PLANNER) as session:
        return await occupancy(session, PLANNER, scene.keyring, QUARTER, grouped)


async def take(superuser: AsyncEngine, kind: str, first: date, nights: int, reason: str | None = None) -> None:
    """Take the first bed of every house that is called Amate, whatever for."""
    closures = """
        insert into closure (id, network_id, house_id, room_id, first, until, reason, closed_at)
        select gen_random_uuid(), r.network_id, r.house_id, r.id, :first, :until, :reason, now()
        from room r join house h on h.id = r.house_id where h.code_name like 'Amate%'
    """
    beds = """
        insert into bed_occupancy
            (id, network_id, house_id, room_id, bed_id, nights, kind, stay_id, proposal_id, expires_at, closure_id)
        select gen_random_uuid(), b.network_id, b.house_id, b.room_id, b.id, daterange(:first, :until), :kind,
            case when :kind in ('stay', 'turnaround') then gen_random_uuid() end,
            case :kind when 'hold' then gen_random_uuid() end, case :kind when 'hold' then now() end,
            (select c.id from closure c where c.room_id = b.room_id and c.first = :first)
        from bed b join house h on h.id = b.house_id where h.code_name like 'Amate%' and b.label = 'Cama 1'
    """
    values = {"first": first, "until": first + timedelta(days=nights)}
    async with superuser.begin() as connection:
        await connection.execute(text("set local session_replication_role = replica"))
        if reason:
            await connection.execute(text(closures), values | {"reason": reason})
        await connection.execute(text(beds.replace(":kind", f"'{kind}'")), values)


@pytest.fixture
async def amates(scene: Scene) -> Scene:
    """Five hostels of two beds each; the scene's own houses are shelters."""
    for number in range(5):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number}", kind="hostel"), room_draft(beds=2))
    return scene


@pytest.mark.parametrize(
    ("kind", "reason", "use"),
    [
        ("stay", None, Use.USED),
        ("turnaround", None, Use.RESTING),
        ("closure", "rest", Use.RESTING),
        ("closure", "repair", Use.CLOSED),
        ("hold", None, Use.FREE),
    ],
)
async def test_a_night_counts_as_what_took_it(
    amates: Scene, superuser: AsyncEngine, kind: str, reason: str | None, use: Use
) -> None:
    await take(superuser, kind, QUARTER.first + timedelta(days=3), 7, reason)

    found = await read(amates)

    assert found is not None
    expected = {Use.USED: 0, Use.RESTING: 0, Use.CLOSED: 0, Use.KEPT: 0, Use.FREE: found.whole.total}
    if use is not Use.FREE:
        expected |= {use: 5 * 7, Use.FREE: found.whole.total - 5 * 7}
    assert found.whole.of == expected


async def test_only_nights_of_the_quarter_count(amates: Scene, superuser: AsyncEngine) -> None:
    await take(superuser, "stay", QUARTER.first - timedelta(days=4), 6)

    found = await read(amates)

    assert found is not None
    assert (found.whole.of[Use.USED], found.whole_before.of[Use.USED]) == (5 * 2, 5 * 4)


@pytest.mark.parametrize(("gap", "short"), [(0, 0), (1, 5), (2, 10), (3, 0)])
async def test_a_gap_of_one_or_two_nights_is_short(amates: Scene, superuser: AsyncEngine, gap: int, short: int) -> None:
    await take(superuser, "stay", QUARTER.first + timedelta(days=1), 5)
    await take(superuser, "turnaround", QUARTER.first + timedelta(days=6 + gap), 3)

    found = await read(amates)

    assert found is not None
    assert found.whole.short == short


async def test_a_row_counts_five_houses_or_more(amates: Scene) -> None:
    found = await read(amates)

    assert found is not None
    assert {row: nights.houses for row, nights in found.rows.items()} == {REST: 7}
    await amates.add(amates.world.mx.id, house_draft(code_name="Ahuehuete 1"), room_draft())
    for number in (2, 3):
        await amates.add(amates.world.mx.id, house_draft(code_name=f"Ahuehuete {number}"), room_draft())
    found = await read(amates)
    assert found is not None
    assert {row: nights.houses for row, nights in found.rows.items()} == {"hostel": 5, "shelter": 5}


async def test_of_fewer_than_five_houses_nothing_is_told(scene: Scene) -> None:
    assert await read(scene) is None


async def test_nobody_but_a_planner_reads_it(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await occupancy(session, actor, scene.keyring, QUARTER, Grouped.KIND)
