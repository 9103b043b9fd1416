"""Programs whose capacity rows are rounded by size too, which makes their relaxations nearly whole."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.occupancy import Occupancy
from optimizer.board.tariff import ROUNDED
from optimizer.search.classrows import class_rows
from optimizer.search.conflicts import apart_rows
from optimizer.search.program import Program, stacked
from optimizer.search.sized import sized_rows
from optimizer.search.stage import relaxed_program
from optimizer.search.worth import Floats

SIZES = tuple(range(1, ROUNDED + 1))


def rounded_relaxation(
    board: Board, which: NDArray[np.intp], costs: Floats, seated: Occupancy | None = None
) -> Program:
    """Build the relaxation over some columns, of which ``costs`` are the costs; rows of requests come first."""
    room = board.rows.room if seated is None else seated.room(board.rows.kind, board.rows.night)
    sized = sized_rows(board, which, SIZES, room)
    return stacked(relaxed_program(board, which, costs, [], seated), [(sized.matrix, sized.most)])


def rounded_program(board: Board, which: NDArray[np.intp], costs: Floats, seated: Occupancy | None = None) -> Program:
    """Build the program with every rule in it; helper variables for classes come after the columns."""
    return ruled(board, which, rounded_relaxation(board, which, costs, seated), seated)


def ruled(board: Board, which: NDArray[np.intp], relaxation: Program, seated: Occupancy | None = None) -> Program:
    """Add the rules that relaxations leave out: one class a night, and pairs kept apart."""
    parts = [class_rows(board, which, seated or Occupancy(board))]
    if board.apart:
        parts.append(apart_rows(board, which))
    return stacked(relaxation, parts)
