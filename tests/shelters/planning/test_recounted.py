"""Every figure of a past year again, by queries and sums that share nothing with the code that is tested."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.database.transaction import transaction
from shelters.demo.region import fill_region
from shelters.demo.sizes import Size
from shelters.demo.year import Region
from shelters.errors import InvalidInputError
from shelters.planning.bed_nights import Use
from shelters.planning.counts import REST
from shelters.planning.flow import Flow, Times, flow
from shelters.planning.ledger import Grouping, Speed, ledger
from shelters.planning.occupancy import Occupancy, occupancy
from shelters.planning.ranges import Months, latest_quarter, latest_year, month_after
from shelters.planning.report import BREAKDOWNS, report
from shelters.planning.rooms import ATTRIBUTES, Grouped
from shelters.sealing.keyring import Keyring
from tests.emptying import Empty

PLANNER = Actor(Role.PLANNER)
# A quarter, a year, and five months that cut two quarters.
SPANS = (
    latest_quarter(),
    latest_year(),
    Months(month_after(latest_year().first, 2), month_after(latest_year().first, 7)),
)


@dataclass
class Past:
    """The invented region, and what the database itself says of it."""

    engine: AsyncEngine
    superuser: AsyncEngine
    keyring: Keyring
    drawn: Region

    async def ask(self, query: str, span: Months) -> list[Any]:
        """Ask the database itself, about a range."""
        async with self.superuser.connect() as connection:
            about = {"first": span.first, "until": span.until}
            return list(await connection.execute(text(query), about))

    async def occupancy(self, span: Months, grouped: Grouped) -> Occupancy:
        """Read what a planner reads of beds."""
        async with transaction(self.engine, PLANNER) as session:
            found = await occupancy(session, PLANNER, self.keyring, span, grouped)
        assert found is not None
        return found

    async def flow(self, span: Months) -> Flow:
        """Read what a planner reads of times and answers."""
        async with transaction(self.engine, PLANNER) as session:
            return await flow(session, PLANNER, self.keyring, span)


@pytest_asyncio.fixture(scope="module")
async def past(
    shared_engine: AsyncEngine, superuser: AsyncEngine, keyring: Keyring, empty: Empty
) -> AsyncIterator[Past]:
    """Fill the database once for all tests here; nothing of them writes."""
    async with transaction(shared_engine, OPERATOR) as session:
        drawn = await fill_region(session, keyring, Size.SMALL, seed=1)
    yield Past(shared_engine, superuser, keyring, drawn)
    await empty()


# Night by night, as nobody would count who wants to be quick.
NIGHT_BY_NIGHT = """
select r.id, h.kind, r.sharing, h.zone, h.id, case
    when o.kind in ('stay', 'collective') then 'used'
    when o.kind = 'turnaround' or c.reason = 'rest' then 'resting'
    when o.kind = 'closure' then 'closed'
    when r.kept_for_tier is not null then 'kept' else 'free' end as use, count(*)
from generate_series(cast(:first as date), cast(:until as date) - 1, interval '1 day') night
cross join bed b join room r on r.id = b.room_id and r.in_use join house h on h.id = b.house_id
left join bed_occupancy o on o.bed_id = b.id and o.kind <> 'hold' and o.nights @> night::date
left join closure c on c.id = o.closure_id
where b.in_use and not b.extra
group by 1, 2, 3, 4, 5, 6
"""
SHORT_GAPS = """
select coalesce(sum(lower(o.nights) - ended), 0) from bed_occupancy o join bed b on b.id = o.bed_id
join room r on r.id = b.room_id and r.in_use
cross join lateral (select max(upper(p.nights)) as ended from bed_occupancy p
    where p.bed_id = o.bed_id and p.kind <> 'hold' and upper(p.nights) <= lower(o.nights)) before
where o.kind <> 'hold' and b.in_use and not b.extra and lower(o.nights) >= :first and lower(o.nights) < :until
    and lower(o.nights) - ended in (1, 2)
