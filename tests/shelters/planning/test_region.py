"""The region at a glance: the figures are those of the houses, and point at none."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.words import HouseKind
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError
from shelters.planning.counts import REST
from shelters.planning.region import Condition, Freshness, Glance, Theme, region_at_a_glance
from tests.scene import Scene, house_draft, place, room_draft

PLACES = {"MX-OAX": "Oaxaca de Juárez, Oaxaca", "MX-PUE": "Puebla, Puebla", "HN-FM": "Tegucigalpa"}


async def settle(scene: Scene, **houses: tuple[str, int]) -> None:
    """Add so many houses in each place: besides them stand one in Oaxaca, and one in Guatemala."""
    for kind, (where, number) in houses.items():
        for each in range(number):
            name = f"{kind} {where} {each}"
            draft = house_draft(code_name=name, kind=kind, municipality_id=place(PLACES[where]))
            await scene.add(scene.world.mx.id, draft, room_draft())


async def glance(scene: Scene, theme: Theme) -> Glance:
    async with scene.acting(scene.world.planner) as (session, actor):
        return await region_at_a_glance(session, actor, theme)


async def test_houses_are_counted_by_zone_and_kind(scene: Scene) -> None:
    await settle(scene, shelter=("MX-OAX", 5), hostel=("MX-PUE", 6))

    seen = await glance(scene, Theme.KIND)

    assert dict(zip(seen.table.rows, seen.table.row_totals, strict=True)) == {"MX-PUE": 6, REST: 7}
    assert dict(zip(seen.table.columns, seen.table.column_totals, strict=True)) == {
        HouseKind.SHELTER: 7,
        HouseKind.HOSTEL: 6,
    }
    assert seen.table.cells == ((0, 6), (7, 0))


async def test_neighbouring_zones_with_few_houses_are_one_row(scene: Scene) -> None:
    await settle(scene, shelter=("MX-OAX", 2), hostel=("MX-PUE", 3), safe_house=("HN-FM", 5))

    seen = await glance(scene, Theme.KIND)

    assert "MX-OAX MX-PUE" in seen.zones
    assert seen.zones["MX-OAX MX-PUE"].name == "Oaxaca / Puebla"
    assert not [row for row in seen.table.rows if row.startswith("GT")]


async def test_few_houses_in_all_are_not_told(scene: Scene) -> None:
    assert (await glance(scene, Theme.SAFETY)).table.total == 0


async def test_how_old_a_confirmation_is_counts_by_the_house_s_own_term(scene: Scene, superuser: AsyncEngine) -> None:
    await settle(scene, shelter=("MX-OAX", 14))
    async with superuser.begin() as connection:
        old = {"late": now() - timedelta(days=7)}
        names = [f"shelter MX-OAX {number}" for number in range(10)]
        change = text("update house set confirmed_at = :late where code_name = any(:names)")
        await connection.execute(change, {**old, "names": names[:5]})
        await connection.execute(
            text("update house set confirmed_at = null where code_name = any(:names)"), {"names": names[5:]}
        )

    table = (await glance(scene, Theme.FRESHNESS)).table

    assert dict(zip(table.columns, table.column_totals, strict=True)) == {
        Freshness.IN_TIME: 6,
        Freshness.LATE: 5,
        Freshness.NEVER: 5,
    }


@pytest.mark.parametrize(
    ("reason", "lifted", "ends", "condition"),
    [
        ("repair", False, 1, Condition.REPAIR),
        ("rest", False, 1, Condition.CLOSED),
        ("repair", True, 1, None),
        ("repair", False, 0, None),
    ],
)
async def test_what_is_closed_tonight_is_counted(
    scene: Scene, superuser: AsyncEngine, reason: str, *, lifted: bool, ends: int, condition: Condition | None
) -> None:
    await settle(scene, shelter=("MX-OAX", 10))
    close = """
        insert into closure (id, network_id, house_id, room_id, first, until, reason, closed_at, lifted_at)
        select gen_random_uuid(), r.network_id, r.house_id, r.id, :first, :until, :reason, now(), :lifted
        from room r join house h on h.id = r.house_id where h.zone = 'MX-OAX' order by h.code_name limit 5
    """
    tonight = scene.ceiba.tonight
    values = {"first": tonight - timedelta(days=2), "until": tonight + timedelta(days=ends), "reason": reason}
    async with superuser.begin() as connection:
        await connection.execute(text(close), values | {"lifted": now() if lifted else None})

    table = (await glance(scene, Theme.CONDITION)).table

    found = dict(zip(table.columns, table.column_totals, strict=True))
    assert found == {Condition.ALL_OPEN: 7, condition: 5} if condition else found == {Condition.ALL_OPEN: 12}


async def test_every_house_is_counted_once_under_each_theme(scene: Scene) -> None:
    await settle(scene, shelter=("MX-OAX", 7), hostel=("MX-PUE", 6), safe_house=("HN-FM", 5))

    tables = [(await glance(scene, theme)).table for theme in Theme]

    assert {table.total for table in tables} == {20}
    assert len({tuple(Counter(dict(zip(t.rows, t.row_totals, strict=True))).items()) for t in tables}) == 1


async def test_nobody_but_a_planner_sees_it(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await region_at_a_glance(session, actor, Theme.KIND)
    async with transaction(scene.engine, OPERATOR) as session:
        with pytest.raises(NotAllowedError):
            await region_at_a_glance(session, OPERATOR, Theme.KIND)
