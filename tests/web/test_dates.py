"""A date typed in three parts is read day first, and what is no date comes back as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shelters.clock import today
from shelters.errors import InvalidInputError
from web.dates import date_parts, read_date, typed_date


def form(day: str, month: str, year: str) -> dict[str, str]:
    """Make what a browser sends."""
    return {"start-day": day, "start-month": month, "start-year": year}


def test_the_day_comes_first() -> None:
    assert read_date(form("3", "4", "2027"), "start") == date(2027, 4, 3)
    assert read_date(form(" 03 ", "04", "27"), "start") == date(2027, 4, 3)


def test_nothing_typed_is_no_date() -> None:
    assert read_date(form("", " ", ""), "start") is None
    assert read_date({}, "start") is None


def test_without_a_year_the_next_such_day_is_meant() -> None:
    soon = today() + timedelta(days=40)
    past = today() - timedelta(days=100)
    assert read_date(form(str(soon.day), str(soon.month), ""), "start") in {soon, soon.replace(year=today().year)}
    read = read_date(form(str(past.day), str(past.month), ""), "start")
    assert read is not None
    assert read > today()


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2027"),
        ("hoy", "", ""),
        ("1", "", "2027"),
        ("1", "13", "2027"),
        ("1", "1", "202"),
        ("\u0661", "1", "2027"),
    ],
)
def test_what_is_no_date_is_refused_by_the_field_s_name(day: str, month: str, year: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_date(form(day, month, year), "start")
    assert refusal.value.field == "start"


def test_what_was_typed_is_kept_even_when_it_is_no_date() -> None:
    assert typed_date(form("31", "febrero", ""), "start") == {"day": "31", "month": "febrero", "year": ""}


def test_a_known_date_fills_the_three_parts() -> None:
    assert date_parts(date(2027, 4, 3)) == {"day": "3", "month": "4", "year": "2027"}
    assert date_parts(None) == {"day": "", "month": "", "year": ""}
