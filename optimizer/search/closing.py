"""A level closed by one program with gentle weights, where rows that hold the levels before starve a solver.

Weights need not keep levels apart: whatever they are, a bound on the weighted sum bounds its last level for every plan
that is equal in the levels before. Capacity rows that are rounded by size make the relaxation nearly whole.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.plan import LEVELS
from optimizer.search.certify import trivial_bound
from optimizer.search.highs import solve_by_highs
from optimizer.search.pricing import weighted
from optimizer.search.program import solve_linear
from optimizer.search.rounded import rounded_program, rounded_relaxation
from optimizer.search.rounding import whole_plan
from optimizer.search.state import Search
from optimizer.search.sums import ROUND, bounds_by, cautious, sum_on
from optimizer.search.worth import Floats

POINTS, DISTANCE, SCARCITY = LEVELS.index("P"), LEVELS.index("D"), LEVELS.index("S")
_TIERS = np.array([4.0, 3.0, 2.0, 1.0])
GENTLE = {
    POINTS: np.array([*(1e3 * _TIERS), 50.0, 1.0, 0.0, 0.0]),
    DISTANCE: np.array([*(3e5 * _TIERS), 6e4, 3e3, 1.0, 0.0]),
    SCARCITY: np.array([*(24e5 * _TIERS), 12e5, 6e4, 20.0, 1.0]),
}
"""For each level that is closed so. The sums stay below some 10^9, where a solver's last digit is far less than one."""

LINEAR, WHOLE = 0.3, 0.5
"""Shares of the time left that the relaxation, and then the integer program, may take."""


def close_level(search: Search, level: int) -> None:
    """Bound a level, look for a plan that reaches the bound, and drop the columns that cannot be part of one."""
    if search.costs[level] <= trivial_bound(search, level):
        return
    which, costs = search.alive, weighted(search.board, GENTLE[level])
    relaxed = rounded_relaxation(search.board, which, costs[which])
    answer = solve_linear(relaxed, LINEAR * search.clock.left)
    if answer.duals is None:
        return
    _know(search, level, answer.bound)
    floor = answer.bound + costs[which] - relaxed.matrix.T @ answer.duals
    if not search.at_bound(level):
        current = search.best[search.best >= 0]
        near = which[floor <= costs[current].sum() + ROUND]
        _choose(search, level, np.union1d(near, current).astype(np.intp), costs)
    # Only where every level so far is proven is a plan as good as the best no dearer by these weights.
    if all(search.at_bound(before) for before in range(level + 1)):
        search.alive = which[floor <= costs[search.best[search.best >= 0]].sum() + ROUND]


def _choose(search: Search, level: int, inside: NDArray[np.intp], costs: Floats) -> None:
    """Solve the integer program over some columns; all others can only be part of what is no better than the best."""
    board, value = search.board, float(costs[search.best[search.best >= 0]].sum())
    answer = solve_by_highs(rounded_program(board, inside, costs[inside]), WHOLE * search.clock.left)
    if answer.x is not None:
        search.offer(whole_plan(board, inside, answer.x), f"close {LEVELS[level]}")
    _know(search, level, min(answer.bound, value))


def _know(search: Search, level: int, bound: float) -> None:
    """Say what a bound on the weighted sum says of its last level."""
    known = bounds_by([sum_on(search.board, GENTLE[level], cautious(bound))], search.costs)[level]
    search.raise_bound(level, known, f"close {LEVELS[level]}")
