"""Bounds for plans that may split stays, on problems that are written down: split stays join the relaxation.

A split stay is a column that meets the rows of two kinds. There are far too many, so the prices of a relaxation find
the cheapest of each request, until none is worth having; whatever they are, the prices bound every plan.
"""

import numpy as np
from scipy.sparse import hstack, vstack

from optimizer.board.halves import Halves
from optimizer.board.inventory import inventory_of
from optimizer.board.tariff import Tariff
from optimizer.plan import LEVELS
from optimizer.problem import Problem
from optimizer.search.ascent import least_by_request
from optimizer.search.halved import Splits
from optimizer.search.pricing import weighted, worth_of
from optimizer.search.program import Program, solve_linear
from optimizer.search.rounded import SIZES
from optimizer.search.sized import sized_rows
from optimizer.search.stage import relaxed_program
from optimizer.search.state import Search
from optimizer.search.sums import Sum, cautious, sum_on
from optimizer.search.worth import Floats

TIERS = 4
GENTLE = {
    tier: np.array([2.0 ** max(0, tier - at) * (at <= tier) for at in range(len(LEVELS))]) for tier in range(TIERS)
}
"""For each tier, weights that make it the last one that counts."""
ROUNDS, SHARE = 8, 0.2
"""How often prices may look for split stays, and the share of the time left that each relaxation may take."""


def splitters_of(problem: Problem) -> set[str]:
    """The requests whose stays may be split."""
    return {request.id for request in problem.requests if request.splittable and request.pinned is None}


def count_with_splits(search: Search) -> list[Sum]:
    """Bound tiers by those who have any place or may be split, and promises by those that can be kept."""
    problem, board = search.board.problem, search.board
    gone = splitters_of(problem)
    able = (np.diff(board.starts) > 0) | np.array([request.id in gone for request in problem.requests], dtype=np.bool_)
    most = [int((able & (board.tier == tier + 1)).sum()) for tier in range(TIERS)]
    most.append(len(np.unique(board.columns.request[board.columns.kept > 0])))
    return [Sum(np.eye(len(LEVELS))[at], -float(board.fixed[at] + many)) for at, many in enumerate(most)]


def bound_splits(search: Search, tier: int) -> Sum | None:
    """Bound a tier for plans with split stays, by the prices of relaxations that know more and more of them."""
    board, weights = search.board, GENTLE[tier]
    halves = Halves(board.problem, inventory_of(board.problem))
    relaxation, bound = _Relaxation(search, weights), -np.inf
    for _ in range(ROUNDS):
        tariff = relaxation.prices(SHARE * search.clock.left)
        if tariff is None:
            break
        least = np.minimum(0.0, least_by_request(board, relaxation.costs + tariff.of(board.columns)))
        found = halves.cheapest(worth_of(board, weights), tariff)
        new = relaxation.splits.learn(found, least)
        for split in found:
            least[split.request] = min(least[split.request], split.cost)
        bound = max(bound, float(least.sum()) - tariff.income(board.kinds.free))
        if not new or search.clock.over:
            break
    if not np.isfinite(bound):
        return None
    return sum_on(board, weights, cautious(bound))


class _Relaxation:
    """The relaxation over all columns, with the split stays that it has learned."""

    def __init__(self, search: Search, weights: Floats) -> None:
        board, which = search.board, np.arange(len(search.board.columns))
        self._board, self._weights, self.costs = board, weights, weighted(board, weights)
        own = relaxed_program(board, which, self.costs, [])
        self._sized = sized_rows(board, which, SIZES, board.rows.room)
        self._matrix = vstack([own.matrix, self._sized.matrix], format="csr")
        self._most = np.concatenate([own.most, self._sized.most])
        self.splits = Splits()

    def prices(self, seconds: float) -> Tariff | None:
        """Solve it, and give the prices of nights."""
        board, matrix = self._board, self._matrix
        costs = np.append(self.costs, self.splits.costs(board, self._weights))
        if self.splits:
            matrix = hstack([matrix, self.splits.columns(board, matrix.shape[0])], format="csr")
        busy = np.flatnonzero(np.diff(matrix.indptr))
        answer = solve_linear(Program(costs, matrix[busy], np.full(len(busy), -np.inf), self._most[busy]), seconds)
        if answer.duals is None:
            return None
        duals = np.zeros(matrix.shape[0])
        duals[busy] = answer.duals
        tariff = Tariff(SIZES, np.zeros((len(SIZES), *board.kinds.free.shape)))
        self._sized.pay_into(tariff, board, duals[len(board.tier) :])
        return tariff
