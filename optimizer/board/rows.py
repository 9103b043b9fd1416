"""The capacity rows: one for each kind and night on which the kind could overflow.

A stay takes an unbroken run of nights, so with rows ordered by kind and night each column meets an unbroken run of
rows, ``lo[j] : hi[j]``. Prices of columns are then differences of a cumulative sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.board.columns import Columns
    from optimizer.board.kinds import Bools, Ints, Kinds


@dataclass(frozen=True, slots=True)
class Rows:
    """Capacity rows; row ``i`` says that the loads of kind ``kind[i]`` on ``night[i]`` are at most ``room[i]``."""

    kind: Ints
    night: Ints
    room: Ints
    lo: Ints
    hi: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def used(self, load: NDArray[np.float64] | Ints, which: NDArray[np.intp]) -> NDArray[np.float64]:
        """Add up the loads of some columns by row."""
        change = np.zeros(len(self) + 1)
        np.add.at(change, self.lo[which], load)
        np.subtract.at(change, self.hi[which], load)
        return np.cumsum(change[:-1])

    def prices(self, by_row: NDArray[np.float64], load: Ints) -> NDArray[np.float64]:
        """Price each column at the prices of its rows."""
        total = np.concatenate([[0.0], np.cumsum(by_row)])
        return np.asarray((total[self.hi] - total[self.lo]) * load)

    def matrix(self, which: NDArray[np.intp], load: Ints) -> csr_matrix:
        """Give the rows as a sparse matrix over some columns."""
        lo, count = self.lo[which], self.hi[which] - self.lo[which]
        column = np.repeat(np.arange(len(which)), count)
        row = np.repeat(lo - np.cumsum(count) + count, count) + np.arange(len(column))
        data = np.repeat(load[which], count).astype(np.float64)
        return csr_matrix((data, (row, column)), shape=(len(self), len(which)))


def rows_of(columns: Columns, kinds: Kinds) -> Rows:
    """Find the nights that matter: where a stay can start or room shrinks, where the kind could overflow."""
    nights = kinds.free.shape[1]
    matters = _starts(columns, kinds) & (_most_load(columns, kinds) > kinds.free)
    kind, night = np.nonzero(matters)
    needed = _not_implied(columns, kinds, kind, night)
    kind, night = kind[needed], night[needed]
    # How many rows stand before each kind and night.
    before = np.zeros((kinds.free.shape[0], nights + 1), dtype=np.int32)
    before[kind, night] = 1
    before = (np.cumsum(before) - before.ravel()).reshape(before.shape).astype(np.int32)
    return Rows(
        kind=kind.astype(np.int32),
        night=night.astype(np.int32),
        room=kinds.free[kind, night],
        lo=before[columns.kind, columns.first],
        hi=before[columns.kind, columns.first + columns.nights],
    )


def _not_implied(columns: Columns, kinds: Kinds, kind: Ints, night: Ints) -> Bools:
    """Keep the rows that the next one does not imply: some stay ends in between, or room grows.

    What is left are the largest sets of stays that share a night.
    """
    ends = np.zeros((kinds.free.shape[0], kinds.free.shape[1] + 1), dtype=np.int64)
    ends[columns.kind, columns.first + columns.nights] = 1
    ended = np.cumsum(ends, axis=1)[kind, night]
    free = kinds.free[kind, night]
    implied = (kind[1:] == kind[:-1]) & (ended[1:] == ended[:-1]) & (free[1:] <= free[:-1])
    return np.append(~implied, np.ones(min(1, len(kind)), dtype=np.bool_))


def _starts(columns: Columns, kinds: Kinds) -> Bools:
    starts = np.zeros(kinds.free.shape, dtype=np.bool_)
    starts[columns.kind, columns.first] = True
    starts[:, 1:] |= kinds.free[:, 1:] < kinds.free[:, :-1]
    return starts


def _most_load(columns: Columns, kinds: Kinds) -> NDArray[np.int64]:
    """Bound the load of each kind and night from above: every request that could be there, at once."""
    change = np.zeros((kinds.free.shape[0], kinds.free.shape[1] + 1), dtype=np.int64)
    if len(columns):
        pair = columns.request.astype(np.int64) * len(kinds) + columns.kind
        if (np.diff(pair) < 0).any():
            order = np.argsort(pair, kind="stable")
            columns, pair = columns.take(order), pair[order]
        begins = np.flatnonzero(np.r_[True, np.diff(pair) != 0])
        first = np.minimum.reduceat(columns.first, begins)
        end = np.maximum.reduceat(columns.first + columns.nights, begins)
        load = np.maximum.reduceat(columns.load, begins)
        kind = columns.kind[begins]
        np.add.at(change, (kind, first), load)
        np.subtract.at(change, (kind, end), load)
    return np.cumsum(change, axis=1)[:, :-1]
