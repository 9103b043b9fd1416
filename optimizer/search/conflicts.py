"""Rules between parties that are not about numbers of beds: pairs kept apart, and one class a night."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from optimizer.board.compile import Board


@dataclass
class _Entries:
    """Rows of a sparse matrix while they are collected."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, columns: Iterable[int], values: Iterable[float], most: float) -> None:
        """Add one row."""
        before = len(self.columns)
        self.columns.extend(int(column) for column in columns)
        self.values.extend(float(value) for value in values)
        self.rows.extend([len(self.most)] * (len(self.columns) - before))
        self.most.append(most)


def conflict_rows(board: Board, which: NDArray[np.intp]) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Give the rows over some columns (and, after them, one helper variable for each class, kind and night)."""
    entries = _Entries()
    _apart_rows(board, which, entries)
    helpers = _class_rows(board, which, entries)
    shape = len(entries.most), len(which) + helpers
    return csr_matrix((entries.values, (entries.rows, entries.columns)), shape=shape), np.array(entries.most)


def apart_rows(board: Board, which: NDArray[np.intp]) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Give the rows of pairs kept apart alone."""
    entries = _Entries()
    _apart_rows(board, which, entries)
    shape = len(entries.most), len(which)
    return csr_matrix((entries.values, (entries.rows, entries.columns)), shape=shape), np.array(entries.most)


def _apart_rows(board: Board, which: NDArray[np.intp], entries: _Entries) -> None:
    columns, sites = board.columns, board.kinds.site
    for one, others in board.apart.items():
        for other in others:
            if one > other:
                continue
            both = np.flatnonzero(np.isin(columns.request[which], (one, other)))
            for site in np.unique(sites[columns.kind[which[both]]]):
                here = both[sites[columns.kind[which[both]]] == site]
                for night in np.unique(columns.first[which[here]]):
                    across = here[_covers(board, which[here], night)]
                    if len(np.unique(columns.request[which[across]])) > 1:
                        entries.add(across, np.ones(len(across)), 1.0)


def _covers(board: Board, which: NDArray[np.intp], night: int) -> NDArray[np.bool_]:
    first = board.columns.first[which]
    return np.asarray((first <= night) & (night < first + board.columns.nights[which]))


def _class_rows(board: Board, which: NDArray[np.intp], entries: _Entries) -> int:
    """On each night that a stay can start, a kind takes one class; returns the number of helper variables."""
    columns, helpers = board.columns, 0
    classed = np.flatnonzero(board.kinds.classed[columns.kind[which]])
    for kind in np.unique(columns.kind[which[classed]]):
        inside = classed[columns.kind[which[classed]] == kind]
        for night in np.unique(columns.first[which[inside]]):
            across = inside[_covers(board, which[inside], night)]
            class_ = board.class_[columns.request[which[across]]]
            present = np.unique(class_)
            if len(present) > 1:
                first = len(which) + helpers
                helpers += len(present)
                entries.add(range(first, first + len(present)), np.ones(len(present)), 1.0)
                for at, each in enumerate(present):
                    for column in across[class_ == each]:
                        entries.add((int(column), first + at), (1.0, -1.0), 0.0)
    return helpers
