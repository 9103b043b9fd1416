"""The state of a run: the best plan so far, the bounds so far, the clock, and who wants to hear of it."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.errors import InstanceError
from optimizer.plan import LEVELS, Clock, Progress
from optimizer.search.order import STRICT, Order
from optimizer.search.sums import Sum
from optimizer.search.worth import SIGN, Floats, costs_of_plan


def _generator(seed: int) -> np.random.Generator:
    if seed < 0:
        raise InstanceError(f"must be 0 or more, not {seed}", "seed")
    return np.random.default_rng(seed)


class Search:
    """What the phases of a run share; costs and bounds are minimised, so tiers count negatively."""

    def __init__(self, board: Board, clock: Clock, seed: int, on_progress: Callable[[Progress], None] | None) -> None:
        self.board, self.clock, self.rng = board, clock, _generator(seed)
        self._on_progress = on_progress
        self.best: Ints = np.full(len(board.tier), -1, dtype=np.int32)
        self.costs = costs_of_plan(board, self.best)
        self.bounds = [-math.inf] * len(LEVELS)
        self.alive: NDArray[np.intp] = np.arange(len(board.columns))
        self.prices: Floats = np.zeros(board.kinds.free.shape)
        self.price: Floats | None = None
        self.order: Order = STRICT
        self.sums: list[Sum] = []
        self.split_sums: list[Sum] = []
        self.summed: list[Floats] = []

    def moved_to(self, board: Board, chosen: Ints) -> "Search":
        """Go on with the same run on another board of the same problem."""
        moved = Search(board, self.clock, 0, self._on_progress)
        moved.rng, moved.bounds, moved.order = self.rng, self.bounds, self.order
        moved.sums, moved.split_sums, moved.summed = self.sums, self.split_sums, self.summed
        moved.best, moved.costs = chosen, costs_of_plan(board, chosen)
        return moved

    def offer(self, chosen: Ints, phase: str) -> bool:
        """Keep a plan if it is better than the best so far; a worse one changes nothing.

        One that is equal on every level is kept where it places those who have waited longer, but is no better for it.
        """
        costs = costs_of_plan(self.board, chosen)
        if costs == self.costs and self._turns(chosen) > self._turns(self.best):
            self.best = chosen.copy()
        if self.order.key(costs) >= self.order.key(self.costs):
            return False
        self.best, self.costs = chosen.copy(), costs
        self.tell(phase)
        return True

    def settle(self, chosen: Ints) -> None:
        """Go over to a plan that is to be the best, whatever it costs here."""
        self.best, self.costs = chosen.copy(), costs_of_plan(self.board, chosen)

    def _turns(self, chosen: Ints) -> list[bool]:
        """Who has a place, in the order that decides ties."""
        return list((chosen[self.board.order] >= 0).tolist())

    def raise_bound(self, level: int, bound: float, phase: str) -> None:
        """Record a valid bound on a level; costs are whole, so it is rounded up."""
        whole = math.ceil(bound - 1e-6) if math.isfinite(bound) else bound
        if whole > self.bounds[level]:
            self.bounds[level] = whole
            self.tell(phase)

    def at_bound(self, level: int) -> bool:
        """Whether the best plan reaches the bound of a level."""
        return self.costs[level] <= self.bounds[level]

    def tell(self, phase: str) -> None:
        """Report the best values and bounds."""
        if self._on_progress is not None:
            values = tuple(int(sign * cost) for sign, cost in zip(SIGN, self.costs, strict=True))
            bounds = tuple(float(sign * bound) for sign, bound in zip(SIGN, self.bounds, strict=True))
            self._on_progress(Progress(phase, self.clock.seconds, values, bounds))
