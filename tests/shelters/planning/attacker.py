"""Somebody who has a table as it is shown, knows that counts are whole numbers from zero on, and works out the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linprog

from shelters.planning.suppression import Shown

_ENDLESS = 10_000


def bounds(table: Shown, cell: tuple[int, int]) -> tuple[int, int]:
    """Give the smallest and the largest number that can stand in a cell; a solver that knows nothing of ours says."""
    return _extreme(table, cell, 1), _extreme(table, cell, -1)


def _extreme(table: Shown, cell: tuple[int, int], way: int) -> int:
    model = cp_model.CpModel()
    cells = {
        (row, column): model.new_constant(count) if count is not None else model.new_int_var(0, _ENDLESS, "")
        for row, counts in enumerate(table.cells)
        for column, count in enumerate(counts)
    }
    for row, total in enumerate(table.row_totals):
        model.add(sum(each for (here, _), each in cells.items() if here == row) == total)
    for column, total in enumerate(table.column_totals):
        model.add(sum(each for (_, here), each in cells.items() if here == column) == total)
    model.minimize(way * cells[cell])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.value(cells[cell]))


def bounds_of_pair(table: Shown, other: Shown, cell: tuple[int, int]) -> tuple[int, int]:
    """Give the bounds of a cell for somebody who has another breakdown of the same cases besides.

    Each case has a row in both; how many have which two is what she does not know. Fractions would do: whole numbers
    leave no more room.
    """
    rows, others, columns = len(table.rows), len(other.rows), len(table.columns)
    number: NDArray[np.int64] = np.arange(rows * others * columns).reshape(rows, others, columns)
    told: list[tuple[NDArray[np.int64], int]] = []
    for shown, axis in ((table, 1), (other, 0)):
        for row, counts in enumerate(shown.cells):
            of_row: NDArray[np.int64] = np.take(number, [row], axis=1 - axis).reshape(-1, columns)
            told.append((of_row.ravel(), shown.row_totals[row]))
            told += [(of_row[:, column], count) for column, count in enumerate(counts) if count is not None]
    told += [(number[:, :, column].ravel(), total) for column, total in enumerate(table.column_totals)]
    left = np.zeros((len(told), number.size))
    for line, (cells, _) in enumerate(told):
        left[line, cells] = 1
    wanted = np.zeros(number.size)
    wanted[number[cell[0], :, cell[1]]] = 1
    right = [total for _, total in told]
    least, most = (linprog(way * wanted, A_eq=left, b_eq=right, method="highs") for way in (1, -1))
    assert least.status == most.status == 0
    return round(float(least.fun or 0)), round(-float(most.fun or 0))
