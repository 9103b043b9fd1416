"""Which of several rows that share rooms can be told, so that nobody works out fewer than five houses from them.

Step-free rooms are also rooms that take pets. Whoever has both rows, and that of all rooms, can add and subtract them:
what is left may stand for one house. A row is told only where nothing of the kind is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shelters.planning.counts import FEWEST

# How often a row is added (or subtracted): with rows of so few classes nothing more is to be had by more.
_TIMES: Final = (0, 1, -1)


def told_together(marks: Sequence[frozenset[str]], houses: Sequence[UUID], wanted: Sequence[str]) -> frozenset[str]:
    """Choose the rows that can be told, given each room's rows and house; those that are wanted most come first."""
    told: list[str] = []
    for row in wanted:
        if _safe(marks, houses, [*told, row]):
            told.append(row)
    return frozenset(told)


def _safe(marks: Sequence[frozenset[str]], houses: Sequence[UUID], rows: Sequence[str]) -> bool:
    """Say whether every sum and difference of the whole and these rows, the last one in it, is of enough houses."""
    classes = sorted({tuple(row in mark for row in rows) for mark in marks})
    places = {each: number for number, each in enumerate(classes)}
    numbers = {house: number for number, house in enumerate(dict.fromkeys(houses))}
    inside: NDArray[np.float32] = np.zeros((len(classes), len(numbers)), dtype=np.float32)
    for mark, house in zip(marks, houses, strict=True):
        inside[places[tuple(row in mark for row in rows)], numbers[house]] = 1
    table = np.column_stack([np.ones(len(classes), dtype=np.float32), np.array(classes, dtype=np.float32)])
    # Sums without the last row were looked at when those before it were chosen; taken away is the same as added.
    ways: NDArray[np.float32] = np.array([(*way, 1) for way in product(_TIMES, repeat=len(rows))], dtype=np.float32)
    left = (ways @ table.T != 0).astype(np.float32)
    number_of_houses = (left @ inside > 0).sum(axis=1)
    return bool(((number_of_houses == 0) | (number_of_houses >= FEWEST)).all())