"""


def attributes_of(drawn: Region) -> dict[UUID, set[str]]:
    """Say of each room what it has, from what was drawn before it was sealed."""
    found: dict[UUID, set[str]] = {}
    for house in drawn.houses:
        profile = house.draft.profile
        told = {offer.value for offer in profile.offers} | {f"setting_{house.draft.setting.value}"}
        told |= {"takes_boys_12-17"} if profile.rules.sons_up_to >= 17 else set()
        for name in ("men", "pets", "trans_women"):
            told |= {f"takes_{name}"} if getattr(profile.rules, name) else set()
        for room in house.rooms:
            found[room.id] = told | {offer.value for offer in room.draft.offers}
    return found


def same_nights(found: Occupancy, rows: list[Any], row_of: Callable[[Any], set[str]]) -> None:
    """Compare each row that is named, and the rest with all that is in none."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for line in rows:
        for row in row_of(line):
            counted[row if row in found.rows else REST][line[5]] += line[6]
    for row, nights in found.rows.items():
        assert {use.value: number for use, number in nights.of.items() if number} == counted[row]


@pytest.mark.parametrize("span", SPANS, ids=str)
async def test_the_nights_of_every_bed_one_by_one(past: Past, span: Months) -> None:
    attributes = attributes_of(past.drawn)
    zones = {grouped: await past.occupancy(span, grouped) for grouped in Grouped}
    for part, of in ((span, "rows"), (span.before, "before")):
        rows = await past.ask(NIGHT_BY_NIGHT, part)
        every = {use: sum(line[6] for line in rows if line[5] == use) for use in Use}
        for found in zones.values():
            whole = found.whole if of == "rows" else found.whole_before
            assert dict(whole.of) == every
            assert whole.houses == len({line[4] for line in rows})
        ((short,),) = await past.ask(SHORT_GAPS, part)
        assert (zones[Grouped.KIND].whole if of == "rows" else zones[Grouped.KIND].whole_before).short == short
    rows = await past.ask(NIGHT_BY_NIGHT, span)
    same_nights(zones[Grouped.KIND], rows, lambda line: {line[1]})
    same_nights(zones[Grouped.SHARING], rows, lambda line: {line[2]})
    keys = {code: group.key for group in zones[Grouped.ZONE].zones.values() for code in group.codes}
    same_nights(zones[Grouped.ZONE], rows, lambda line: {keys.get(line[3], line[3][:2])})
    named = set(zones[Grouped.ATTRIBUTE].rows)
    assert named <= set(ATTRIBUTES)
    same_nights(zones[Grouped.ATTRIBUTE], rows, lambda line: attributes[line[0]] & named)


async def test_the_nights_of_a_year_are_those_of_its_quarters(past: Past) -> None:
    year = await past.occupancy(latest_year(), Grouped.KIND)
    quarters = [await past.occupancy(Months.of(quarter), Grouped.KIND) for quarter in latest_year().quarters]
    for row, nights in year.rows.items():
        assert dict(nights.of) == {use: sum(each.rows[row].of[use] for each in quarters) for use in Use}


HOURS = """
select r.urgency, round(extract(epoch from s.arrived_at - r.filed_at) / 3600)
from request r join stay s on s.request_id = r.id and s.follows is null and s.state not in ('cancelled', 'not_arrived')
where s.arrived_at is not null and (r.filed_at at time zone 'America/Guatemala')::date >= :first
    and (r.filed_at at time zone 'America/Guatemala')::date < :until
"""
NIGHTS = """
select h.kind, upper(o.nights) - lower(o.nights) from bed_occupancy o join house h on h.id = o.house_id
where o.kind = 'stay' and upper(o.nights) >= :first and upper(o.nights) < :until
"""
HAPPENED = """
select case p.state when 'expired' then 'not_answered' else 'declined' end, p.reason, count(*) from proposal p
where p.state in ('declined', 'expired') and (p.answered_at at time zone 'America/Guatemala')::date >= :first
    and (p.answered_at at time zone 'America/Guatemala')::date < :until group by 1, 2
union all select 'not_arrived', null, count(*) from stay
where state = 'not_arrived' and first >= :first and first < :until
union all select 'moved', null, count(*) from stay where follows is not null and first >= :first and first < :until
union all select 'exposed', null, count(*) from evacuation
where (opened_at at time zone 'America/Guatemala')::date >= :first
    and (opened_at at time zone 'America/Guatemala')::date < :until
"""


