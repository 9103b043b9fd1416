"""Closing nights: over free nights only, and never at the cost of somebody's stay."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from shelters.access.actor import OPERATOR
from shelters.capacity.commands import add_room, close_marked_nights, close_nights, open_closure, open_nights
from shelters.capacity.models import BedOccupancy, Closure
from shelters.capacity.nights import Mark
from shelters.capacity.occupancy import Stretches, gaps, room_occupancy, runs
from shelters.capacity.queries import beds_of, closure_seen
from shelters.capacity.words import ClosureReason, OccupancyKind
from shelters.clock import now, today
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.shelters.capacity.conftest import Ground, in_days, room_draft

REST = ClosureReason.REST


async def closed(ground: Ground) -> list[tuple[date | None, date | None]]:
    """List the nights that each bed of the room is closed, once for all its beds."""
    async with ground.as_(ground.host) as session:
        rows = await room_occupancy(session, ground.room, in_days(-100), None)
        return sorted({(r.nights.lower, r.nights.upper) for r in rows if r.kind == "closure"}, key=str)


async def close(ground: Ground, first: int, until: int, reason: ClosureReason = REST) -> Closure:
    """Close the room as its host, counting days from today."""
    async with ground.as_(ground.host) as session:
        return await close_nights(session, ground.host, ground.room, in_days(first), in_days(until), reason)


async def test_a_closure_takes_every_bed_of_the_room(ground: Ground) -> None:
    await close(ground, 0, 3)
    async with ground.as_(ground.host) as session:
        rows = await room_occupancy(session, ground.room, today(), None)
    assert [(row.kind, row.nights.lower, row.nights.upper) for row in rows] == [("closure", today(), in_days(3))] * 2


@pytest.mark.parametrize("kind", [OccupancyKind.STAY, OccupancyKind.HOLD])
async def test_nights_with_somebody_are_named_and_nothing_is_closed(ground: Ground, kind: OccupancyKind) -> None:
    await ground.take(in_days(2), in_days(4), kind)
    with pytest.raises(ConflictError, match=f"{in_days(2)}/{in_days(3)}"):
        await close(ground, 0, 7)
    assert await closed(ground) == []
    await close(ground, 4, 7)
    assert await closed(ground) == [(in_days(4), in_days(7))]


async def test_a_hold_that_ran_out_does_not_keep_a_night_open(ground: Ground) -> None:
    await ground.take(in_days(1), in_days(3), OccupancyKind.HOLD, expires_at=now() - timedelta(minutes=1))
    await close(ground, 0, 3)
    assert await closed(ground) == [(today(), in_days(3))]


async def test_nights_closed_already_stay_as_they_are(ground: Ground) -> None:
    first = await close(ground, 2, 4, ClosureReason.REPAIR)
    await close(ground, 0, 6)
    again = await close(ground, 2, 4)
    assert again.id == first.id
    async with ground.as_(ground.host) as session:
        closures = (await session.scalars(select(Closure).order_by(col(Closure.first)))).all()
    assert [(c.first, c.until, c.reason) for c in closures] == [
        (in_days(0), in_days(2), "rest"),
        (in_days(2), in_days(4), "repair"),
        (in_days(4), in_days(6), "rest"),
    ]


async def test_rest_after_a_stay_gives_way_to_a_closure(ground: Ground) -> None:
    await ground.take(in_days(1), in_days(6), OccupancyKind.TURNAROUND)
    await close(ground, 2, 4)
    async with ground.as_(ground.host) as session:
        rows = await session.scalars(select(BedOccupancy).where(col(BedOccupancy.kind) == OccupancyKind.TURNAROUND))
        left = sorted((row.nights.lower, row.nights.upper) for row in rows if row.nights.lower and row.nights.upper)
    assert left == [(in_days(1), in_days(2)), (in_days(4), in_days(6))]


@pytest.mark.parametrize(
    ("first", "until", "field"), [(-1, 2, "first"), (3, 3, "until"), (4, 2, "until"), (0, 400, "until")]
)
async def test_a_range_that_makes_no_sense_is_refused(ground: Ground, first: int, until: int, field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        await close(ground, first, until)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("first", "until", "left"),
    [(2, 5, []), (0, 9, []), (3, 4, [(2, 3), (4, 5)]), (2, 3, [(3, 5)]), (4, 9, [(2, 4)]), (7, 9, [(2, 5)])],
)
async def test_opening_leaves_the_other_nights_closed(
    ground: Ground, first: int, until: int, left: list[tuple[int, int]]
) -> None:
    await close(ground, 2, 5)
    async with ground.as_(ground.host) as session:
        opened = await open_nights(session, ground.host, ground.room, in_days(first), in_days(until))
    assert opened == 3 - sum(end - start for start, end in left)
    assert await closed(ground) == [(in_days(start), in_days(end)) for start, end in left]


async def test_what_was_closed_in_the_past_stays_on_record(ground: Ground) -> None:
    closure = await close(ground, 0, 4)
    async with ground.as_(OPERATOR) as session:
        row = await session.get(Closure, closure.id)
        assert row is not None
        row.first = in_days(-3)
    async with ground.as_(ground.host) as session:
        assert await open_nights(session, ground.host, ground.room, in_days(-3), in_days(4)) == 4
    assert await closed(ground) == [(in_days(-3), today())]


async def test_a_closure_is_seen_by_whom_its_house_is_seen_and_until_it_is_lifted(ground: Ground) -> None:
    closure = await close(ground, 0, 4)
    async with ground.as_(ground.host) as session:
        assert (await closure_seen(session, ground.host, closure.id)).reason == "rest"
    async with ground.as_(ground.stranger) as session:
        with pytest.raises(NotFoundError):
            await closure_seen(session, ground.stranger, closure.id)
    async with ground.as_(ground.host) as session:
        await open_nights(session, ground.host, ground.room, today(), in_days(4))
        with pytest.raises(NotFoundError):
            await closure_seen(session, ground.host, closure.id)


async def test_strangers_and_committees_close_nothing(ground: Ground) -> None:
    for actor, refusal in ((ground.stranger, NotFoundError), (ground.committee, NotAllowedError)):
        async with ground.as_(actor) as session:
            with pytest.raises(refusal):
                await close_nights(session, actor, ground.room, today(), in_days(1), REST)


async def test_marked_nights_of_several_rooms_are_closed_together(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        second = await add_room(session, ground.host, ground.keyring, ground.house, room_draft("Habitación 2", 1))
        marked = [Mark(ground.room, in_days(day)) for day in (1, 2, 2, 5)] + [Mark(second.id, in_days(1))]
        assert await close_marked_nights(session, ground.host, ground.house, marked, REST) == 4
    assert await closed(ground) == [(in_days(1), in_days(3)), (in_days(5), in_days(6))]


async def test_one_marked_night_that_cannot_be_closed_closes_none(ground: Ground) -> None:
    await ground.take(in_days(5), in_days(6))
    marked = [Mark(ground.room, in_days(1)), Mark(ground.room, in_days(5))]
    with pytest.raises(ConflictError):
        async with ground.as_(ground.host) as session:
            await close_marked_nights(session, ground.host, ground.house, marked, REST)
    assert await closed(ground) == []


async def test_one_bed_is_closed_beside_a_bed_with_a_stay(ground: Ground) -> None:
    await ground.take(in_days(1), in_days(3), bed=0)
    async with ground.as_(ground.host) as session:
        one, other = [bed.number for bed in await beds_of(session, ground.house)]
        marked = [Mark(ground.room, in_days(1), other), Mark(ground.room, in_days(2), other)]
        await close_marked_nights(session, ground.host, ground.house, marked, REST)
        rows = await room_occupancy(session, ground.room, today(), None)
        assert {(row.bed_id, row.kind) for row in rows} == {(one, "stay"), (other, "closure")}
        with pytest.raises(ConflictError):
            await close_nights(session, ground.host, ground.room, in_days(1), in_days(2), REST, beds=[one])
        with pytest.raises(NotFoundError):
            await close_nights(session, ground.host, ground.room, in_days(1), in_days(2), REST, beds=[other + 999])


async def test_one_bed_of_a_closed_room_is_opened(ground: Ground) -> None:
    await close(ground, 1, 5)
    async with ground.as_(ground.host) as session:
        one, other = [bed.number for bed in await beds_of(session, ground.house)]
        assert await open_nights(session, ground.host, ground.room, in_days(2), in_days(3), beds=[one]) == 1
        rows = await room_occupancy(session, ground.room, today(), None)
    closed_by_bed = sorted((row.bed_id, row.nights.lower, row.nights.upper) for row in rows if row.nights.lower)
    assert closed_by_bed == [
        (one, in_days(1), in_days(2)),
        (one, in_days(3), in_days(5)),
        (other, in_days(1), in_days(5)),
    ]


async def test_a_closure_is_opened_whole_or_for_some_of_its_nights_and_only_on_its_beds(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        one, other = [bed.number for bed in await beds_of(session, ground.house)]
        nights = in_days(1), in_days(5)
        first = await close_nights(session, ground.host, ground.room, *nights, REST, beds=[one])
        await close_nights(session, ground.host, ground.room, *nights, ClosureReason.REPAIR, beds=[other])
        assert await open_closure(session, ground.host, first.id, in_days(2), in_days(9)) == 3
        rows = await room_occupancy(session, ground.room, today(), None)
        left = {row.bed_id: row for row in rows}
        assert left[one].nights.upper == in_days(2)
        assert left[other].nights.upper == in_days(5)
        assert await open_closure(session, ground.host, left[other].closure_id or uuid4()) == 4
        assert [row.bed_id for row in await room_occupancy(session, ground.room, today(), None)] == [one]


async def test_marks_are_of_the_house_that_is_shown(ground: Ground) -> None:
    async with ground.as_(ground.planner) as session:
        with pytest.raises(NotFoundError):
            await close_marked_nights(session, ground.planner, ground.other_house, [Mark(ground.room, today())], REST)
        with pytest.raises(NotFoundError):
            await close_marked_nights(session, ground.planner, ground.house, [Mark(uuid4(), today())], REST)
        with pytest.raises(InvalidInputError):
            await close_marked_nights(session, ground.planner, ground.house, [], REST)


NIGHT = st.integers(0, 30).map(lambda day: date(2030, 1, 1) + timedelta(days=day))
STRETCH = st.tuples(NIGHT, st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


def nights_of(first: date, until: date) -> set[date]:
    """List the nights of a stretch."""
    return {first + timedelta(days=day) for day in range((until - first).days)}


@given(STRETCH, st.lists(STRETCH, max_size=5))
def test_gaps_are_the_nights_that_are_in_no_hole(whole: tuple[date, date], holes: list[tuple[date, date]]) -> None:
    left = [nights_of(*gap) for gap in gaps(*whole, holes)]
    assert set().union(*left) == nights_of(*whole).difference(*(nights_of(*hole) for hole in holes))
    assert all(left)


@given(st.lists(NIGHT))
def test_runs_are_the_same_nights_in_as_few_stretches_as_can_be(nights: list[date]) -> None:
    stretches = runs(nights)
    assert set().union(*(nights_of(*each) for each in stretches)) == set(nights)
    assert all(one[1] < other[0] for one, other in pairwise(stretches))


def test_stretches_are_written_so_that_no_language_takes_the_day_for_the_month() -> None:
    nights = Stretches.of([(date(2030, 3, 9), date(2030, 3, 12)), (date(2030, 3, 1), date(2030, 3, 2))])
    assert str(nights) == "2030-03-01/2030-03-01, 2030-03-09/2030-03-11"
