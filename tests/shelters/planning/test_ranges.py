"""Ranges of months: what can be chosen, how they are read, and the range of the same length before."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from shelters.errors import InvalidInputError
from shelters.planning.quarters import Quarter
from shelters.planning.ranges import LONGEST, Months, choices, latest_quarter, latest_year, month_after, read_range

TODAY = time_machine.travel("2026-11-28T12:00:00Z")


@TODAY
def test_a_range_is_read_with_both_its_months() -> None:
    span = read_range("2025-11", "2026-03")

    assert (span.first, span.until, span.number) == (date(2025, 11, 1), date(2026, 4, 1), 5)
    assert span.before == Months(date(2025, 6, 1), date(2025, 11, 1))
    assert [str(quarter) for quarter in span.quarters] == ["2025-4", "2026-1"]
    assert [span.holds(quarter) for quarter in span.quarters] == [False, True]
    assert span.around == Months(date(2025, 10, 1), date(2026, 4, 1))
    assert str(span) == "2025-11-2026-03"


@TODAY
@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-05", "2026-04", "to"),
        ("2024-01", "2026-02", "to"),
        ("2026-13", "2026-09", "from"),
        ("2026-07", "", "to"),
        ("julio", "2026-09", "from"),
        ("2026-07", "2026-10", "to"),
        ("2026-07 ", "2026-09", "from"),
        ("0000-01", "2026-09", "from"),
    ],
)
def test_what_is_no_range_is_refused_beside_its_field(first: str, last: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_range(first, last)
    assert refused.value.field == field


@TODAY
def test_without_months_it_is_the_last_quarter_that_is_over() -> None:
    assert read_range("", "") == latest_quarter() == Months.of(Quarter(2026, 3))
    assert latest_year() == Months(date(2025, 10, 1), date(2026, 10, 1))


@TODAY
def test_only_months_of_quarters_that_are_over_can_be_chosen() -> None:
    assert (choices()[0], len(choices())) == (date(2026, 9, 1), 2 * LONGEST)
    assert choices()[-1] == month_after(date(2026, 9, 1), 1 - 2 * LONGEST)


def test_a_month_after_december_is_of_the_next_year() -> None:
    assert month_after(date(2025, 12, 1), 1) == date(2026, 1, 1)
    assert month_after(date(2025, 1, 1), -1) == date(2024, 12, 1)
    assert len(Months(date(2025, 11, 1), date(2026, 3, 1)).months) == 4
