"""Somebody who has a table as it is shown, knows that counts are whole numbers from zero on, and works out the rest."""

from __future__ import annotations

from ortools.sat.python import cp_model

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
