"""Two who must not live together meet where the house is one and the nights overlap, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from shelters.stays.beside import meets

HERE, THERE = uuid4(), uuid4()
FIRST = date(2026, 12, 10)


def day(number: int) -> date:
    """Name a day so many after the first night of the other."""
    return FIRST + timedelta(days=number)


@pytest.mark.parametrize(
    ("house", "first", "until", "met"),
    [
        (HERE, 0, 5, True),
        (HERE, 4, 9, True),
        (HERE, -3, 1, True),
        (HERE, 2, 3, True),
        (HERE, -9, 20, True),
        (HERE, 5, 9, False),
        (HERE, -3, 0, False),
        (THERE, 0, 5, False),
        (THERE, 5, 9, False),
    ],
)
def test_they_meet_in_one_house_on_one_night(house: UUID, first: int, until: int, met: bool) -> None:  # noqa: FBT001
    other = {(HERE, day(0), day(5))}
    assert meets(other, house, day(first), day(until)) is met
    assert not meets(set(), house, day(first), day(until))
