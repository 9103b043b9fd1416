"""Where there is room for nearly all: prices by one linear program, then everyone decided at once with proof.

Once the prices are nearly right, few of the millions of pairs cost less than what their request pays anyway. All the
stays of these pairs together are an integer program small enough to solve.
"""

import numpy as np

from optimizer.search.ascent import Prices, least_by_request
from optimizer.search.greedy import ranked
from optimizer.search.guide import settle
from optimizer.search.order import POINT
from optimizer.search.pricing import weighted
from optimizer.search.program import solve_linear
from optimizer.search.relaxing import price_nearly
from optimizer.search.rounded import rounded_relaxation
from optimizer.search.rounding import HALF, round_plan
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
    known = price_nearly(wide, prices.tariff, AMPLE, NEAR)
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
    answer = solve_linear(rounded_relaxation(board, which, costs[which]), search.clock.left / 3)
    if answer.x is None:
        return
    share: Floats = np.zeros(len(board.columns))
    share[which] = answer.x
    search.offer(round_plan(board, share, ranking), "round")
    settle(search, share, np.where(above <= MARGIN, reduced, np.inf), search.clock.left / 3)
