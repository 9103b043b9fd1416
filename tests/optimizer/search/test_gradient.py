"""The first-order method comes near the optimum, and its prices bound it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from optimizer.search.gradient import solve_nearly
from optimizer.search.program import Program


@pytest.mark.parametrize("seed", range(8))
def test_shares_and_prices_come_near_the_optimum_from_both_sides(seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = np.vstack([np.kron(np.eye(12), np.ones(5)), (random.random((8, 60)) < 0.3).astype(float)])
    costs = random.integers(1, 60, 60).astype(float)
    costs[4::5] = 200.0  # staying out
    matrix[12:, 4::5] = 0.0
    least, most = np.r_[np.ones(12), np.full(8, -np.inf)], np.r_[np.ones(12), np.full(8, 2.0)]
    best = linprog(costs, A_ub=matrix[12:], b_ub=most[12:], A_eq=matrix[:12], b_eq=np.ones(12)).fun
    assert best is not None
    found = solve_nearly(Program(costs, csr_matrix(matrix), least, most), 1e-6, 20.0)
    price = np.maximum(0.0, -found.duals[12:])
    reduced = (costs + matrix[12:].T @ price).reshape(12, 5).min(axis=1)
    bound = reduced.sum() - price @ most[12:]
    assert bound <= best + 1e-6
    assert bound == pytest.approx(best, rel=1e-3)
    assert costs @ found.x == pytest.approx(best, rel=1e-3)
