"""Quarters: they follow each other without a gap, and one that is not over is not looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from shelters.planning.quarters import Quarter, ended_quarters, quarter_of, read_quarter

DAYS = [("2026-01-01", "2026-1"), ("2026-09-30", "2026-3"), ("2026-12-31", "2026-4")]


@pytest.mark.parametrize(("day", "written"), DAYS)
def test_each_day_is_in_one_quarter(day: str, written: str) -> None:
    quarter = quarter_of(date.fromisoformat(day))
    assert str(quarter) == written
    assert quarter.first <= date.fromisoformat(day) < quarter.until
    assert quarter.first <= quarter.last_month < quarter.until


def test_one_ends_where_the_next_begins() -> None:
    quarter = Quarter(2025, 3)
    for _ in range(5):
        assert quarter.after.first == quarter.until
        assert quarter.after.before == quarter
        assert quarter_of(quarter.until - timedelta(days=1)) == quarter
        quarter = quarter.after


@time_machine.travel("2026-11-28T12:00:00Z")
def test_only_what_is_over_is_offered_and_read() -> None:
    assert ended_quarters(4) == [Quarter(2026, 3), Quarter(2026, 2), Quarter(2026, 1), Quarter(2025, 4)]
    assert read_quarter("2026-3") == Quarter(2026, 3)
    for wrong in ("2026-4", "2027-1", "2026-5", "0000-1", "2026", "", "2026-3 "):
        assert read_quarter(wrong) is None
