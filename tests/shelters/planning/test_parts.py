"""Counts over any range: what is told of it, and somebody who has every range and subtracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import combinations
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from shelters.planning.counts import REST
from shelters.planning.parts import Told, added, enough_in_each_part, told_over
from shelters.planning.ranges import Months, month_after

YEAR = Months(date(2025, 1, 1), date(2026, 1, 1))
QUARTER = Months(date(2025, 1, 1), date(2025, 4, 1))
ROWS = ("a", "b", "c", "d")
Numbers = dict[str, tuple[int, ...]]


def things(numbers: Numbers) -> list[tuple[str, date]]:
    """Write a thing for each count, month by month from January 2025 on."""
    return [
        (row, month_after(YEAR.first, month))
        for row, counts in numbers.items()
        for month, count in enumerate(counts)
        for _ in range(count)
    ]


def months(first: int, last: int) -> Months:
    return Months(date(2025, first, 1), month_after(date(2025, last, 1), 1))


def test_a_quarter_is_told_whole_as_ever() -> None:
    assert told_over(QUARTER, things({"a": (2, 2, 2), "b": (1, 1, 0), "c": (3, 0, 0)})) == {"a": 6, REST: 5}
    assert told_over(QUARTER, things({"a": (2, 2, 0)})) == {REST: None}
    assert told_over(QUARTER, []) == {}


def test_a_quarter_is_cut_where_each_month_counts_five_or_none() -> None:
    numbers: Numbers = {"a": (5, 0, 6), "b": (9, 9, 4), "c": (5, 5, 1)}

    assert told_over(months(1, 2), things(numbers)) == {"a": 5, REST: 28}
    assert told_over(months(1, 2), things(numbers | {"c": (5, 5, 0)})) == {"a": 5, "c": 10, REST: None}


def test_what_one_part_hides_is_in_the_rest_of_all() -> None:
    assert added([{"a": 6, "b": 7}, {"a": 5, REST: 8}]) == {"a": 11, REST: 15}
    assert added([{"a": 6}, {REST: None}]) == {REST: None}
    assert added([{"a": 6}, {}]) == {"a": 6}


@pytest.mark.parametrize(
    ("counts", "enough"), [((5, 0, 9), True), ((5, 4, 9), False), ((0, 0, 0), True), ((1, 0, 0), False)]
)
def test_times_of_a_cut_quarter_are_told_where_each_month_counts_enough(
    counts: tuple[int, ...], *, enough: bool
) -> None:
    by_month = Counter(month for _, month in things({"a": counts}))
    assert enough_in_each_part(months(2, 3), by_month) == enough


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_found_by_subtracting_ranges(seed: int) -> None:
    """Whoever has what is told of all 78 ranges of a year cannot work out a month or quarter of one to four."""
    chance = Random(seed)
    likely = {"a": (0, 1, 2, 3), "b": (4, 5, 6, 8), "c": (0, 0, 5, 9), "d": (1, 2, 7)}
    numbers: Numbers = {row: tuple(chance.choice(likely[row]) for _ in range(12)) for row in ROWS}
    known = things(numbers)
    told = {(first, last): told_over(months(first, last), known) for first in range(1, 13) for last in range(first, 13)}
    attacker = Attacker(told)

    small = [
        (row, range(first, first + length))
        for row in ROWS
        for length, starts in ((1, range(12)), (3, range(0, 12, 3)))
        for first in starts
        if 0 < sum(numbers[row][first : first + length]) < 5
    ]
    assert len(small) > 5
    for row, which in chance.sample(small, min(8, len(small))):
        low, high = attacker.bounds(row, which)
        assert low <= sum(numbers[row][month] for month in which) <= high
        assert high - low >= 5


class Attacker:
    """Somebody who has what is told of ranges, knows that counts are not below zero, and works out the rest."""

    def __init__(self, told: Mapping[tuple[int, int], Told]) -> None:
        lines: list[NDArray[np.float64]] = []
        self.right: list[int] = []
        for (first, last), rows in told.items():
            named = [row for row in rows if row != REST]
            for row in named:
                lines.append(self.sum_of([row], range(first - 1, last)))
                self.right.append(rows[row] or 0)
            left = rows.get(REST, 0)
            if left is not None:
                lines.append(self.sum_of([row for row in ROWS if row not in named], range(first - 1, last)))
                self.right.append(left)
        self.left = np.array(lines)

    def sum_of(self, rows: list[str], which: range) -> NDArray[np.float64]:
        """Write the sum of some months of some rows."""
        line = np.zeros((len(ROWS), 12))
        for row in rows:
            line[ROWS.index(row), list(which)] = 1
        return line.ravel()

    def bounds(self, row: str, which: range) -> tuple[int, int]:
        """Give the least and the most that some months of a row can be."""
        wanted = self.sum_of([row], which)
        low, high = (linprog(way * wanted, A_eq=self.left, b_eq=self.right, method="highs") for way in (1, -1))
        assert low.status == 0
        # Without an end it may be as much as anything.
        return round(float(low.fun or 0)), round(-float(high.fun or 0)) if high.status == 0 else 10_000


def test_two_ranges_that_are_told_differ_by_five_or_more() -> None:
    numbers: Numbers = {"a": (5, 6, 0, 2, 9, 9, 5, 5, 5, 0, 0, 3)}
    known = things(numbers)
    spans = [(first, last) for first in range(1, 13) for last in range(first, 13)]
    told = {span: number for span in spans if (number := told_over(months(*span), known).get("a")) is not None}
    assert len(told) > 10
    for one, other in combinations(told, 2):
        apart = set(range(one[0], one[1] + 1)) ^ set(range(other[0], other[1] + 1))
        count = sum(numbers["a"][month - 1] for month in apart)
        assert count == 0 or count >= 5
