"""The calendar says what the beds say: derived, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from shelters.access.actor import OPERATOR
from shelters.capacity.commands import add_room, change_room, close_nights, confirm_house
from shelters.capacity.models import House
from shelters.capacity.queries import HouseCalendar, calendar_of
from shelters.capacity.words import ClosureReason, NightState, OccupancyKind, Sharing
from shelters.clock import now, today
from shelters.errors import InvalidInputError, NotFoundError
from tests.shelters.capacity.conftest import Ground, in_days, room_draft

FREE, STAY, HOLD = NightState.FREE, NightState.STAY, NightState.HOLD
CLOSED, REST, ASK = NightState.CLOSURE, NightState.TURNAROUND, NightState.UNCONFIRMED


async def confirm(ground: Ground) -> None:
    """Let the host confirm her house."""
    async with ground.as_(ground.host) as session:
        await confirm_house(session, ground.host, ground.house)


async def shown(ground: Ground, days: int = 7, first: date | None = None) -> HouseCalendar:
    """Draw the calendar as the host sees it."""
    async with ground.as_(ground.host) as session:
        return await calendar_of(session, ground.host, ground.house, first or today(), days)


async def whole_room(ground: Ground, beds: int = 3) -> UUID:
    """Add a room that one party takes whole; it stands first by name."""
    draft = room_draft("Ala 0", beds, sharing=Sharing.ONE_PARTY)
    async with ground.as_(ground.host) as session:
        return (await add_room(session, ground.host, ground.keyring, ground.house, draft)).id


async def test_until_the_host_confirms_no_bed_is_free(ground: Ground) -> None:
    assert (await shown(ground)).rows[0].states == [ASK] * 7
    assert (await shown(ground)).free == (0,) * 7
    assert (await shown(ground)).untaken == (2,) * 7
    await confirm(ground)
    calendar = await shown(ground)
    assert [row.states for row in calendar.rows] == [[FREE] * 7] * 2
    assert calendar.free == (2,) * 7


async def test_a_shared_room_has_a_row_for_each_bed(ground: Ground) -> None:
    await confirm(ground)
    await ground.take(in_days(1), in_days(4))
    calendar = await shown(ground)
    assert [row.bed.label for row in calendar.rows if row.bed] == ["Cama 1", "Cama 2"]
    assert calendar.rows[0].states == [FREE, STAY, STAY, STAY, FREE, FREE, FREE]
    assert calendar.free == (2, 1, 1, 1, 2, 2, 2)


async def test_a_room_taken_whole_is_one_row_and_all_or_none_of_it_is_free(ground: Ground) -> None:
    await confirm(ground)
    room = await whole_room(ground)
    await ground.take(in_days(2), in_days(3), OccupancyKind.HOLD, room=room, bed=1)
    calendar = await shown(ground, days=4)
    assert calendar.rows[0].bed is None
    assert calendar.rows[0].states == [FREE, FREE, HOLD, FREE]
    assert calendar.free == (5, 5, 2, 5)


async def test_the_beds_of_one_stay_are_one_stretch(ground: Ground) -> None:
    room, stay = await whole_room(ground), uuid4()
    for bed in (0, 2):
        await ground.take(in_days(-2), in_days(3), room=room, bed=bed, whose=stay)
    await ground.take(in_days(3), in_days(9), room=room, bed=0)
    one, two = (await shown(ground)).rows[0].stretches
    assert (one.first, one.nights, one.beds, one.earlier, one.later) == (today(), 3, 2, True, False)
    assert (two.first, two.nights, two.beds, two.earlier, two.later) == (in_days(3), 4, 1, False, True)
    assert one.taken_by is not None
    assert one.taken_by.stay_id == stay


async def test_free_nights_stand_apart_so_that_each_can_be_marked(ground: Ground) -> None:
    await confirm(ground)
    assert [stretch.nights for stretch in (await shown(ground)).rows[0].stretches] == [1] * 7


async def test_rest_closure_and_stay_each_have_their_state(ground: Ground) -> None:
    await confirm(ground)
    await ground.take(today(), in_days(1))
    await ground.take(in_days(1), in_days(2), OccupancyKind.TURNAROUND)
    async with ground.as_(ground.host) as session:
        await close_nights(session, ground.host, ground.room, in_days(3), in_days(5), ClosureReason.REST)
    assert (await shown(ground)).rows[0].states == [STAY, REST, FREE, CLOSED, CLOSED, FREE, FREE]


async def test_a_hold_that_ran_out_is_free(ground: Ground) -> None:
    await confirm(ground)
    await ground.take(today(), in_days(7), OccupancyKind.HOLD, expires_at=now() - timedelta(seconds=1))
    assert (await shown(ground)).rows[0].states == [FREE] * 7


@pytest.mark.parametrize("days", [0, -1, 93])
async def test_the_calendar_shows_a_bounded_number_of_nights(ground: Ground, days: int) -> None:
    with pytest.raises(InvalidInputError):
        await shown(ground, days)


async def test_the_calendar_of_another_house_is_missing(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        with pytest.raises(NotFoundError):
            await calendar_of(session, ground.host, ground.other_house, today())


@dataclass
class Naive:
    """Beds by nights as a plain table: what the calendar is compared with."""

    taken: dict[tuple[int, date], OccupancyKind]

    def draw(self, random: Random, beds: int) -> list[tuple[int, date, date, OccupancyKind]]:
        """Draw stretches that do not meet on a bed."""
        stretches = []
        for bed in range(beds):
            start = random.randint(-6, 3)
            while start < 14:
                until = start + random.randint(1, 6)
                kind = random.choice([OccupancyKind.STAY, OccupancyKind.HOLD, OccupancyKind.TURNAROUND])
                stretches.append((bed, in_days(start), in_days(until), kind))
                self.taken |= {(bed, in_days(day)): kind for day in range(start, until)}
                start = until + random.randint(0, 4)
        return stretches


@pytest.mark.parametrize("seed", range(4))
async def test_the_calendar_agrees_with_a_plain_table_of_beds_by_nights(ground: Ground, seed: int) -> None:
    naive, random = Naive({}), Random(seed)
    await confirm(ground)
    for bed, first, until, kind in naive.draw(random, beds=2):
        await ground.take(first, until, kind, bed=bed)
    calendar = await shown(ground, days=12)
    expected = [[NightState(naive.taken.get((bed, in_days(day)), "free")) for day in range(12)] for bed in range(2)]
    assert [row.states for row in calendar.rows] == expected
    assert list(calendar.free) == [sum(row[day] is FREE for row in expected) for day in range(12)]


async def with_rhythm(ground: Ground, load: int, rest: int) -> None:
    """Let the house rest after so many nights with guests."""
    async with ground.as_(OPERATOR) as session:
        house = await session.get_one(House, ground.house)
        house.load_nights, house.load_rest = load, rest


async def test_the_rest_of_a_house_after_its_guests_is_drawn_as_what_it_is_and_counts_no_bed(ground: Ground) -> None:
    await confirm(ground)
    await with_rhythm(ground, 3, 2)
    await ground.take(today(), in_days(3))
    calendar = await shown(ground)
    house_rests = NightState.REST
    assert calendar.rows[0].states == [STAY, STAY, STAY, house_rests, house_rests, FREE, FREE]
    assert calendar.rows[1].states == [FREE, FREE, FREE, house_rests, house_rests, FREE, FREE]
    assert calendar.free == (1, 1, 1, 0, 0, 2, 2)
    # The nights of rest are one cell, since there is nothing to tick in them.
    assert [stretch.nights for stretch in calendar.rows[0].stretches] == [3, 2, 1, 1]


async def test_what_is_taken_or_closed_is_shown_as_that_while_the_house_rests(ground: Ground) -> None:
    await confirm(ground)
    await with_rhythm(ground, 3, 2)
    await ground.take(today(), in_days(3))
    async with ground.as_(ground.host) as session:
        await close_nights(session, ground.host, ground.room, in_days(3), in_days(4), ClosureReason.REPAIR)
    assert (await shown(ground)).rows[0].states[3:5] == [CLOSED, NightState.REST]


async def test_a_house_that_has_guests_for_a_while_yet_shows_no_rest_before_they_have_had_their_nights(
    ground: Ground,
) -> None:
    await confirm(ground)
    await with_rhythm(ground, 10, 2)
    await ground.take(today(), in_days(3))
    assert NightState.REST not in (await shown(ground)).rows[0].states


async def test_a_room_that_is_kept_for_the_most_urgent_is_free_and_said_to_be_kept(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        await change_room(session, ground.host, ground.keyring, ground.room, room_draft(kept_for_tier=1))
    assert (await shown(ground)).rows[0].states == [ASK] * 7
    await confirm(ground)
    calendar = await shown(ground)
    assert calendar.rows[0].states == [NightState.KEPT] * 7
    assert calendar.free == (2,) * 7
