"""The course of a run on a large problem: prices first, then neighbourhoods, then a bound for each level."""

import numpy as np

from optimizer.board.columns import Columns, columns_of, joined
from optimizer.board.compile import loose_requests
from optimizer.board.inventory import inventory_of
from optimizer.board.seating import chosen_from
from optimizer.board.tariff import Tariff
from optimizer.plan import LEVELS, Clock, OnProgress, Plan
from optimizer.problem import Problem
from optimizer.search.ample import AMPLE, decide_ample
from optimizer.search.ascent import Prices
from optimizer.search.greedy import best_fit, greedy
from optimizer.search.polish import NARROW, Breadth, polish
from optimizer.search.pricing import weighted
from optimizer.search.relaxing import price_nearly
from optimizer.search.state import Search
from optimizer.search.wide import Wide

SCARCE = np.array([8e5, 4e5, 2e5, 1e5, 2e4, 1e3, 1.0, 0.0])
"""Where places are short, gentle weights between tiers let prices converge.

Tiers keep their order in any case: they are seated in order, and plans are compared level by level.
"""

SHORT, SCARCE_STEP = 0.03, 400.0
ROUNDS, SETTLED = 3, 1e-4
NEARLY, TIERS = (3e-3, 1e-3, 3e-4), 1e-3
"""Tolerances of the relaxations one after the other, and of those for tiers alone."""
ROUGHLY, PRICES, BOUNDS = 0.25, 0.55, 0.6
"""Shares of the time after which rough prices, then prices, and then bounds make way for the neighbourhoods."""
BROAD = Breadth(requests=600, kinds=60, seconds=8.0, weights=SCARCE)
"""Where places are short, many are decided again together: rounded rows make such programs nearly whole."""

WIDE = 25_000_000
"""Pairs of request and kind, times the nights on which a request may start, above which nothing is unfolded."""


def is_wide(problem: Problem) -> bool:
    """Tell whether a problem is too large to write down every stay."""
    if problem.candidates is not None:
        return False
    kinds = len(inventory_of(problem).kinds)
    return kinds * sum(request.start[1] - request.start[0] + 1 for request in problem.requests) > WIDE


def columns_of_plan(problem: Problem, plan: Plan) -> Columns:
    """The columns of an earlier plan that are still allowed."""
    inventory = inventory_of(problem)
    wanted = {stay.request: stay for stay in plan.assignments}
    parts = []
    for at in loose_requests(problem):
        stay = wanted.get(problem.requests[at].id)
        space = inventory.names.space.get(stay.space) if stay else None
        if stay is not None and space is not None:
            every = columns_of(problem, inventory.kinds, inventory.names, [at])
            same = (every.kind == inventory.kinds.of_space[space]) & (every.first == stay.first)
            parts.append(every.take(same & (every.nights == stay.nights)))
    return joined(parts)


def search_wide(
    problem: Problem, clock: Clock, seed: int, on_progress: OnProgress | None, start: Plan | None = None
) -> Search:
    """Run the search on a problem too large to unfold."""
    wide = Wide(problem, clock, seed, on_progress)
    prices = wide.open(SCARCE, None if start is None else columns_of_plan(problem, start))
    if start is not None:
        board = wide.search.board
        wide.search.offer(greedy(board, best_fit(board), chosen_from(board, start)), "start")
    short = _is_short(wide.search)
    if short:
        _decide_short(wide, prices)
    else:
        decide_ample(wide, prices)
    wide.certify_splits()
    weights, breadth = (SCARCE, BROAD) if short else (AMPLE, NARROW)
    if not clock.over:
        columns = wide.search.board.columns
        price = weighted(wide.search.board, weights) + prices.tariff.of(columns)
        polish(wide.search, price, 10 * clock.stop.work, clock.stop.seconds, breadth=breadth)
    wide.certify()
    # In parties of the least urgent tier, as the prices of a relaxation of that tier would be.
    wide.search.prices = prices.tariff.by_bed / weights[3]
    return wide.search


def _is_short(search: Search) -> bool:
    """Tell whether the first plan leaves many without a place who could have one."""
    placed, able = -sum(search.costs[:4]), -sum(search.bounds[:4])
    return placed < (1 - SHORT) * able


def _decide_short(wide: Wide, prices: Prices) -> None:
    """Price scarce beds: roughly by a subgradient, which also finds plans and columns, and then by relaxations."""
    clock = wide.search.clock
    wide.search.summed = [SCARCE]
    _converge(wide, Prices.of(prices.tariff.plain()), ROUGHLY * clock.stop.seconds)
    for tolerance in NEARLY:
        if clock.seconds > PRICES * clock.stop.seconds or clock.over:
            return
        _sharpen(wide, prices.tariff, tolerance)
    _bound_tiers(wide, prices)


def _converge(wide: Wide, prices: Prices, until: float) -> None:
    """Improve prices until the bound hardly moves."""
    bound = -np.inf
    for _ in range(ROUNDS):
        if wide.search.clock.seconds > until or wide.search.clock.over:
            return
        before, bound = bound, wide.round(SCARCE, prices, SCARCE_STEP)
        if bound - before < SETTLED * abs(bound):
            return


def _sharpen(wide: Wide, tariff: Tariff, tolerance: float) -> None:
    """Price beds by the relaxation over the present columns, and look for the columns that these prices miss."""
    price_nearly(wide, tariff, SCARCE, tolerance)
    found = wide.prove(SCARCE, tariff)
    wide.learn_splits(SCARCE, found, tariff)
    wide.widen([found.columns, wide.search.board.columns])
    wide.certify()


def _bound_tiers(wide: Wide, prices: Prices) -> None:
    """Bound each tier that is not yet at its bound: as many as possible of it and of the tiers before."""
    for level in range(4):
        clock = wide.search.clock
        if wide.search.at_bound(level) or clock.over or clock.seconds > BOUNDS * clock.stop.seconds:
            continue
        weights = np.zeros(len(LEVELS))
        weights[: level + 1] = 1.0
        price_nearly(wide, own := prices.tariff.copied(), weights, TIERS)
        wide.prove(weights, own)
        wide.certify()
