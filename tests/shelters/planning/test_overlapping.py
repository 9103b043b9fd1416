"""Rows that share rooms: none is told from which the nights of fewer than five houses could be worked out."""

from __future__ import annotations

from random import Random
from uuid import UUID, uuid4

import numpy as np
import pytest
from scipy.optimize import linprog

from shelters.planning.overlapping import told_together


def region(*parts: tuple[int, str]) -> tuple[list[frozenset[str]], list[UUID]]:
    """Draw so many houses of one room with these rows."""
    marks = [frozenset(rows.split()) for number, rows in parts for _ in range(number)]
    return marks, [uuid4() for _ in marks]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([(5, "pets"), (5, "")], {"pets"}),
        ([(4, "pets"), (9, "")], set()),
        # Whoever takes it from the whole has the four houses without it.
        ([(9, "pets"), (4, "")], set()),
        ([(9, "pets")], {"pets"}),
        # Of the two rows the difference is one house; the second is not told.
        ([(6, "ramp pets"), (1, "ramp"), (6, "")], {"ramp"}),
        ([(6, "ramp pets"), (6, "ramp"), (6, "pets"), (6, "")], {"ramp", "pets"}),
        # No house has both, and three have neither: the sum of both rows, taken from the whole, is those three.
        ([(6, "ramp"), (6, "pets"), (3, "")], {"ramp"}),
    ],
)
def test_a_row_is_told_where_nothing_of_fewer_than_five_is_left(parts: list[tuple[int, str]], told: set[str]) -> None:
    assert told_together(*region(*parts), ["ramp", "pets"]) & {row for _, rows in parts for row in rows.split()} == told


def test_rooms_of_one_house_count_as_one() -> None:
    marks, houses = region((6, "pets"), (6, ""))
    assert told_together(marks, houses, ["pets"]) == {"pets"}
    assert told_together(marks, [*houses[:4], houses[0], houses[0], *houses[6:]], ["pets"]) == set()


@pytest.mark.parametrize("seed", range(3))
def test_nights_of_no_single_house_follow_from_the_rows(seed: int) -> None:
    """Somebody who knows of each house what it offers, and every figure to the night, still knows nothing of one."""
    chance, rows = Random(seed), [f"row {number}" for number in range(6)]
    likely = [chance.random() for _ in rows]
    marks = [
        frozenset(row for row, share in zip(rows, likely, strict=True) if chance.random() < share) for _ in range(40)
    ]
    told = told_together(marks, [uuid4() for _ in marks], rows)
    assert told

    sums = np.array([[1.0] * 40, *([float(row in mark) for mark in marks] for row in sorted(told))])
    nights = np.array([chance.randrange(20, 70) for _ in marks], dtype=float)
    for house in range(40):
        wanted = np.zeros(40)
        wanted[house] = 1
        low, high = (
            linprog(way * wanted, A_eq=sums, b_eq=sums @ nights, bounds=(0, 90), method="highs").fun for way in (1, -1)
        )
        assert (float(low or 0), -float(high or 0)) == pytest.approx((0, 90))
