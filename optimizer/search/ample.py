"""Where there is room for nearly all: one linear program over the pairs that prices make likely, then its corners.

Once the prices are nearly right, few of the millions of pairs cost less than what their request pays anyway. All the
stays of these pairs together are a program small enough to solve, and its prices bound the whole problem.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from optimizer.board.columns import stays_of
from optimizer.search.ascent import Prices, least_by_request
from optimizer.search.gradient import solve_nearly
from optimizer.search.greedy import greedy, ranked
from optimizer.search.guide import settle
from optimizer.search.pricing import weighted, worth_of
from optimizer.search.program import Program, solve_linear
from optimizer.search.rounding import round_plan
from optimizer.search.stage import relaxed_program
from optimizer.search.wide import Wide
from optimizer.search.worth import Floats

AMPLE = np.array([1e5, 1e5, 1e5, 1e5, 3e4, 3e3, 1.0, 0.0])
"""Tiers weigh alike, because everyone is placed; what a point is worth in kilometres decides how P and D are mixed."""

NEXT = 8
"""Pairs beyond those that prices make likely, the cheapest of each request: they keep its price from running away."""

MARGIN, CORE, KEPT = 30.0, 60.0, 10.0
TOLERANCES = (2e-4,)


def refine(wide: Wide, prices: Prices, until: float) -> None:
    """Replace prices by those of a linear program, as good as the time allows, and make plans of them."""
    nearly(wide, AMPLE, prices, 1e-3)
    for tolerance in TOLERANCES:
        if wide.search.clock.seconds > until or wide.search.clock.over:
            break
        unfold(wide, prices)
        nearly(wide, AMPLE, prices, tolerance)
        wide.prove(AMPLE, prices)
    corner(wide, prices)


def nearly(wide: Wide, weights: Floats, prices: Prices, tolerance: float) -> None:
    """Solve the relaxation over the present columns, in which staying out costs what a place is worth."""
    board = wide.search.board
    which = np.arange(len(board.columns))
    relaxed = relaxed_program(board, which, weighted(board, weights), [])
    able = np.flatnonzero(np.diff(board.starts) > 0)
    # A column of its own for whoever stays out makes rows of requests equations, and the method faster.
    out = csr_matrix((np.ones(len(able)), (able, np.arange(len(able)))), shape=(relaxed.matrix.shape[0], len(able)))
    least = relaxed.least.copy()
    least[able] = 1.0
    # The same sum but for a constant, near zero, because tolerances are relative to it.
    gain = weights[board.tier - 1]
    costs = np.concatenate([relaxed.costs + gain[board.columns.request], gain[able]])
    program = Program(costs, hstack([relaxed.matrix, out], format="csr"), least, relaxed.most)
    answer = solve_nearly(program, tolerance, wide.search.clock.left / 2)
    prices.by_night[:] = 0.0
    room = answer.duals[len(board.tier) : len(board.tier) + len(board.rows)]
    prices.by_night[board.rows.kind, board.rows.night] = np.maximum(0.0, -room)


def unfold(wide: Wide, prices: Prices) -> None:
    """Go over to all the stays of the pairs that are likely at these prices, and of a few more."""
    board, universe = wide.search.board, wide.universe
    reduced = weighted(board, AMPLE) + prices.of(board.columns)
    least = np.minimum(0.0, least_by_request(board, reduced))
    worth = worth_of(board, AMPLE)
    likely = [
        priced.pair[priced.cost <= least[universe.request[priced.pair]] + MARGIN]
        for priced in universe.priced(worth, prices.by_night, least + MARGIN)
    ]
    some = np.unique(np.concatenate([*likely, _cheapest(wide)]))
    kinds, names, runs = universe.inventory.kinds, universe.inventory.names, universe.inventory.runs
    stays = stays_of(board.problem, kinds, names, universe.pairs.take(some), runs)
    wide.widen([stays, board.columns.take(np.flatnonzero(reduced <= least[board.columns.request] + KEPT))])


def _cheapest(wide: Wide) -> NDArray[np.intp]:
    """Give the pairs of each request that cost least before any price is added."""
    universe = wide.universe
    base = AMPLE[5] * universe.pairs.points + AMPLE[6] * universe.pairs.km
    order = np.lexsort((base, universe.request))
    rank = np.arange(len(order)) - universe.starts[universe.request]
    return np.asarray(order[rank < NEXT], dtype=np.intp)


def corner(wide: Wide, prices: Prices) -> None:
    """Solve the relaxation exactly over the few columns that are worth it at these prices, and round it."""
    search = wide.search
    board = search.board
    costs = weighted(board, AMPLE)
    reduced = costs + prices.of(board.columns)
    search.offer(greedy(board, ranked(board, [reduced])), "prices")
    above = reduced - least_by_request(board, reduced)[board.columns.request]
    which = np.flatnonzero(above <= CORE)
    answer = solve_linear(relaxed_program(board, which, costs[which], []), search.clock.left / 2)
    if answer.x is None:
        return
    share: Floats = np.zeros(len(board.columns))
    share[which] = answer.x
    search.offer(round_plan(board, share, ranked(board, [reduced])), "round")
    settle(search, share, np.where(above <= MARGIN, reduced, np.inf), search.clock.left / 3)
