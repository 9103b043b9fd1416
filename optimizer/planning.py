"""From the end of a search to the plan that is handed out."""

import math

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.seating import assignments_of
from optimizer.board.values import values_of
from optimizer.plan import LEVELS, Level, Plan, Total
from optimizer.prices import Prices
from optimizer.search.order import SUM
from optimizer.search.splitters import TIERS, splitters_of
from optimizer.search.state import Search
from optimizer.search.sums import Sum, bound_together, bounds_by
from optimizer.search.worth import SIGN, Floats
from optimizer.splitting import splits_of
from optimizer.unplaced import reasons_for

NOTHING = 1e-4


def plan_of(search: Search, seed: int) -> Plan:
    """Make the plan of the best that a search has found."""
    board = search.board
    assignments = assignments_of(board, search.best)
    splits = splits_of(board.problem, assignments)
    placed = {stay.request for stay in (*assignments, *splits)}
    missing = [at for at, request in enumerate(board.problem.requests) if request.id not in placed]
    costs = [int(cost) for cost in SIGN * values_of(board.problem, [*assignments, *splits])] if splits else search.costs
    return Plan(
        assignments=(*assignments, *splits),
        unplaced=reasons_for(board, missing),
        levels=_levels(search, list(costs)),
        totals=_totals(search, list(costs)),
        seconds=search.clock.seconds,
        seed=seed,
        prices=_prices(board, search.prices),
    )


def _totals(search: Search, costs: list[int]) -> tuple[Total, ...]:
    """Give sums of levels with their bounds: points and kilometres, and the sum that the prices were made for."""
    if not search.order.together:
        return ()
    sums = [*search.split_sums, *(search.sums if _nobody_splits(search, costs) else ())]
    return tuple(_total(sums, costs, weights) for weights in (SUM, *search.summed))


def _total(sums: list[Sum], costs: list[int], weights: Floats) -> Total:
    value, bound = float(weights @ np.array(costs)), bound_together(sums, costs, weights)
    named = {name: float(weight) for name, weight in zip(LEVELS, weights, strict=True) if weight}
    return Total(named, value, min(bound, value))


def _levels(search: Search, costs: list[int]) -> tuple[Level, ...]:
    bounds = _bounds(search, costs)
    levels, proven = [], True
    for name, sign, cost, low in zip(LEVELS, SIGN, costs, bounds, strict=True):
        bound = min(float(low), float(cost))
        proven = proven and bound == cost
        levels.append(Level(name, int(sign * cost), float(sign * bound) if math.isfinite(bound) else math.inf, proven))
    return tuple(levels)


def _bounds(search: Search, costs: list[int]) -> list[float]:
    """Bounds of the search, or, where stays may be split, those that hold for split plans too.

    Stays are split only to place more: where the tiers are proven without any split, the other bounds stand.
    """
    if not splitters_of(search.board.problem):
        return list(search.bounds)
    bounds = bounds_by(search.split_sums, costs)
    if _nobody_splits(search, costs):
        bounds[TIERS:] = [max(pair) for pair in zip(bounds[TIERS:], search.bounds[TIERS:], strict=True)]
    return bounds


def _nobody_splits(search: Search, costs: list[int]) -> bool:
    """Whether no plan that is as good on the tiers splits a stay: nobody may, or the tiers are proven without."""
    if not splitters_of(search.board.problem):
        return True
    tiers = [float(cost) for cost in costs[:TIERS]]
    return bounds_by(search.split_sums, costs)[:TIERS] == tiers == [float(cost) for cost in search.costs[:TIERS]]


def _prices(board: Board, by_night: Floats) -> Prices:
    named = Prices()
    for kind, night in np.argwhere(by_night > NOTHING).tolist():
        for space in board.kinds.members[kind]:
            named[board.problem.spaces[space].id, night] = float(by_night[kind, night])
    return named
