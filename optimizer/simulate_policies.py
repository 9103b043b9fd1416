"""How a policy ranks the places that are free for a party when it arrives: the lowest cost is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.board.occupancy import Occupancy
from optimizer.simulate_prices import Foresight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.board.compile import Board
    from optimizer.problem import Problem

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.signedinteger[Any]]
Policy: TypeAlias = Callable[[Occupancy, int, Whole], Floats]
"""Occupancy, night of arrival and free columns of one request; gives the cost of each column."""

PRICED = "best fit + prices"
AGAIN = 2  # nights after which prices are settled anew
WASTE = 0.003  # of a placement: what a wasted bed or rare attribute costs that the prices have not seen
POINT = 0.0001
KILOMETRE = 1e-4  # of a point: only breaks ties


def nearest(board: Board) -> Policy:
    """Rank as the party itself would: by points, then by kilometres."""
    columns = board.columns
    return lambda _occupancy, _tonight, free: columns.points[free] + KILOMETRE * columns.km[free]


def best_fit(board: Board) -> Policy:
    """Waste no bed and no rare attribute; then as the party would."""
    by_party, columns = nearest(board), board.columns
    return lambda *seen: 10.0 * columns.scarcity[seen[2]] + by_party(*seen)


POLICIES = {"nearest": nearest, "best fit": best_fit}


def priced(board: Board, past: Sequence[Problem]) -> Policy:
    """Take the place that costs those who come later the least, as far as earlier streams tell."""
    columns, by_party = board.columns, nearest(board)
    foresight = Foresight(board, past)
    settled_on, upto = -AGAIN, np.zeros((1, 1))

    def cost(occupancy: Occupancy, tonight: int, free: Whole) -> Floats:
        nonlocal settled_on, upto
        if tonight >= settled_on + AGAIN:
            prices = foresight.prices(_free_nights(board, occupancy), tonight)
            settled_on, upto = tonight, np.pad(np.cumsum(prices, axis=1), ((0, 0), (1, 0)))
        kind, first = columns.kind[free], columns.first[free]
        price = (upto[kind, first + columns.nights[free]] - upto[kind, first]) * columns.load[free]
        return np.asarray(price + WASTE * columns.scarcity[free] + POINT * by_party(occupancy, tonight, free))

    return cost


def _free_nights(board: Board, occupancy: Occupancy) -> NDArray[np.int64]:
    kinds, nights = board.kinds.free.shape
    kind, night = np.divmod(np.arange(kinds * nights), nights)
    return np.asarray(occupancy.room(kind, night).reshape(kinds, nights), dtype=np.int64)
