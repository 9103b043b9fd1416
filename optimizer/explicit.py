"""The search for problems with an explicit list of candidates, as the field's benchmarks have them."""

import numpy as np

from optimizer.plan import LEVELS
from optimizer.search.guide import WEIGHTS
from optimizer.search.pack import pack
from optimizer.search.packing import packing_of
from optimizer.search.program import solve_linear
from optimizer.search.resettle import resettle
from optimizer.search.stage import relaxed_program
from optimizer.search.state import Search
from optimizer.search.together import seat_together
from optimizer.search.worth import Floats, cost_of

OPENING = 0.05


def search_explicit(search: Search, seconds: float) -> None:
    """Improve the best plan of a problem with explicit candidates, for some seconds."""
    if not len(search.board.columns):
        return
    costs = guiding_costs(search)
    packing = packing_of(search.board, costs)
    if packing is not None:
        pack(search, packing, seconds)
        return
    reduced = _reduced(search, costs, seconds / 6)
    opening = OPENING * float(np.median(reduced[reduced > 0])) if (reduced > 0).any() else 0.0
    first = seat_together(search.board, costs, opening, search.rng)
    search.offer(first, "together")
    resettle(search, costs, reduced, first, seconds - search.clock.seconds)


def guiding_costs(search: Search) -> Floats:
    """Cost of each column below the tiers: a point is one, the other levels as in the guide."""
    below = [level for level, name in enumerate(LEVELS) if not name.startswith("T")]
    weighed = [WEIGHTS[LEVELS[level]] / WEIGHTS["P"] * cost_of(search.board, level) for level in below]
    return np.asarray(np.sum(weighed, axis=0), dtype=np.float64)


def _reduced(search: Search, costs: Floats, seconds: float) -> Floats:
    """How much more than its party's best each column costs, once beds have their prices."""
    board = search.board
    reward = 20.0 * (float(np.ptp(costs)) + 1.0)
    program = relaxed_program(board, np.arange(len(costs)), costs - reward, [])
    answer = solve_linear(program, seconds)
    price = costs if answer.duals is None else costs - program.matrix.T @ answer.duals
    least = np.full(len(board.tier), np.inf)
    np.minimum.at(least, board.columns.request, price)
    return np.asarray(price - least[board.columns.request])
