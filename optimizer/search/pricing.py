"""Scans of all pairs at some prices: valid bounds on the full problem, and the stays worth having as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.board.columns import Columns, joined
from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.board.tariff import Tariff
from optimizer.board.universe import Universe, Worth
from optimizer.search.ascent import least_by_request
from optimizer.search.worth import Floats, cost_of

MOST = 24


@dataclass(frozen=True, slots=True)
class Scan:
    """A bound on the weighted cost of every plan that splits nobody, and the best stays of each request.

    ``least`` is what each request costs at least at the prices; ``income`` is what all that is free would earn.
    """

    least: Floats
    income: float
    columns: Columns
    open: NDArray[np.bool_]

    @property
    def bound(self) -> float:
        """What all requests cost at least, less what beds earn."""
        return float(self.least.sum() - self.income)


def worth_of(board: Board, weights: Floats) -> Worth:
    """Fold weights of levels into what a stay is worth; promises are left to the columns."""
    return Worth(weights[board.tier - 1].astype(np.float64), weights[5], weights[6], weights[7])


def weighted(board: Board, weights: Floats, which: NDArray[np.intp] | None = None) -> Floats:
    """Cost of each column of a board, or of some, all levels added up by weight."""
    total = np.zeros(len(board.columns) if which is None else len(which))
    for level in np.flatnonzero(weights):
        total += weights[level] * cost_of(board, int(level), which)
    return total


def scan(universe: Universe, board: Board, weights: Floats, tariff: Tariff, *, everything: bool = False) -> Scan:
    """Price every pair; those that the present columns already beat by cost alone are passed over.

    ``open`` tells which of the pairs looked at have any stay at all: of every pair, where everything is asked for.
    """
    reduced = weighted(board, weights) + tariff.of(board.columns)
    known = np.minimum(0.0, least_by_request(board, reduced))
    # Pairs know nothing of promises; the promised stays are always among the columns of the board.
    least = known.copy()
    ceiling = None if everything else known + slack(weights)
    open_ = np.zeros(len(universe.request), dtype=np.bool_)
    found = []
    for priced in universe.priced(worth_of(board, weights), tariff, ceiling):
        request = universe.request[priced.pair]
        np.minimum.at(least, request, priced.least)
        open_[priced.pair] = np.isfinite(priced.cost)
        good = np.flatnonzero(priced.cost < (np.inf if ceiling is None else ceiling[request]))
        good = good[best_of_each(request[good], priced.cost[good])]
        found.append(universe.columns(priced.pair[good], priced.first[good], priced.nights[good]))
    return Scan(least, tariff.income(board.kinds.free), joined(found), open_)


def slack(weights: Floats) -> float:
    """How much worse than the best a stay may be and still become a column: part of a point, or of a place."""
    return float(0.3 * weights[5]) or float(0.2 * weights[:4].max())


def best_of_each(request: Ints, cost: Floats, most: int = MOST) -> NDArray[np.intp]:
    """Give the positions of the cheapest few of each request."""
    order = np.lexsort((cost, request))
    begins = np.flatnonzero(np.append(True, np.diff(request[order]) != 0)) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    return np.asarray(np.sort(order[rank < most]))


def merged(parts: list[Columns], kinds: int, nights: int) -> Columns:
    """Join columns, sorted by request, each once."""
    every = joined(parts)
    pair = every.request.astype(np.int64) * kinds + every.kind
    key = (pair * (nights + 1) + every.first) * (nights + 1) + every.nights
    return every.take(np.unique(key, return_index=True)[1])
