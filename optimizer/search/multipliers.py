"""What each party is worth to whoever takes it: multipliers by a smoothed subgradient, with a bound at every step.

Without the rule that a party goes to one room only, the packing falls apart into knapsacks; their best values bound
every packing (Fisher 1981). What the knapsacks take on the way are good patterns to begin column generation with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from optimizer.board.kinds import Bools
from optimizer.search.knapsacks import fill_all
from optimizer.search.packing import Packing
from optimizer.search.worth import Floats

PATIENCE, SLOWER, SMOOTH, LEAST_STEP = 8, 0.6, 0.5, 1e-3
Pattern = tuple[int, tuple[int, ...]]


@dataclass
class Relaxation:
    """The best multipliers so far, the bound they give, and the patterns seen."""

    multipliers: Floats
    bound: float = -np.inf
    patterns: dict[Pattern, None] = field(default_factory=dict)


def ascend(packing: Packing, start: Floats, above: float, steps: int, going_on: Callable[[], bool]) -> Relaxation:
    """Improve multipliers for some steps, as long as there is time; ``above`` is the cost of a known packing."""
    best, now = Relaxation(start.copy()), start.copy()
    step, idle, direction = 1.0, 0, np.zeros(len(start))
    for _ in range(steps):
        if not going_on():
            break
        value, taken = fill_all(now - packing.cost, packing.load, packing.room)
        remember(best.patterns, taken)
        bound = float(now.sum() - value.sum())
        idle += 1
        if bound > best.bound:
            best.bound, best.multipliers, idle = bound, now.copy(), 0
        elif idle >= PATIENCE:
            step, idle, now = step * SLOWER, 0, best.multipliers.copy()
        direction = SMOOTH * direction + (1 - SMOOTH) * (1.0 - taken.sum(axis=0))
        length = float(direction @ direction)
        if length < LEAST_STEP or step < LEAST_STEP or bound >= above:
            break
        now = now + direction * step * (above - bound) / length
    return best


def remember(patterns: dict[Pattern, None], taken: Bools) -> None:
    """Add what the knapsacks took to the patterns seen."""
    for kind, row in enumerate(taken):
        members = tuple(int(party) for party in np.flatnonzero(row))
        if members:
            patterns[kind, members] = None
