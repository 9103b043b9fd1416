"""Prices of all beds on all nights by one relaxation over the present columns, solved nearly."""

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from optimizer.board.tariff import Tariff
from optimizer.search.gradient import solve_nearly
from optimizer.search.pricing import weighted
from optimizer.search.program import Program
from optimizer.search.sized import sized_rows
from optimizer.search.stage import relaxed_program
from optimizer.search.wide import Wide
from optimizer.search.worth import Floats


def price_nearly(wide: Wide, tariff: Tariff, weights: Floats, tolerance: float) -> Floats:
    """Replace prices by those of the relaxation over the present columns, and give the share of each column.

    Staying out costs what a place is worth. Split stays that are known are columns too.
    """
    board = wide.search.board
    which = np.arange(len(board.columns))
    relaxed = relaxed_program(board, which, weighted(board, weights), [])
    sized = sized_rows(board, which, tariff.sizes, board.rows.room)
    matrix = vstack([relaxed.matrix, sized.matrix], format="csr")
    able = np.flatnonzero(np.diff(board.starts) > 0)
    # A column of its own for whoever stays out makes rows of requests equations, and the method faster.
    out = csr_matrix((np.ones(len(able)), (able, np.arange(len(able)))), shape=(matrix.shape[0], len(able)))
    least = np.full(matrix.shape[0], -np.inf)
    least[able] = 1.0
    # The same sum but for a constant, near zero, because tolerances are relative to it.
    gain = weights[board.tier - 1]
    split = wide.splits.costs(board, weights) + gain[np.array([each.request for each in wide.splits], dtype=np.intp)]
    costs = np.concatenate([relaxed.costs + gain[board.columns.request], gain[able], split])
    most = np.concatenate([relaxed.most, sized.most])
    program = Program(
        costs, hstack([matrix, out, wide.splits.columns(board, matrix.shape[0])], format="csr"), least, most
    )
    answer = solve_nearly(program, tolerance, wide.search.clock.left / 2)
    tariff.by_night[:] = 0.0
    sized.pay_into(tariff, board, answer.duals[len(board.tier) :])
    return answer.x[: len(which)]
