"""Bounds on weighted sums of levels, and what they say of each level."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.board.compile import Board
from optimizer.plan import LEVELS
from optimizer.search.worth import SIGN, Floats

ROUND, TRUST = 1e-6, 1e-10
"""How near to a whole number counts as one, and what share of a large sum a solver's floats may be off."""


@dataclass(frozen=True, slots=True)
class Sum:
    """No plan costs less than ``bound`` when its levels are added up by ``weights``."""

    weights: Floats
    bound: float

    @property
    def last(self) -> int:
        """The last level that counts, which is the one bounded where those before are known."""
        return int(np.flatnonzero(self.weights)[-1])


def cautious(bound: float) -> float:
    """Give a bound that holds although it was added up in floats from large weights."""
    return bound - TRUST * abs(bound)


def sum_on(board: Board, weights: Floats, bound: float) -> Sum:
    """Make the sum that a bound over the columns of a board says of whole plans: pinned requests cost what they do."""
    return Sum(weights, float((SIGN * board.fixed * weights).sum()) + bound)


def bounds_by(sums: Iterable[Sum], costs: Sequence[int]) -> list[float]:
    """Bound each level for plans that are equal to one of these costs on every level before."""
    bounds = [-math.inf] * len(LEVELS)
    for one in sums:
        level = one.last
        before = sum(float(one.weights[at] * costs[at]) for at in range(level))
        bound = (one.bound - before) / one.weights[level]
        if math.isfinite(bound):
            bounds[level] = max(bounds[level], math.ceil(bound - ROUND))
    return bounds


def bound_together(sums: Iterable[Sum], costs: Sequence[int], weights: Floats) -> float:
    """Bound levels added up by weight, for plans that are equal to one of these costs on every level before them."""
    counted = weights != 0
    first, bound = int(np.flatnonzero(counted)[0]), -math.inf
    for one in sums:
        scale = one.weights[counted][-1] / weights[counted][-1]
        if scale > 0 and np.allclose(one.weights[first:], scale * weights[first:]):
            before = float(one.weights[:first] @ np.array(costs[:first]))
            bound = max(bound, (one.bound - before) / scale)
    return math.ceil(bound - ROUND) if math.isfinite(bound) else bound
