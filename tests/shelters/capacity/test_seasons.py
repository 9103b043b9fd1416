"""A room with a season is there in its months alone, each year, and nobody loses her bed by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.capacity.calendar import calendar_of
from shelters.capacity.commands import change_room
from shelters.capacity.models import RoomDraft
from shelters.capacity.seasons import Season, out_of_season
from shelters.capacity.words import NightState
from shelters.clock import today
from shelters.drafts import build
from shelters.errors import ConflictError, InvalidInputError
from tests.shelters.capacity.conftest import Ground, in_days, room_draft

months = st.integers(1, 12)
dates = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def in_half_a_year() -> RoomDraft:
    """Draft the room with a season of one month, half a year from now."""
    month = (today().month + 5) % 12 + 1
    return room_draft(season_from=month, season_to=month)


@given(months, months, dates)
def test_a_season_has_the_months_that_are_counted_from_its_first_to_its_last(first: int, last: int, day: date) -> None:
    counted, month = {first}, first
    while month != last:
        month = month % 12 + 1
        counted.add(month)
    assert Season(first, last).has(day) == (day.month in counted)


@given(months, months, dates, st.integers(1, 800))
def test_each_night_is_in_the_season_or_listed_as_out_of_it(first: int, last: int, day: date, length: int) -> None:
    draft = room_draft(season_from=first, season_to=last)
    out = out_of_season(draft, day, day + timedelta(days=length))
    listed = {night for since, until in out for night in range(since.toordinal(), until.toordinal())}
    nights = [day + timedelta(days=number) for number in range(length)]
    season = Season(first, last)
    assert [night.toordinal() in listed for night in nights] == [not season.has(night) for night in nights]


def test_over_the_new_year_a_season_ends_with_the_last_night_of_its_last_month() -> None:
    winter = room_draft(season_from=11, season_to=3)
    assert out_of_season(winter, date(2026, 10, 30), date(2027, 4, 3)) == [
        (date(2026, 10, 30), date(2026, 11, 1)),
        (date(2027, 4, 1), date(2027, 4, 3)),
    ]


def test_a_room_without_a_season_is_there_all_year() -> None:
    assert out_of_season(room_draft(), today(), today() + timedelta(days=400)) == []


@pytest.mark.parametrize(("half", "missing"), [("season_from", "season_to"), ("season_to", "season_from")])
def test_half_a_season_is_refused_where_the_other_half_is_missing(half: str, missing: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        build(RoomDraft, {"name": "Una", "beds": [{"label": "A"}], half: 5})
    assert refusal.value.field == missing


async def test_nobody_loses_her_bed_because_a_season_is_said(ground: Ground) -> None:
    await ground.take(today(), in_days(3))
    away = in_half_a_year()
    with pytest.raises(ConflictError, match="fuera de esa temporada"):
        async with ground.as_(ground.host) as session:
            await change_room(session, ground.host, ground.keyring, ground.room, away)


async def test_nights_that_were_slept_before_keep_no_room_from_its_season(ground: Ground) -> None:
    await ground.take(in_days(-3), today())
    async with ground.as_(ground.host) as session:
        room = await change_room(session, ground.host, ground.keyring, ground.room, in_half_a_year())
    assert room.season_from == room.season_to == in_half_a_year().season_from


async def test_the_calendar_says_where_a_room_is_out_of_its_season_and_counts_no_bed_there(ground: Ground) -> None:
    async with ground.as_(ground.host) as session:
        away = in_half_a_year()
        await change_room(session, ground.host, ground.keyring, ground.room, away)
        calendar = await calendar_of(session, ground.host, ground.house, today(), 7)
    assert [row.states for row in calendar.rows] == [[NightState.OUT_OF_SEASON] * 7] * 2
    assert calendar.untaken == (0,) * 7
    # It is one cell, since there is nothing to tick.
    assert [len(row.stretches) for row in calendar.rows] == [1, 1]
