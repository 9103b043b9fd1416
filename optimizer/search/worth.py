"""What plans and columns are worth, level by level."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.plan import LEVELS, MAXIMISED

Floats = NDArray[np.float64]
SIGN = np.array([-1 if name in MAXIMISED else 1 for name in LEVELS])
"""Turns the value of a level into a cost: what is to be maximised is negative."""


def cost_of(board: Board, level: int, which: NDArray[np.intp] | None = None) -> Ints:
    """Cost of each column on one level: lower is better."""
    columns = board.columns
    name = LEVELS[level]
    if name.startswith("T"):
        request = columns.request if which is None else columns.request[which]
        return np.asarray(-(board.tier[request] == level + 1).astype(np.int64))
    costs = {"K": -columns.kept, "P": columns.points, "D": columns.km, "S": columns.scarcity}[name]
    return np.asarray(costs if which is None else costs[which], dtype=np.int64)


def costs_of_plan(board: Board, chosen: Ints) -> tuple[int, ...]:
    """Cost of a plan on each level; plans compare as tuples, and the lesser is the better."""
    which = chosen[chosen >= 0]
    return tuple(
        int(cost_of(board, level, which).sum() + SIGN[level] * board.fixed[level]) for level in range(len(LEVELS))
    )
