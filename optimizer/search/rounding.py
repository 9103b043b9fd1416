"""From a fractional answer to a plan: seat what is whole first, then by share, then whoever is left by price."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.greedy import seat
from optimizer.search.worth import Floats

HALF, NOTHING = 0.5, 1e-6


def whole_plan(board: Board, which: NDArray[np.intp], x: Floats) -> Ints:
    """Give the plan of a whole answer over some columns; what comes after them in ``x`` is no column."""
    chosen = np.full(len(board.tier), -1, dtype=np.int32)
    used = which[x[: len(which)] > HALF]
    chosen[board.columns.request[used]] = used
    return chosen


def round_plan(board: Board, share: Floats, ranking: Ints) -> Ints:
    """Make a plan of fractional shares of columns; ``ranking`` orders the columns of whoever they leave out."""
    occupancy = Occupancy(board)
    some = np.flatnonzero(share > NOTHING)
    tier = board.tier[board.columns.request[some]]
    for column in some[np.lexsort((-share[some], tier, share[some] < HALF))]:
        if occupancy.chosen[board.columns.request[column]] < 0 and occupancy.fits(int(column)):
            occupancy.add(int(column))
    seat(board, occupancy, ranking, (int(at) for at in board.order if occupancy.chosen[at] < 0))
    return occupancy.chosen
