"""One class a night as few rows: on a night that a stay can start, a class has beds only if it is chosen."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from optimizer.board.compile import Board
from optimizer.board.kinds import Bools, Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.worth import Floats


def class_rows(board: Board, which: NDArray[np.intp], seated: Occupancy) -> tuple[csr_matrix, Floats]:
    """Give rows over some columns and, after them, one variable for each class, kind and night that must be chosen.

    Stays are intervals, so two that share a night share the night on which the later one starts: rows on start nights
    are enough.
    """
    at, cell, class_ = _nights_of(board, which)
    group, back = np.unique(np.stack([cell, class_]), axis=1, return_inverse=True)
    cells, classes_in = np.unique(group[0], return_counts=True)
    contested = np.isin(group[0], cells[classes_in > 1])
    helper = np.cumsum(contested) - 1
    helpers = int(contested.sum())
    entry = contested[back]
    load = board.columns.load[which[at[entry]]].astype(np.float64)
    row = helper[back[entry]]
    night = board.kinds.free.shape[1]
    room = seated.room(group[0][contested] // night, group[0][contested] % night).astype(np.float64)
    most = np.minimum(room, np.bincount(row, weights=load, minlength=helpers))
    one, alone = np.unique(group[0][contested], return_inverse=True)
    rows = np.concatenate([row, np.arange(helpers), helpers + alone])
    variable = len(which) + np.arange(helpers)
    columns = np.concatenate([at[entry], variable, variable])
    values = np.concatenate([load, -most, np.ones(helpers)])
    shape = helpers + len(one), len(which) + helpers
    return csr_matrix((values, (rows, columns)), shape=shape), np.r_[np.zeros(helpers), np.ones(len(one))]


def _nights_of(board: Board, which: NDArray[np.intp]) -> tuple[Ints, Ints, Ints]:
    """Unfold the stays in one-class kinds: position in ``which``, cell (kind and night), class."""
    columns, nights = board.columns, board.kinds.free.shape[1]
    inside = np.flatnonzero(board.kinds.classed[columns.kind[which]])
    length = columns.nights[which[inside]]
    at = np.repeat(inside, length)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(length) - length, length)
    cell = columns.kind[which[at]].astype(np.int64) * nights + columns.first[which[at]] + offset
    kept = _starting(board, which[inside])[cell]
    return at[kept], cell[kept], board.class_[columns.request[which[at[kept]]]].astype(np.int64)


def _starting(board: Board, which: NDArray[np.intp]) -> Bools:
    nights = board.kinds.free.shape[1]
    starts = np.zeros(board.kinds.free.size, dtype=np.bool_)
    starts[board.columns.kind[which].astype(np.int64) * nights + board.columns.first[which]] = True
    return starts
