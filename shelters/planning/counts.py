"""Tables of counts, and how their thin rows and columns are joined until each counts enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Fewer than so many are not shown: whoever knows one of them could name the others.
FEWEST: Final = 5
# The row or column of all that is too thin to stand alone; what is in it is not named.
REST: Final = ""


@dataclass(frozen=True)
class Counts:
    """A row for each of `rows`, and in it a count for each of `columns`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, things: Iterable[tuple[str, str]], columns: Sequence[str]) -> Counts:
        """Count things, each told by its row and its column; the columns keep the order in which they are given."""
        numbers: dict[str, dict[str, int]] = {}
        for row, column in things:
            numbers.setdefault(row, dict.fromkeys(columns, 0))[column] += 1
        rows = tuple(sorted(numbers))
        return cls(rows, tuple(columns), tuple(tuple(numbers[row].values()) for row in rows))

    @property
    def turned(self) -> Counts:
        """The same table with its columns as rows."""
        return Counts(self.columns, self.rows, tuple(zip(*self.cells, strict=True)))

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(map(sum, self.cells))


def gathered(counts: Counts) -> Counts:
    """Join rows, then columns, of fewer than five into a rest of five or more; what is empty is dropped.

    Of fewer than five in all nothing is left.
    """
    if counts.total < FEWEST:
        return Counts((), (), ())
    return _rows_joined(_rows_joined(counts).turned).turned


def _rows_joined(counts: Counts) -> Counts:
    told = dict(zip(counts.rows, counts.cells, strict=True))
    totals = {row: sum(cells) for row, cells in told.items()}
    rest = too_thin(totals)
    kept = {row: cells for row, cells in told.items() if totals[row] and row not in rest}
    if rest:
        kept[REST] = tuple(map(sum, zip(*(told[row] for row in rest), strict=True)))
    return Counts(tuple(kept), counts.columns, tuple(kept.values()))


def too_thin(totals: Mapping[str, int]) -> set[str]:
    """Name the rows to join: each that counts too few, and the smallest others until they count enough together."""
    in_order = sorted((row for row, total in totals.items() if total), key=lambda row: (totals[row], row))
    rest = {row for row in in_order if totals[row] < FEWEST or row == REST}
    for row in in_order:
        if not rest or sum(totals[each] for each in rest) >= FEWEST:
            break
        rest.add(row)
    return rest
