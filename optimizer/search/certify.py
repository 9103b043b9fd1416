"""Certificates, level by level: a relaxation bounds the level, and a small integer program closes what is left.

Levels before are held at their values. Columns whose reduced cost shows that no plan as good as the best uses them are
dropped as the levels go by, so the programs shrink.
"""

import math

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.plan import LEVELS
from optimizer.search.greedy import ranked
from optimizer.search.polish import polish
from optimizer.search.program import Answer, solve_linear, solve_whole
from optimizer.search.rounding import round_plan, whole_plan
from optimizer.search.stage import Limit, relaxed_program, whole_program
from optimizer.search.state import Search
from optimizer.search.worth import SIGN, Floats, cost_of

EPSILON = 1e-6
PROMISES = LEVELS.index("K")
POLISH, WHOLE = 0.3, 0.5
"""Shares of the time left that go to neighbourhoods, and then to an integer program, on one level."""
SMALL = 20_000
"""Columns up to which an integer program is quicker than neighbourhoods."""


def count_places(search: Search) -> None:
    """Bound tiers by those who have any place at all, and promises by those that can be kept."""
    board = search.board
    able = np.diff(board.starts) > 0
    most = [int((able & (board.tier == level + 1)).sum()) for level in range(PROMISES)]
    most.append(len(np.unique(board.columns.request[board.columns.kept > 0])))
    for level, many in enumerate(most):
        search.raise_bound(level, float(SIGN[level] * (board.fixed[level] + many)), "places")


def certify_level(search: Search, level: int, share: float) -> None:
    """Bound one level, improve the plan on it where possible, and drop the columns that are out of the question."""
    least = trivial_bound(search, level)
    search.raise_bound(level, least, f"bound {LEVELS[level]}")
    if search.costs[level] <= least:
        _keep_least(search, level)
    if search.at_bound(level):
        return
    which = search.alive
    costs = cost_of(search.board, level, which).astype(np.float64)
    relaxed = relaxed_program(search.board, which, costs, limits_before(search, level))
    answer = solve_linear(relaxed, share)
    if answer.x is None or answer.duals is None:
        return
    offset = float(SIGN[level] * search.board.fixed[level])
    search.raise_bound(level, answer.bound + offset, f"bound {LEVELS[level]}")
    if LEVELS[level].startswith("T"):
        search.prices = _by_night(search.board, -answer.duals[len(search.board.tier) :])
    reduced = costs - relaxed.matrix.T @ answer.duals
    if not search.at_bound(level):
        _round(search, which, answer, reduced, level)
    _close(search, level, which, answer.bound + reduced + offset)
    search.alive = which[answer.bound + reduced + offset <= search.costs[level] + EPSILON * max(1, abs(answer.bound))]


def _close(search: Search, level: int, which: NDArray[np.intp], floor: Floats) -> None:
    """Look for plans that are better on this level, until none can be or there are none."""
    if not search.at_bound(level) and search.price is not None and len(which) > SMALL:
        polish(search, search.price, search.clock.stop.work, search.clock.seconds + POLISH * search.clock.left, level)
    while not search.at_bound(level) and not search.clock.over:
        if not _improve(search, level, which, floor):
            return


def _by_night(board: Board, duals: Floats) -> Floats:
    """Prices of the capacity rows, by kind and night."""
    rows = board.rows
    prices = np.zeros(board.kinds.free.shape)
    prices[rows.kind, rows.night] = duals[: len(rows)]
    return prices


def trivial_bound(search: Search, level: int) -> float:
    """The bound that needs no program: everyone with a place gets one, and nothing costs less than its least."""
    board, name = search.board, LEVELS[level]
    alive = np.unique(board.columns.request[search.alive])
    offset = float(SIGN[level] * board.fixed[level])
    if name.startswith("T"):
        return offset - float((board.tier[alive] == level + 1).sum())
    if name == "K":
        return offset - float(len(np.unique(board.columns.request[search.alive][board.columns.kept[search.alive] > 0])))
    least = _least(search, level)
    everyone = -sum(int(cost) for cost in search.costs[:4]) - int(board.fixed[:4].sum())
    return offset + float(least[np.isfinite(least)].sum()) if everyone == np.isfinite(least).sum() else -math.inf


def _least(search: Search, level: int) -> Floats:
    """The least cost of each request on a level, infinite where it has no column left."""
    least = np.full(len(search.board.tier), np.inf)
    np.minimum.at(least, search.board.columns.request[search.alive], cost_of(search.board, level, search.alive))
    return least


def _keep_least(search: Search, level: int) -> None:
    """Where everyone has their least cost on a level, only such columns are left for the levels after it."""
    if level > PROMISES:
        least = _least(search, level)[search.board.columns.request[search.alive]]
        search.alive = search.alive[cost_of(search.board, level, search.alive) <= least]


def limits_before(search: Search, level: int) -> list[Limit]:
    """Hold the levels before at what the best plan has."""
    offset = SIGN * search.board.fixed
    return [Limit(before, float(search.costs[before] - offset[before])) for before in range(level)]


def _round(search: Search, which: NDArray[np.intp], answer: Answer, reduced: Floats, level: int) -> None:
    guide = np.full(len(search.board.columns), np.inf)
    guide[which] = reduced
    share = np.zeros(len(search.board.columns))
    share[which] = answer.x
    search.offer(round_plan(search.board, share, ranked(search.board, [guide])), f"round {LEVELS[level]}")


def _improve(search: Search, level: int, which: NDArray[np.intp], floor: Floats) -> bool:
    """Look for a plan that is better on this level; returns whether to look again."""
    target = search.costs[level] - 1
    current = search.best[search.best >= 0]
    inside = np.union1d(which[floor <= target + EPSILON * max(1.0, abs(target))], current)
    offset = float(SIGN[level] * search.board.fixed[level])
    costs = cost_of(search.board, level, inside).astype(np.float64)
    program = whole_program(search.board, inside, costs, limits_before(search, level))
    answer = solve_whole(program, WHOLE * search.clock.left, np.searchsorted(inside, current))
    # Columns that were left out cannot be part of anything better, so the best plan bounds what they can do.
    search.raise_bound(level, min(answer.bound + offset, search.costs[level]), f"prove {LEVELS[level]}")
    return answer.x is not None and search.offer(whole_plan(search.board, inside, answer.x), f"improve {LEVELS[level]}")
