"""What a room-night is worth to those who have not asked yet, learned from earlier streams.

For each earlier stream the prices are the multipliers of the capacity rows in the smoothed Lagrangian of placing as
many parties as possible: every party spreads over its stays by a soft minimum of their price, and nights that are asked
for more than there is become dearer. Smoothing matters: the duals of a linear program jump between equally good
vertices, and a policy that follows them is hardly better than best fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.board.compile import Board, compile_board
from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.problem import Problem

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SOFTNESS = 0.03  # of one placement: how sharply a party prefers its cheapest stay
STEP = 0.03
PATIENCE = 40  # rounds after which the step has halved
AHEAD = 60  # nights: who asks later hardly meets a stay that is decided now
FIRST_ROUNDS, NEXT_ROUNDS = 120, 10


class Foresight:
    """Earlier streams on the same spaces, and the prices at which their demand meets what is free now."""

    def __init__(self, board: Board, past: Sequence[Problem]) -> None:
        boards = [compile_board(problem) for problem in past]
        for at, other in enumerate(boards):
            if other.problem.spaces != board.problem.spaces or other.kinds.members != board.kinds.members:
                raise InstanceError("must be about the same spaces, with nothing pinned or promised", f"past[{at}]")
        self._streams = [_Stream(other) for other in boards]
        self._rounds = FIRST_ROUNDS

    def prices(self, free: Ints, today: int) -> Floats:
        """Settle the prices anew, from where they were: ``[K, H]`` in placements for one unit of load and night."""
        settled = [stream.settle(free, today, self._rounds) for stream in self._streams]
        self._rounds = NEXT_ROUNDS
        return np.asarray(np.mean(settled, axis=0))


class _Stream:
    """The stays of one earlier stream as flat arrays, and its current prices."""

    def __init__(self, board: Board) -> None:
        columns, nights = board.columns, board.kinds.free.shape[1]
        self._request = columns.request
        self._load = columns.load.astype(np.float64)
        self._first = columns.kind.astype(np.int64) * (nights + 1) + columns.first
        self._end = self._first + columns.nights
        self._arrival = np.array([request.start[0] for request in board.problem.requests])[columns.request]
        # A bed of a dormitory is a smaller thing than a room: steps are taken in shares of the whole.
        self._scale = np.where(board.kinds.single, 1, np.maximum(1, board.kinds.beds))[:, None].astype(np.float64)
        self._prices = np.zeros(board.kinds.free.shape)

    def settle(self, free: Ints, today: int, rounds: int) -> Floats:
        """Raise what is asked for too often and lower what is not; give the mean of the later rounds."""
        open_ = np.flatnonzero((self._arrival >= today) & (self._arrival < today + AHEAD))
        if not len(open_):
            return np.zeros_like(self._prices)
        total = np.zeros_like(self._prices)
        for turn in range(rounds):
            excess = (self._demand(open_) - free) / self._scale**2
            self._prices = np.maximum(0.0, self._prices + STEP / (1 + turn / PATIENCE) * excess)
            if turn >= rounds // 2:
                total += self._prices
        self._prices = total / (rounds - rounds // 2)
        return self._prices

    def _demand(self, open_: Ints) -> Floats:
        """Load that the parties put on each kind and night at the current prices, spread by a soft minimum."""
        kinds, nights = len(self._prices), self._prices[0].size
        upto = np.zeros((kinds, nights + 1))
        np.cumsum(self._prices, axis=1, out=upto[:, 1:])
        flat, first, end, load = upto.ravel(), self._first[open_], self._end[open_], self._load[open_]
        worth = (1.0 - (flat[end] - flat[first]) * load) / SOFTNESS
        begins = np.flatnonzero(np.r_[True, np.diff(self._request[open_]) != 0])
        sizes = np.diff(np.r_[begins, len(open_)])
        best = np.maximum(np.maximum.reduceat(worth, begins), 0.0)  # going without is worth nothing
        weight = np.exp(worth - np.repeat(best, sizes))
        share = weight / np.repeat(np.add.reduceat(weight, begins) + np.exp(-best), sizes) * load
        cells = kinds * (nights + 1)
        change = np.bincount(first, share, cells) - np.bincount(end, share, cells)
        return np.cumsum(change.reshape(kinds, nights + 1), axis=1)[:, :nights]
