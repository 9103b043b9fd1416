"""The first packing of everyone: whole, within what each room can take, and near the relaxation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer.board.compile import compile_board
from optimizer.problem import Candidate, Problem, Request, Sharing, Site, Space
from optimizer.readers import read_assignment
from optimizer.search.core import relax
from optimizer.search.packing import Packing, packing_of
from optimizer.search.squeeze import TRIES, squeeze
from tests.bench.assignments import assignment_text


def forever() -> bool:
    return True


def packed(problem: Problem) -> Packing:
    board = compile_board(problem)
    packing = packing_of(board, board.columns.points.astype(np.float64))
    assert packing is not None
    return packing


@pytest.mark.parametrize("kind", "cde")
@pytest.mark.parametrize("shape", [(5, 100), (20, 100), (10, 200)])
def test_everyone_is_seated_near_the_relaxation(tmp_path: Path, kind: str, shape: tuple[int, int]) -> None:
    path = tmp_path / "instance"
    path.write_text(assignment_text(kind, *shape), encoding="utf-8")
    packing = packed(read_assignment(path))
    guide = relax(packing, 60.0)
    assert guide is not None
    seats = squeeze(packing, guide.reduced, np.random.default_rng(1), forever)
    assert seats is not None
    assert (packing.spare(seats) >= 0).all()
    assert (packing.column[seats, np.arange(len(seats))] >= 0).all()
    assert guide.bound <= packing.value(seats) <= 1.1 * guide.bound


def tight(beds: int) -> Problem:
    """Two rooms and three parties of 2, 2 and 3 beds, who all would rather be in the first."""
    rooms = (Space("one", "casa", 4, Sharing.BEDS), Space("two", "casa", beds, Sharing.BEDS))
    loads = {"ana": 2, "bea": 2, "eva": 3}
    requests = tuple(Request(name, load, 1, (0, 0), 1) for name, load in loads.items())
    pairs = tuple(
        Candidate(name, room.id, load, (5 * (room.id == "two"), 0)) for name, load in loads.items() for room in rooms
    )
    return Problem(1, (Site("casa", 0.0, 0.0),), rooms, requests, candidates=pairs)


def test_the_only_packing_that_fits_is_found() -> None:
    packing = packed(tight(3))
    seats = squeeze(packing, packing.cost, np.random.default_rng(1), forever)
    assert seats is not None
    assert seats.tolist() == [0, 0, 1]


def test_where_not_everyone_fits_nothing_is_offered() -> None:
    packing = packed(tight(2))
    assert squeeze(packing, packing.cost, np.random.default_rng(1), forever) is None


def test_the_same_seed_gives_the_same_seats() -> None:
    packing = packed(tight(3))
    once, again = (squeeze(packing, packing.cost, np.random.default_rng(3), forever) for _ in range(2))
    assert once is not None
    assert again is not None
    assert (once == again).all()


def test_it_ends_between_two_moves_when_time_is_up() -> None:
    packing, left = packed(tight(3)), iter([False] * TRIES)
    assert squeeze(packing, packing.cost, np.random.default_rng(1), lambda: next(left)) is None
    assert next(left, None) is None
