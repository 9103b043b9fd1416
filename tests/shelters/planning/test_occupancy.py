"""What beds were used for: each night of each bed once, in shares of five houses or more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.database.transaction import transaction
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from shelters.errors import NotAllowedError
from shelters.planning.bed_nights import Use
from shelters.planning.counts import REST
from shelters.planning.occupancy import Grouped, Occupancy, occupancy
from shelters.planning.quarters import ended_quarters
from shelters.sealing.keyring import Keyring
from tests.scene import Scene, house_draft, room_draft

PLANNER = Actor(Role.PLANNER)
QUARTER = ended_quarters(1)[0]
DAYS = (QUARTER.until - QUARTER.first).days


async def read(engine: AsyncEngine, grouped: Grouped = Grouped.KIND) -> Occupancy | None:
    async with transaction(engine, PLANNER) as session:
        return await occupancy(session, PLANNER, QUARTER, grouped)


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

    found = await read(amates.engine)

    assert found is not None
    expected = {Use.USED: 0, Use.RESTING: 0, Use.CLOSED: 0, Use.KEPT: 0, Use.FREE: found.whole.total}
    if use is not Use.FREE:
        expected |= {use: 5 * 7, Use.FREE: found.whole.total - 5 * 7}
    assert found.whole.of == expected


async def test_only_nights_of_the_quarter_count(amates: Scene, superuser: AsyncEngine) -> None:
    await take(superuser, "stay", QUARTER.first - timedelta(days=4), 6)

    found = await read(amates.engine)

    assert found is not None
    assert (found.whole.of[Use.USED], found.whole_before.of[Use.USED]) == (5 * 2, 5 * 4)


@pytest.mark.parametrize(("gap", "short"), [(0, 0), (1, 5), (2, 10), (3, 0)])
async def test_a_gap_of_one_or_two_nights_is_short(amates: Scene, superuser: AsyncEngine, gap: int, short: int) -> None:
    await take(superuser, "stay", QUARTER.first + timedelta(days=1), 5)
    await take(superuser, "turnaround", QUARTER.first + timedelta(days=6 + gap), 3)

    found = await read(amates.engine)

    assert found is not None
    assert found.whole.short == short


async def test_a_row_counts_five_houses_or_more(amates: Scene) -> None:
    found = await read(amates.engine)

    assert found is not None
    assert {row: nights.houses for row, nights in found.rows.items()} == {REST: 7}
    await amates.add(amates.world.mx.id, house_draft(code_name="Ahuehuete 1"), room_draft())
    for number in (2, 3):
        await amates.add(amates.world.mx.id, house_draft(code_name=f"Ahuehuete {number}"), room_draft())
    found = await read(amates.engine)
    assert found is not None
    assert {row: nights.houses for row, nights in found.rows.items()} == {"hostel": 5, "shelter": 5}


async def test_of_fewer_than_five_houses_nothing_is_told(scene: Scene) -> None:
    assert await read(scene.engine) is None


async def test_nobody_but_a_planner_reads_it(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await occupancy(session, actor, QUARTER, Grouped.KIND)


# Night by night, as nobody would count who wants to be quick.
NIGHT_BY_NIGHT = """
select h.kind, case
    when o.kind in ('stay', 'collective') then 'used'
    when o.kind = 'turnaround' or c.reason = 'rest' then 'resting'
    when o.kind = 'closure' then 'closed'
    when r.kept_for_tier is not null then 'kept' else 'free' end as use, count(*)
from generate_series(cast(:first as date), cast(:until as date) - 1, interval '1 day') night
cross join bed b join room r on r.id = b.room_id and r.in_use join house h on h.id = b.house_id
left join bed_occupancy o on o.bed_id = b.id and o.kind <> 'hold' and o.nights @> night::date
left join closure c on c.id = o.closure_id
where b.in_use and not b.extra
group by 1, 2
"""


async def test_a_past_quarter_counted_night_by_night(
    engine: AsyncEngine, superuser: AsyncEngine, keyring: Keyring
) -> None:
    async with transaction(engine, OPERATOR) as session:
        await fill_region(session, keyring, Size.SMALL, seed=1)
    async with superuser.connect() as connection:
        about = {"first": QUARTER.first, "until": QUARTER.until}
        counted = {(kind, use): number for kind, use, number in await connection.execute(text(NIGHT_BY_NIGHT), about)}
    tables = {grouped: await read(engine, grouped) for grouped in Grouped}

    for table in tables.values():
        assert table is not None
        assert {use: number for use, number in table.whole.of.items() if number} == {
            use: total for use in Use if (total := sum(number for (_, each), number in counted.items() if each == use))
        }
        assert sum(nights.total for nights in table.rows.values()) == table.whole.total
        assert all(nights.total % DAYS == 0 for nights in table.rows.values())
    kinds = tables[Grouped.KIND]
    assert kinds is not None
    for row, nights in kinds.rows.items():
        if row != REST:
            assert {use: counted.get((row, use.value), 0) for use in Use} == dict(nights.of)
