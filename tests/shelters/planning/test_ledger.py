"""The ledger of unmet need: each request once, under what became of it, in figures that tell of nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.clock import REGION, now
from shelters.database.transaction import transaction
from shelters.demo.past import StayPlan
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from shelters.demo.year import Region
from shelters.errors import NotAllowedError
from shelters.placement.afar import km_between
from shelters.placement.answers import accept_proposal
from shelters.placement.waiting import wait_for_place
from shelters.places import distance_km, municipality
from shelters.planning.counts import REST
from shelters.planning.ledger import TIERS, Grouping, Ledger, Speed, cases_of, ledger
from shelters.planning.quarters import Quarter, ended_quarters, quarter_of
from shelters.requests.commands import refer, withdraw
from shelters.requests.models import Request
from shelters.requests.queries import case_of
from shelters.requests.words import HOURS, AgeBand, Urgency
from shelters.retention.coarse import FAR_KM, NO_RULE, Coarse
from shelters.retention.erasing import erase_due_cases
from shelters.retention.models import UNPLACED, Fate, Household, Need
from shelters.sealing.keyring import Keyring
from tests.scene import Scene, place
from tests.shelters.planning.attacker import bounds_of_pair

PLANNER = Actor(Role.PLANNER)
SETS = [(quarter, speed) for quarter in ended_quarters(4) for speed in Speed]


PASSED = "update request set state = 'ready', earliest = earliest - 9, latest = latest - 9"


async def only_case(scene: Scene) -> Coarse:
    """Bring down the one case that there is."""
    async with scene.acting(scene.world.planner) as (session, _):
        quarter = quarter_of(now().astimezone(REGION).date())
        found = [await cases_of(session, scene.keyring, quarter, speed) for speed in Speed]
    (case,) = found[0] + found[1]
    return case


async def accepted(scene: Scene, request: Request) -> None:
    """Find a place for a request."""
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)


async def test_a_place_as_asked_for_is_a_need_that_was_met(scene: Scene) -> None:
    await accepted(scene, await scene.file())

    case = await only_case(scene)

    assert (case.fate, case.rule) == (Fate.MET, NO_RULE)
    assert (case.household, case.need, case.asked_in) == (Household.WITH_CHILDREN, Need.OLDER_SONS, "MX-PUE")


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ("update request set filed_at = filed_at - interval '3 days', earliest = earliest - 3", Fate.LATE),
        ("update stay set state = 'cancelled'", Fate.TURNED_AWAY),
        ("update stay set state = 'not_arrived'", Fate.TURNED_AWAY),
    ],
)
async def test_a_place_that_falls_short_is_told_apart(
    scene: Scene, superuser: AsyncEngine, change: str, fate: Fate
) -> None:
    await accepted(scene, await scene.file())
    async with superuser.begin() as connection:
        await connection.execute(text(change))
        if fate is Fate.TURNED_AWAY:
            await connection.execute(text(PASSED))

    assert (await only_case(scene)).fate is fate


@pytest.mark.parametrize(("origin", "km", "fate"), [("Tlaxcala", 297, Fate.MET), ("Cuautla", 304, Fate.FAR)])
async def test_a_place_beyond_a_day_on_the_road_is_told_apart(scene: Scene, origin: str, km: int, fate: Fate) -> None:
    request = await scene.file(case={"origin": place(origin)})
    assert km_between(case_of(scene.keyring, request), scene.ceiba) == km
    await accepted(scene, request)

    assert (await only_case(scene)).fate is fate


async def test_a_place_without_something_preferred_is_told_apart(scene: Scene) -> None:
    await accepted(scene, await scene.file(case={"needs": {"play_space": "preferred"}}))

    assert (await only_case(scene)).fate is Fate.WITHOUT


async def test_without_a_place_it_is_told_how_that_ended_and_what_stood_in_the_way(scene: Scene) -> None:
    request = await scene.file(case={"needs": {"wheelchair": "required"}})
    async with scene.acting(scene.world.committee) as (session, actor):
        await wait_for_place(session, actor, scene.keyring, request.id)
    waiting = await only_case(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await refer(session, actor, request.id)
    referred = await only_case(scene)

    assert (waiting.fate, waiting.rule, waiting.need) == (Fate.WAITING, "missing:wheelchair", Need.ACCESS)
    assert (referred.fate, referred.rule) == (Fate.REFERRED, "missing:wheelchair")


async def test_what_is_erased_stays_in_the_ledger_as_it_was(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file(case={"needs": {"wheelchair": "required"}})
    async with scene.acting(scene.world.committee) as (session, actor):
        await wait_for_place(session, actor, scene.keyring, request.id)
        await withdraw(session, actor, request.id)
    before = await only_case(scene)
    async with superuser.begin() as connection:
        await connection.execute(text("update request set ended_at = ended_at - interval '91 days'"))
    async with scene.acting(OPERATOR) as (session, operator):
        assert await erase_due_cases(session, operator, scene.keyring) == 1

    assert await only_case(scene) == before


async def test_the_last_hours_of_a_quarter_belong_to_it(scene: Scene, superuser: AsyncEngine) -> None:
    await scene.file()
    async with superuser.begin() as connection:
        await connection.execute(text("update request set filed_at = '2026-10-01T05:59:00Z'"))
    async with scene.acting(scene.world.planner) as (session, _):
        third = await cases_of(session, scene.keyring, Quarter(2026, 3), Speed.URGENT)
        fourth = await cases_of(session, scene.keyring, Quarter(2026, 4), Speed.URGENT)

    assert (len(third), len(fourth)) == (1, 0)


async def test_nobody_but_a_planner_reads_it(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await ledger(session, actor, scene.keyring, Quarter(2026, 1), Speed.URGENT, Grouping.ZONE)


class Year:
    """The invented year as it was drawn, and its ledgers."""

    def __init__(self, drawn: Region, ledgers: dict[tuple[Quarter, Speed, Grouping], Ledger]) -> None:
        self.drawn, self.ledgers = drawn, ledgers


@pytest_asyncio.fixture
async def year(engine: AsyncEngine, keyring: Keyring) -> Year:
    async with transaction(engine, OPERATOR) as session:
        drawn = await fill_region(session, keyring, Size.REGION, seed=1)
    async with transaction(engine, PLANNER) as session:
        ledgers = {
            (quarter, speed, grouping): await ledger(session, PLANNER, keyring, quarter, speed, grouping)
            for quarter, speed in SETS
            for grouping in Grouping
        }
    return Year(drawn, ledgers)


# What became of each request, in the database's own words and none of ours; preferences are sealed, and distances.
FATES = """
select case
    when place.first > greatest(r.earliest, ((r.filed_at + make_interval(hours => case r.urgency
        when 1 then cast(:one as int) when 2 then :two when 3 then :three else :four end
    )) at time zone 'America/Guatemala')::date) then 'late'
    when place.id = any (:far) then 'far'
    when place.first is not null then 'placed'
    when r.state = 'referred' then 'referred'
    when r.state in ('withdrawn', 'closed') then 'withdrawn'
    when r.latest >= (now() at time zone 'America/Tijuana')::date then 'waiting'
    when r.state = 'submitted' then 'withdrawn'
    else 'turned_away' end as fate, count(*)
