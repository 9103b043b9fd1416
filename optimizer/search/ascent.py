"""Prices of room-nights by a smoothed subgradient: no linear program is solved, so a tight crisis costs no more.

Each step lets every request choose its best stay at the present prices, and raises the prices of the room-nights
that too many chose. The steps are scaled by coordinate, which saves the hundreds of passes that one step length for
all wastes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.tariff import Tariff
from optimizer.search.worth import Floats

MEMORY, SCATTER, FLOOR = 0.7, 0.95, 1e-9


@dataclass
class Prices:
    """Prices of nights, with what the ascent remembers between its rounds."""

    tariff: Tariff
    smooth: Floats
    scatter: Floats
    steps: int = 0

    @classmethod
    def of(cls, tariff: Tariff) -> "Prices":
        """Begin an ascent at some prices."""
        return cls(tariff, np.zeros_like(tariff.by_night), np.zeros_like(tariff.by_night))

    @classmethod
    def none(cls, board: Board) -> "Prices":
        """Begin with everything free of charge."""
        return cls.of(Tariff.free_of_charge(board.kinds, board.columns.load))


def ascend(board: Board, costs: Floats, prices: Prices, steps: int, scale: float, patience: float = 80.0) -> Floats:
    """Improve prices in place; returns how often each column was chosen, as a share of the steps."""
    chooser = _Chooser(board)
    chosen_often = np.zeros(len(costs))
    for _ in range(steps):
        chosen = chooser.choose(costs + prices.tariff.of(board.columns))
        chosen_often[chosen] += 1.0 / steps
        _raise(board, prices, chosen, scale / (1 + prices.steps / patience))
        prices.steps += 1
    return chosen_often


class _Chooser:
    """Finds the cheapest column of each request, when it is worth having at all."""

    def __init__(self, board: Board) -> None:
        many = np.diff(board.starts)
        self._begins = board.starts[:-1][many > 0]
        self._many = many[many > 0]

    def choose(self, reduced: Floats) -> NDArray[np.intp]:
        """Give the chosen columns."""
        if not len(self._begins):
            return np.zeros(0, dtype=np.intp)
        best = np.minimum.reduceat(reduced, self._begins)
        hits = np.flatnonzero(reduced == np.repeat(best, self._many))
        group = np.searchsorted(self._begins, hits, side="right") - 1
        first = hits[np.append(True, group[1:] != group[:-1])]
        return np.asarray(first[reduced[first] < 0])


def _raise(board: Board, prices: Prices, chosen: NDArray[np.intp], step: float) -> None:
    """Raise what is overused and lower what is not, by coordinate."""
    excess = overuse(board, chosen, prices.tariff.sizes)
    prices.smooth *= MEMORY
    prices.smooth += (1 - MEMORY) * excess
    prices.scatter *= SCATTER
    prices.scatter += (1 - SCATTER) * excess * excess
    correction = 1 - SCATTER ** (prices.steps + 1)
    by_night = prices.tariff.by_night
    by_night += step * prices.smooth / np.sqrt(prices.scatter / correction + FLOOR)
    np.maximum(by_night, 0.0, out=by_night)


def overuse(board: Board, chosen: NDArray[np.intp], sizes: tuple[int, ...]) -> Floats:
    """How much more than there is some columns take, for each size by kind and night."""
    columns, free = board.columns, board.kinds.free
    width = free.shape[1] + 1
    begin = columns.kind[chosen].astype(np.int64) * width + columns.first[chosen]
    end, cells = begin + columns.nights[chosen], free.shape[0] * width
    excess = np.empty((len(sizes), *free.shape))
    for at, size in enumerate(sizes):
        multiples = (columns.load[chosen] // size).astype(np.float64)
        change = np.bincount(begin, multiples, cells) - np.bincount(end, multiples, cells)
        excess[at] = np.cumsum(change.reshape(free.shape[0], width), axis=1)[:, :-1] - free // size
    return excess


def least_by_request(board: Board, reduced: Floats) -> Floats:
    """The cost of the cheapest column of each request, infinite where it has none."""
    least = np.full(len(board.tier), np.inf)
    many = np.diff(board.starts)
    if len(reduced):
        least[many > 0] = np.minimum.reduceat(reduced, board.starts[:-1][many > 0])
    return least
