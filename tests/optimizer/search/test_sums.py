"""Bounds on weighted sums bound the last level that they count."""

from __future__ import annotations

import math

import numpy as np

from optimizer.search.sums import Sum, bounds_by

TIERS = np.array([4.0, 1.0, 0, 0, 0, 0, 0, 0])


def test_a_sum_bounds_its_last_level_with_those_before_at_their_costs() -> None:
    assert bounds_by([Sum(TIERS, -12.5)], [-2, -3, 0, 0, 0, 0, 0, 0])[1] == -4


def test_a_solver_that_knew_no_bound_says_nothing() -> None:
    assert bounds_by([Sum(TIERS, -math.inf)], [-2, -3, 0, 0, 0, 0, 0, 0]) == [-math.inf] * 8
