"""Everyone decided at once where prices are nearly right: an integer program over the stays that they leave."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.board.tariff import Tariff
from optimizer.search.ascent import least_by_request
from optimizer.search.classrows import class_rows
from optimizer.search.conflicts import apart_rows
from optimizer.search.highs import solve_by_highs
from optimizer.search.program import Program, stacked
from optimizer.search.rounding import HALF
from optimizer.search.sized import sized_rows
from optimizer.search.stage import relaxed_program
from optimizer.search.state import Search
from optimizer.search.worth import Floats

CORE = 100.0
"""How far above the best of its request, at the prices, a stay may cost and still be in the program."""


def decide_all(search: Search, costs: Floats, tariff: Tariff, seconds: float) -> None:
    """Choose among all stays that cost little more than the best of their request, and offer the plan."""
    board = search.board
    reduced = costs + tariff.of(board.columns)
    least = np.minimum(0.0, least_by_request(board, reduced))
    near = np.flatnonzero(reduced <= least[board.columns.request] + CORE)
    # The best plan so far can always be chosen again.
    which = np.union1d(near, search.best[search.best >= 0]).astype(np.intp)
    if not len(which) or search.clock.over:
        return
    answer = solve_by_highs(_program(board, which, costs[which], tariff), seconds)
    if answer.x is not None:
        search.offer(_plan(board, which, answer.x), "whole")


def _program(board: Board, which: NDArray[np.intp], costs: Floats, tariff: Tariff) -> Program:
    """Build the program with every rule in it; rounded rows make its relaxation nearly whole."""
    sized = sized_rows(board, which, tariff.sizes, board.rows.room)
    parts = [(sized.matrix, sized.most), class_rows(board, which, Occupancy(board))]
    if board.apart:
        parts.append(apart_rows(board, which))
    return stacked(relaxed_program(board, which, costs, []), parts)


def _plan(board: Board, which: NDArray[np.intp], x: Floats) -> Ints:
    chosen = np.full(len(board.tier), -1, dtype=np.int32)
    used = which[x[: len(which)] > HALF]
    chosen[board.columns.request[used]] = used
    return chosen
