"""Where there is room for nearly all: prices by one linear program, then everyone decided at once with proof.

Once the prices are nearly right, few of the millions of pairs cost less than what their request pays anyway. All the
stays of these pairs together are an integer program small enough to solve.
"""

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from optimizer.search.ascent import Prices, least_by_request
from optimizer.search.gradient import solve_nearly
from optimizer.search.greedy import ranked
from optimizer.search.guide import settle
from optimizer.search.order import POINT
from optimizer.search.pricing import weighted
from optimizer.search.program import Program, solve_linear, stacked
from optimizer.search.rounding import HALF, round_plan
from optimizer.search.sized import sized_rows
from optimizer.search.stage import relaxed_program
from optimizer.search.state import Search
from optimizer.search.whole import decide_all
from optimizer.search.wide import Wide
from optimizer.search.worth import Floats

AMPLE = np.array([1e5, 1e5, 1e5, 1e5, 3e4, POINT, 1.0, 0.0])
"""Tiers weigh alike, because everyone is placed; points and kilometres as they are added up."""

MARGIN, CORE = 30.0, 60.0
NEAR = 3e-3
"""Prices only say which pairs can matter, so they need not be exact."""

WHOLE = 0.8
"""Share of the time left that each integer program over everyone may take."""


def decide_ample(wide: Wide, prices: Prices) -> None:
    """Price beds by one linear program, make a plan at once, and then decide everyone with proof."""
    known = nearly(wide, prices, NEAR)
    if wide.search.clock.over:
        return
    wide.prove(AMPLE, prices.tariff)
    wide.certify()
    corner(wide.search, prices, known)
    decide_all(wide, AMPLE, prices.tariff, WHOLE)


def corner(search: Search, prices: Prices, known: Floats) -> None:
    """Make a plan at once: keep what is whole in an exact relaxation of the columns worth it, choose the rest."""
    board = search.board
    costs = weighted(board, AMPLE)
    reduced = costs + prices.tariff.of(board.columns)
    ranking = ranked(board, [reduced])
    search.offer(round_plan(board, np.where(known > HALF, known, 0.0), ranking), "prices")
    above = reduced - least_by_request(board, reduced)[board.columns.request]
    which = np.flatnonzero(above <= CORE)
    sized = sized_rows(board, which, prices.tariff.sizes, board.rows.room)
    program = stacked(relaxed_program(board, which, costs[which], []), [(sized.matrix, sized.most)])
    answer = solve_linear(program, search.clock.left / 3)
    if answer.x is None:
        return
    share: Floats = np.zeros(len(board.columns))
    share[which] = answer.x
    search.offer(round_plan(board, share, ranking), "round")
    settle(search, share, np.where(above <= MARGIN, reduced, np.inf), search.clock.left / 3)


def nearly(wide: Wide, prices: Prices, tolerance: float) -> Floats:
    """Solve the relaxation over the present columns, and give the share of each.

    Staying out costs what a place is worth.
    """
    board, tariff = wide.search.board, prices.tariff
    which = np.arange(len(board.columns))
    relaxed = relaxed_program(board, which, weighted(board, AMPLE), [])
    sized = sized_rows(board, which, tariff.sizes, board.rows.room)
    matrix = vstack([relaxed.matrix, sized.matrix], format="csr")
    able = np.flatnonzero(np.diff(board.starts) > 0)
    # A column of its own for whoever stays out makes rows of requests equations, and the method faster.
    out = csr_matrix((np.ones(len(able)), (able, np.arange(len(able)))), shape=(matrix.shape[0], len(able)))
    least = np.full(matrix.shape[0], -np.inf)
    least[able] = 1.0
    # The same sum but for a constant, near zero, because tolerances are relative to it.
    gain = AMPLE[board.tier - 1]
    costs = np.concatenate([relaxed.costs + gain[board.columns.request], gain[able]])
    most = np.concatenate([relaxed.most, sized.most])
    program = Program(costs, hstack([matrix, out], format="csr"), least, most)
    answer = solve_nearly(program, tolerance, wide.search.clock.left / 2)
    requests, rows = len(board.tier), len(board.rows)
    tariff.by_night[:] = 0.0
    tariff.by_night[0, board.rows.kind, board.rows.night] = np.maximum(0.0, -answer.duals[requests : requests + rows])
    sized.pay_into(tariff, board, answer.duals[requests + rows :])
    return answer.x[: len(which)]
