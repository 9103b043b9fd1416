"""Which cells of a table are not shown: small ones, and as many others as keep the small ones from being worked out.

The totals of rows and columns are always shown, and are the same whichever way a set of things is broken down. So what
two tables say together of a third is no more than each says alone: see docs/decisions/0051.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from shelters.planning.counts import FEWEST, Counts, gathered

Table = NDArray[np.int64]
Mask = NDArray[np.bool_]
Cell = tuple[int, int]

# A way over cells that are hidden already costs nothing; a graph of SciPy takes a zero for no way at all.
_NEARLY_NOTHING: Final = 1e-6


@dataclass(frozen=True)
class Shown:
    """A table as it may be read: `None` where a count is not shown."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many there are in all; where there are too few to be told, none."""
        return sum(self.row_totals)


def shown(counts: Counts) -> Shown:
    """Give a table in which whoever subtracts learns of no hidden cell more than a range of five."""
    told = gathered(counts)
    cells = np.array(told.cells, dtype=np.int64).reshape(len(told.rows), len(told.columns))
    hidden = hidden_cells(cells)
    return Shown(
        rows=told.rows,
        columns=told.columns,
        cells=tuple(
            tuple(None if hide else int(count) for count, hide in zip(row, hides, strict=True))
            for row, hides in zip(cells, hidden, strict=True)
        ),
        row_totals=tuple(int(total) for total in cells.sum(axis=1)),
        column_totals=tuple(int(total) for total in cells.sum(axis=0)),
    )


def hidden_cells(cells: Table) -> Mask:
    """Say which cells to hide in a table whose rows and columns each count five or more."""
    hidden: Mask = (cells > 0) & (cells < FEWEST)
    waiting = list(_places(hidden))
    while waiting:
        before = hidden.copy()
        _protect(cells, hidden, waiting.pop())
        waiting += _places(hidden & ~before)
    return hidden


def _places(mask: Mask) -> Iterator[Cell]:
    return ((int(row), int(column)) for row, column in np.argwhere(mask))


def _protect(cells: Table, hidden: Mask, cell: Cell) -> None:
    """Hide more until tables with these totals differ from this one by enough in a cell, and in hidden cells only."""
    most, least = cells.copy(), cells.copy()
    for more_hidden in (False, True):
        for table, way in ((most, 1), (least, -1)):
            missing = FEWEST - int(most[cell] - least[cell])
            _shift(table, hidden, cell, way * missing, more_hidden=more_hidden)


def _shift(table: Table, hidden: Mask, cell: Cell, by: int, *, more_hidden: bool) -> None:
    """Change a cell by as much as can be, up to `by`, and others against it so that no total changes."""
    row, column = cell
    left = abs(by) if by > 0 else min(abs(by), int(table[cell]))
    start, end = (len(table) + column, row) if by > 0 else (row, len(table) + column)
    while left and (way := _cheapest_way(table, hidden, cell, (start, end), more_hidden=more_hidden)):
        fewer = [place for place, rises in way if not rises]
        step = min([left, *(int(table[place]) for place in fewer)])
        for place, rises in way:
            table[place] += step if rises else -step
            hidden[place] = True
        table[cell] += step if by > 0 else -step
        left -= step


def _cheapest_way(
    table: Table, hidden: Mask, cell: Cell, between: tuple[int, int], *, more_hidden: bool
) -> list[tuple[Cell, bool]]:
    """Find the cells to raise and lower in turn, with the least count newly hidden; nothing where there is no way.

    From a row to a column leads a cell that rises, and back one that falls, which takes a count to fall from.
    """
    rows = len(table)
    cost = np.where(hidden, _NEARLY_NOTHING, table + 1.0 if more_hidden else 0.0)
    cost[cell] = 0.0
    ways = np.zeros((sum(table.shape), sum(table.shape)))
    ways[:rows, rows:] = cost
    ways[rows:, :rows] = np.where(table > 0, cost, 0.0).T
    start, end = between
    _, before = dijkstra(ways, indices=[start], return_predecessors=True)
    found: list[tuple[Cell, bool]] = []
    while end != start:
        step = int(before[0, end])
        if step < 0:
            return []
        found.append(((step, end - rows), True) if step < rows else ((end, step - rows), False))
        end = step
    return found
