"""No count is shown from which somebody could be found, not even by adding and subtracting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelters.planning.counts import FEWEST, REST, Counts, gathered
from shelters.planning.suppression import Shown, hidden_cells, shown
from tests.shelters.planning.attacker import bounds


def tables(*, low: int = 0, high: int = 14) -> st.SearchStrategy[Counts]:
    sizes = st.tuples(st.integers(1, 6), st.integers(1, 5))

    def of(size: tuple[int, int]) -> st.SearchStrategy[Counts]:
        rows, columns = size
        row = st.lists(st.integers(low, high), min_size=columns, max_size=columns).map(tuple)
        cells = st.lists(row, min_size=rows, max_size=rows).map(tuple)
        return cells.map(lambda told: Counts(tuple("abcdef"[:rows]), tuple("vwxyz"[:columns]), told))

    return sizes.flatmap(of)


def hidden_of(table: Shown) -> Iterator[tuple[int, int]]:
    return ((row, column) for row, cells in enumerate(table.cells) for column, cell in enumerate(cells) if cell is None)


@given(tables())
@settings(max_examples=40)
def test_whoever_subtracts_learns_of_no_hidden_cell_more_than_a_range_of_five(counts: Counts) -> None:
    table = shown(counts)

    for cell in hidden_of(table):
        lowest, highest = bounds(table, cell)
        assert highest - lowest >= FEWEST


@given(tables(high=3))
@settings(max_examples=15)
def test_nor_where_every_count_is_small(counts: Counts) -> None:
    table = shown(counts)

    for cell in hidden_of(table):
        lowest, highest = bounds(table, cell)
        assert highest - lowest >= FEWEST


def test_the_attacker_finds_what_is_hidden_alone() -> None:
    cells = ((2, 40, 30), (50, 60, 70))
    careless = Shown(("a", "b"), ("x", "y", "z"), ((None, 40, 30), (50, 60, 70)), (72, 180), (52, 100, 100))

    assert bounds(careless, (0, 0)) == (2, 2)
    assert sum(cell is None for row in shown(Counts(("a", "b"), ("x", "y", "z"), cells)).cells for cell in row) == 4


@given(tables())
def test_no_small_count_is_shown(counts: Counts) -> None:
    table = shown(counts)

    assert not [cell for row in table.cells for cell in row if cell is not None and 0 < cell < FEWEST]
    assert all(total >= FEWEST for total in (*table.row_totals, *table.column_totals))


@given(tables())
def test_what_is_shown_is_true_and_nobody_is_left_out(counts: Counts) -> None:
    table, told = shown(counts), gathered(counts)

    assert table.total == (counts.total if counts.total >= FEWEST else 0)
    assert table.total == sum(table.column_totals)
    for row, cells in zip(table.cells, told.cells, strict=True):
        assert all(cell in {None, count} for cell, count in zip(row, cells, strict=True))


@given(tables(low=FEWEST))
def test_a_table_without_small_counts_is_shown_whole(counts: Counts) -> None:
    assert shown(counts).cells == counts.cells


def test_thin_rows_are_joined_without_a_name_and_empty_ones_are_dropped() -> None:
    counts = Counts(("a", "b", "c", "d"), ("x",), ((3,), (9,), (4,), (0,)))

    assert gathered(counts) == Counts(("b", REST), ("x",), ((9,), (7,)))


def test_a_lonely_thin_row_takes_the_smallest_other_with_it() -> None:
    counts = Counts(("a", "b", "c"), ("x",), ((3,), (9,), (8,)))

    assert gathered(counts) == Counts(("b", REST), ("x",), ((9,), (11,)))


@pytest.mark.parametrize("cells", [((4,),), ((1, 1), (1, 1)), ((0,),)])
def test_of_fewer_than_five_in_all_nothing_is_told(cells: tuple[tuple[int, ...], ...]) -> None:
    table = shown(Counts(("a", "b")[: len(cells)], ("x", "y")[: len(cells[0])], cells))

    assert (table.rows, table.cells, table.total) == ((), (), 0)


def test_a_small_count_takes_the_cheapest_others_with_it() -> None:
    cells = np.array([[3, 90, 20], [30, 40, 80], [7, 95, 8]])

    assert hidden_cells(cells).tolist() == [[True, False, True], [False] * 3, [True, False, True]]


def test_things_are_counted_by_row_and_column() -> None:
    counts = Counts.of([("b", "y"), ("a", "x"), ("b", "y")], ("x", "y", "z"))

    assert counts == Counts(("a", "b"), ("x", "y", "z"), ((1, 0, 0), (0, 2, 0)))
