"""How plans compare: level by level, or with points and kilometres added up to one level of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.plan import LEVELS
from optimizer.search.worth import Floats

POINT = 1000
"""Kilometres that one point is worth where the two are one level."""
POINTS = LEVELS.index("P")


@dataclass(frozen=True, slots=True)
class Order:
    """Which of two plans is better, and weights that mostly say the same.

    Weights are far enough apart that what is better by weight is mostly better by level, and near enough for the
    tolerance of a solver.
    """

    weights: Floats
    together: bool

    def key(self, costs: Sequence[int]) -> tuple[int, ...]:
        """Give a key that is smaller for the better plan."""
        if not self.together:
            return tuple(costs)
        return (*costs[:POINTS], POINT * costs[POINTS] + costs[POINTS + 1], *costs[POINTS + 2 :])


SUM = np.array([POINT if name == "P" else float(name == "D") for name in LEVELS])
"""Weights of the one level that points and kilometres make."""

STRICT = Order(np.array([64e7, 16e7, 4e7, 1e7, 1e6, 1e4, 1.0, 0.02]), together=False)
TOGETHER = Order(np.array([64e7, 16e7, 4e7, 1e7, 1e6, POINT, 1.0, 0.02]), together=True)