from request r left join lateral (
    select s.first, s.id from stay s
    where s.request_id = r.id and s.state not in ('cancelled', 'not_arrived') and s.follows is null
    order by s.first limit 1
) place on true
where r.urgency = any (:tiers) and r.state <> 'draft'
    and (r.filed_at at time zone 'America/Guatemala')::date >= :first
    and (r.filed_at at time zone 'America/Guatemala')::date < :until
group by 1
"""


async def test_the_past_year_by_other_ways_and_against_whoever_subtracts(year: Year, superuser: AsyncEngine) -> None:
    for quarter, speed in SETS:
        tables = {grouping: year.ledgers[quarter, speed, grouping] for grouping in Grouping}
        far = [plan.id for plan in year.drawn.past.stays if far_away(plan)]
        await same_as_the_database_says(superuser, quarter, speed, tables, far)
        same_as_was_drawn(year.drawn, quarter, speed, tables)
        the_same_whichever_way_it_is_broken_down(tables)
        nothing_is_found_by_subtracting(tables)
    assert sum(year.ledgers[quarter, speed, Grouping.ZONE].table.total for quarter, speed in SETS) > 1_000


def far_away(plan: StayPlan) -> bool:
    case, house = plan.proposal.request.draft.case, plan.proposal.offered.space.house
    return round(distance_km(municipality(case.origin), municipality(house.draft.municipality_id))) > FAR_KM


async def same_as_the_database_says(
    superuser: AsyncEngine, quarter: Quarter, speed: Speed, tables: dict[Grouping, Ledger], far: list[UUID]
) -> None:
    hours = dict(zip(("one", "two", "three", "four"), (HOURS[tier] for tier in Urgency), strict=True))
    about = {"tiers": [tier.value for tier in TIERS[speed]], "first": quarter.first, "until": quarter.until}
    async with superuser.connect() as connection:
        found = await connection.execute(text(FATES), hours | about | {"far": far})
        counted = {str(fate): int(number) for fate, number in found}
    table = tables[Grouping.ZONE].table
    shown = dict(zip(table.columns, table.column_totals, strict=True))
    placed = shown.pop(Fate.MET, 0) + shown.pop(Fate.WITHOUT, 0)
    assert table.total == sum(counted.values())
    if REST not in shown:
        assert placed == counted.pop("placed", 0)
        assert shown == counted
    else:
        assert all(shown[fate] == counted[fate] for fate in shown if fate != REST)


def same_as_was_drawn(drawn: Region, quarter: Quarter, speed: Speed, tables: dict[Grouping, Ledger]) -> None:
    """Compare what is sealed with what was drawn before it was sealed."""
    plans = [
        plan
        for plan, _ in drawn.past.requests
        if plan.draft.urgency in TIERS[speed] and quarter_of(plan.filed_at.astimezone(REGION).date()) == quarter
    ]
    adults = {AgeBand.AGE_18_59, AgeBand.AGE_60_UP}
    households: Counter[Any] = Counter()
    for plan in plans:
        grown = [member.age in adults for member in plan.draft.case.party]
        households[("several" if sum(grown) > 1 else "one"), all(grown)] += 1
    names = {("one", True): "alone", ("one", False): "with_children", ("several", True): "several"}
    told = {names.get(key, "several_with_children"): number for key, number in households.items()}
    months = Counter(plan.filed_at.astimezone(REGION).strftime("%Y-%m-01") for plan in plans)
    urgencies = Counter(str(plan.draft.urgency.value) for plan in plans)
    for grouping, counted in (
        (Grouping.HOUSEHOLD, told),
        (Grouping.MONTH, dict(months)),
        (Grouping.URGENCY, dict(urgencies)),
    ):
        table = tables[grouping].table
        for row, total in zip(table.rows, table.row_totals, strict=True):
            assert row == REST or total == counted[row]


def the_same_whichever_way_it_is_broken_down(tables: dict[Grouping, Ledger]) -> None:
    assert len({(each.table.columns, each.table.column_totals, each.table.total) for each in tables.values()}) == 1
    whole = tables[Grouping.ZONE]
    shown = dict(zip(whole.table.columns, whole.table.column_totals, strict=True))
    rules = dict(zip(whole.rules.columns, whole.rules.column_totals, strict=True))
    assert rules == {fate: shown[fate] for fate in UNPLACED if fate in shown}


def hidden_in(ledger_: Ledger) -> Iterator[tuple[int, int]]:
    cells = ledger_.table.cells
    return ((r, c) for r, row in enumerate(cells) for c, cell in enumerate(row) if cell is None)


def nothing_is_found_by_subtracting(tables: dict[Grouping, Ledger]) -> None:
    """Let somebody who has two breakdowns of one set look for a hidden cell in both at once."""
    for one, other in combinations(Grouping, 2):
        for cell in list(hidden_in(tables[one]))[:2]:
            low, high = bounds_of_pair(tables[one].table, tables[other].table, cell)
            assert high - low >= 5


def test_no_two_sets_that_can_be_chosen_share_a_case() -> None:
    quarters = ended_quarters(4)
    assert all(one.first >= other.until for one, other in pairwise(quarters))
    assert set(TIERS[Speed.URGENT]).isdisjoint(TIERS[Speed.LATER])
    assert {*TIERS[Speed.URGENT], *TIERS[Speed.LATER]} == set(Urgency)
