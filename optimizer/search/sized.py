"""Capacity rows that round down: parties fill at most as many twos, threes and fours of beds as a room has."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from optimizer.board.compile import Board
from optimizer.board.kinds import Floats, Ints
from optimizer.board.tariff import Tariff


@dataclass(frozen=True, slots=True)
class SizedRows:
    """Rows over some columns; row ``i`` counts multiples of the size at ``size[i]`` in the capacity row ``row[i]``."""

    matrix: csr_matrix
    most: Floats
    size: Ints
    row: Ints

    def pay_into(self, tariff: Tariff, board: Board, duals: Floats) -> None:
        """Make the duals of all capacity rows, and after them of these, the prices of their nights."""
        rows = board.rows
        tariff.by_night[0, rows.kind, rows.night] = np.maximum(0.0, -duals[: len(rows)])
        tariff.by_night[self.size, rows.kind[self.row], rows.night[self.row]] = np.maximum(0.0, -duals[len(rows) :])


def sized_rows(board: Board, which: NDArray[np.intp], sizes: tuple[int, ...], room: Ints) -> SizedRows:
    """Give the rounded rows that parties could overflow and that say more than others; plain rows are left out."""
    ones = board.rows.matrix(which, np.ones_like(board.columns.load))
    load = board.columns.load[which]
    shared = ~board.kinds.single[board.rows.kind]
    parts = [SizedRows(ones[:0], np.zeros(0), np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))]
    for at, size in enumerate(sizes[1:], start=1):
        # A larger size with as many multiples in the room would count the same parties less.
        useful = np.flatnonzero(shared & (room // size < room // (size - 1)))
        matrix = ones[useful]
        matrix.data = (load[matrix.indices] // size).astype(np.float64)
        matrix.eliminate_zeros()
        full = np.asarray(matrix.sum(axis=1)).ravel() > room[useful] // size
        row = useful[full]
        parts.append(SizedRows(matrix[full], (room[row] // size).astype(np.float64), np.full(len(row), at), row))
    return SizedRows(
        vstack([part.matrix for part in parts], format="csr"),
        np.concatenate([part.most for part in parts]),
        np.concatenate([part.size for part in parts]),
        np.concatenate([part.row for part in parts]),
    )
