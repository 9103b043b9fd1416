"""How promising each place is, once beds have their prices, and what everyone's places must cost at least."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.board.compile import Board
from optimizer.search.ascent import Prices, ascend, least_by_request
from optimizer.search.worth import Floats

ROUNDS, STEPS, SCALE, DECLINE, UNDAMPED = 16, 60, 0.06, 0.7, 1e9


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Cost of each column above its request's best at the prices found, and a bound for plans that place everyone."""

    reduced: Floats
    bound: float


def appraise(board: Board, costs: Floats, going_on: Callable[[], bool]) -> Appraisal:
    """Price beds by a subgradient whose steps shrink from round to round, as long as there is time."""
    prices, above = Prices.none(board), costs - least_by_request(board, costs)[board.columns.request]
    scale = SCALE * float(np.median(above[above > 0])) if (above > 0).any() else 1.0
    wanted = costs - costs.max() - float(np.ptp(costs)) * len(board.rows) - 1.0
    best = Appraisal(above, bound_at(board, costs, prices))
    for round_ in range(ROUNDS):
        if not going_on():
            break
        ascend(board, wanted, prices, STEPS, scale * DECLINE**round_, UNDAMPED)
        bound = bound_at(board, costs, prices)
        if bound > best.bound:
            reduced = costs + prices.tariff.of(board.columns)
            best = Appraisal(reduced - least_by_request(board, reduced)[board.columns.request], bound)
    return best


def bound_at(board: Board, costs: Floats, prices: Prices) -> float:
    """What the places of everyone cost at least: each at its cheapest with these prices, less what beds earn."""
    least = least_by_request(board, costs + prices.tariff.of(board.columns))[board.order]
    least = least[np.isfinite(least)]
    return float(least.sum() - prices.tariff.income(board.kinds.free))
