"""What is coming is told once a month, from months that are over, in figures that give no small count away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.clock import today
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError
from shelters.planning.coming import ComingForecast, Expected, coming, tell_when_due
from shelters.planning.demand import Demand, demand
from shelters.planning.ranges import month_after
from shelters.planning.weeks import WEEKS, weeks_ahead
from shelters.retention.coarse import Coarse
from shelters.retention.models import Fate, Household, Need
from tests.scene import Scene, house_draft, room_draft
from tests.tours.beforehand import erased_months

PLANNER = Actor(Role.PLANNER)
THIS = today().replace(day=1)


def case(month: date, zone: str = "MX-OAX", need: Need = Need.NONE) -> Coarse:
    return Coarse(month, zone, 2, Household.ALONE, need, Fate.MET, "", None)


async def test_it_is_told_once_and_only_of_months_that_are_over(engine: AsyncEngine, scene: Scene) -> None:
    await erased_months(scene, 8)
    for due in (True, False):
        async with transaction(engine, OPERATOR) as session:
            assert await tell_when_due(session, scene.keyring) is due
    async with transaction(engine, PLANNER) as session:
        told = await coming(session, PLANNER)
    assert told is not None
    # The month in which the record begins may have begun within it.
    assert [month for month, _ in told.past] == [month_after(THIS, -back) for back in range(7, 0, -1)]
    assert {about for _, about in told.past} == {20}
    assert [month for month, _ in told.months] == [month_after(THIS, ahead) for ahead in range(4)]
    assert told.way == "last"
    assert told.months[0][1] == Expected(15, 10, 25)
    assert dict(told.zones) == {"GT-09": Expected(25, 15, 30), "MX-OAX": Expected(25, 15, 30)}
    assert [need for need, _ in told.needs] == ["none"]


async def test_where_too_little_is_known_nothing_is_told(engine: AsyncEngine, scene: Scene) -> None:
    await erased_months(scene, 6)
    async with transaction(engine, OPERATOR) as session:
        assert await tell_when_due(session, scene.keyring)
    async with transaction(engine, PLANNER) as session:
        assert await coming(session, PLANNER) is None


async def test_nobody_but_planners_reads_it_and_nobody_changes_it(engine: AsyncEngine, scene: Scene) -> None:
    async with transaction(engine, OPERATOR) as session:
        session.add(ComingForecast(month=THIS, told={}))
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await coming(session, actor)
            with pytest.raises(NotAllowedError):
                await weeks_ahead(session, actor, scene.keyring)
            assert not (await session.execute(text("select * from coming_forecast"))).all()


async def test_a_month_that_is_running_is_not_counted(scene: Scene) -> None:
    await scene.file()
    async with scene.acting(scene.world.planner) as (session, _):
        assert (await demand(session, scene.keyring, THIS)).counts == []


def test_zones_and_needs_of_fewer_than_five_in_a_year_are_joined() -> None:
    months = tuple(month_after(date(2026, 1, 1), number) for number in range(14))
    cases = [case(month) for month in months]
    cases += [case(months[13], zone, Need.PETS) for zone in ("MX-CHP", "MX-CHP", "GT-01", "GT-01", "GT-01")]
    # What was many a year ago and is few now is not named either.
    cases += [case(months[0], "HN-CR") for _ in range(9)]
    counted = Demand(months, cases)
    assert {zone: sum(each) for zone, each in counted.by_zone.items()} == {"MX-OAX": 14, "": 14}
    assert set(counted.by_need) == {Need.NONE, Need.PETS}
    for parts in (counted.by_zone, counted.by_need):
        assert [sum(each) for each in zip(*parts.values(), strict=True)] == counted.counts


def test_what_is_expected_is_rounded_outwards() -> None:
    assert Expected.of({"middle": 12.4, "low": 6.0, "high": 18.0}) == Expected(10, 5, 20)
    assert Expected.of({"middle": 0.0, "low": 0.0, "high": 0.0}) == Expected(0, 0, 0)


async def test_the_weeks_say_what_is_taken_closed_and_becomes_free(scene: Scene, superuser: AsyncEngine) -> None:
    for number in range(5):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number}"), room_draft())
    takes = text(
        "insert into bed_occupancy (id, network_id, house_id, room_id, bed_id, nights, kind, stay_id)"
        " select gen_random_uuid(), network_id, house_id, room_id, id, daterange(:first, :until), 'turnaround', null"
        " from bed where in_use and not extra"
    )
    first = today() + timedelta(days=7)
    async with superuser.begin() as connection:
        await connection.execute(takes, {"first": first, "until": first + timedelta(days=7)})
    async with scene.acting(scene.world.planner) as (session, actor):
        weeks = await weeks_ahead(session, actor, scene.keyring)
    assert len(weeks) == WEEKS
    assert [(week.used, week.closed, week.free, week.ending) for week in weeks[:3]] == [
        (0, 0, 100, 0),
        (0, 100, 0, 0),
        (0, 0, 100, 0),
    ]


async def test_of_fewer_than_five_houses_no_week_is_told(scene: Scene) -> None:
    async with scene.acting(scene.world.planner) as (session, actor):
        assert await weeks_ahead(session, actor, scene.keyring) == []