@pytest.mark.parametrize("span", SPANS, ids=str)
async def test_times_by_another_reckoning(past: Past, span: Months) -> None:
    found = await past.flow(span)
    for query, told in ((HOURS, found.hours), (NIGHTS, found.nights)):
        known: dict[Any, list[float]] = defaultdict(list)
        for row, value in await past.ask(query, span):
            known[row].append(float(value))
        for row, times in told.items():
            same_times(times, known[row])
    if span == latest_year():
        assert any(times.middle is not None for times in found.hours.values())


def same_times(times: Times, known: list[float]) -> None:
    assert times.middle is None or (len(known) >= 10 and times.middle == pytest.approx(np.median(known)))
    nine = np.quantile(known, 0.9, method="weibull") if known else None
    assert times.most is None or (len(known) >= 50 and times.most == pytest.approx(nine))


@pytest.mark.parametrize("span", SPANS, ids=str)
async def test_what_happened_by_the_database_s_own_count(past: Past, span: Months) -> None:
    found = await past.flow(span)
    declined: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for kind, reason, number in await past.ask(HAPPENED, span):
        if kind == "declined":
            declined["no_capacity" if reason == "co_residence" else reason] += number
        else:
            others[kind] += number

    assert all(number is None or number == others[kind] for kind, number in found.events.items())
    assert all(number == declined[row] for row, number in found.declines.items() if row != REST)
    rest = sum(number for row, number in declined.items() if row not in found.declines)
    assert found.declines.get(REST, 0) in {None, rest}
    assert None in found.declines.values() or sum(map(int, filter(None, found.declines.values()))) == declined.total()


async def test_a_report_of_a_year_says_what_the_pages_say_of_its_quarters(past: Past) -> None:
    span = latest_year()
    async with transaction(past.engine, PLANNER) as session:
        found = await report(session, PLANNER, past.keyring, span)
        pages = {
            (speed, grouping): [
                await ledger(session, PLANNER, past.keyring, quarter, speed, grouping) for quarter in span.quarters
            ]
            for speed in Speed
            for grouping in BREAKDOWNS
        }

    beds = await past.occupancy(span, Grouped.KIND)
    assert (found.beds, found.flow) == (beds, await past.flow(span))
    for (speed, grouping), ledgers in pages.items():
        for told, tables, of in (
            (found.fates[speed], [each.table for each in ledgers], "column"),
            (found.asked[grouping][speed], [each.table for each in ledgers], "row"),
            (found.rules[speed], [each.rules for each in ledgers], "row"),
        ):
            whole = [dict(zip(getattr(t, f"{of}s"), getattr(t, f"{of}_totals"), strict=True)) for t in tables]
            for row, number in told.items():
                if row != REST:
                    assert number == sum(each.get(row, 0) for each in whole)
                    assert all(row in each or REST not in each for each in whole)
            assert None in told.values() or sum(map(int, filter(None, told.values()))) == sum(t.total for t in tables)


async def test_a_report_is_of_whole_quarters(past: Past) -> None:
    async with transaction(past.engine, PLANNER) as session:
        with pytest.raises(InvalidInputError):
            await report(session, PLANNER, past.keyring, SPANS[2])


async def test_the_ledger_counts_each_request_of_a_year_once(past: Past) -> None:
    filed = "select count(*) from request where state <> 'draft' and filed_at >= :first and filed_at < :until"
    async with transaction(past.engine, PLANNER) as session:
        tables = [
            (await ledger(session, PLANNER, past.keyring, quarter, speed, Grouping.MONTH)).table
            for quarter in latest_year().quarters
            for speed in Speed
        ]
    assert all(table.total == sum(table.row_totals) == sum(table.column_totals) for table in tables)
    filed = filed.replace("filed_at >", "(filed_at at time zone 'America/Guatemala')::date >").replace(
        "filed_at <", "(filed_at at time zone 'America/Guatemala')::date <"
    )
    ((number,),) = await past.ask(filed, latest_year())
    assert sum(table.total for table in tables) == number


def test_the_spans_cut_a_quarter_and_hold_one() -> None:
    assert {span.holds(quarter) for span in SPANS for quarter in span.quarters} == {True, False}
    assert date.today() >= SPANS[0].until  # noqa: DTZ011 - any date will do
