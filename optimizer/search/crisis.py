"""The course of a run on a large problem: prices first, then neighbourhoods, then a bound for each level."""

import numpy as np

from optimizer.board.columns import Columns, columns_of, joined
from optimizer.board.compile import loose_requests
from optimizer.board.inventory import inventory_of
from optimizer.plan import LEVELS, Clock, OnProgress, Plan
from optimizer.problem import Problem
from optimizer.search.ascent import Prices
from optimizer.search.polish import polish
from optimizer.search.pricing import weighted
from optimizer.search.state import Search
from optimizer.search.wide import Wide

WEIGHTS = np.array([8e5, 4e5, 2e5, 1e5, 2e4, 1e3, 1.0, 0.0])
"""Gentler between tiers than the levels are, so that prices converge; tiers go first where plans are made."""

STEPS, ROUNDS, SETTLED = 100, 10, 2e-4
PRICES, TIERS = 0.35, 0.55
"""Shares of the time after which prices, and then bounds of tiers, make way for the neighbourhoods."""


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
    problem: Problem, clock: Clock, seed: int, on_progress: OnProgress | None, known: Columns | None = None
) -> Search:
    """Run the search on a problem too large to unfold."""
    wide = Wide(problem, clock, seed, on_progress)
    prices = wide.open(WEIGHTS, known)
    _converge(wide, prices, clock.stop.seconds * PRICES)
    _bound_tiers(wide, prices, clock.stop.seconds * TIERS)
    if not clock.over:
        search = wide.search
        price = weighted(search.board, WEIGHTS) + prices.of(search.board.columns)
        polish(search, price, 10 * clock.stop.work, clock.stop.seconds)
    wide.certify()
    return wide.search


def _converge(wide: Wide, prices: Prices, until: float) -> None:
    """Improve prices until the bound hardly moves."""
    bound = -np.inf
    for _ in range(ROUNDS):
        if wide.search.clock.over or wide.search.clock.seconds > until:
            return
        before, bound = bound, wide.round(WEIGHTS, prices, STEPS)
        if bound - before < SETTLED * abs(bound):
            return


def _bound_tiers(wide: Wide, prices: Prices, until: float) -> None:
    """Bound each tier that is not yet at its bound: as many as possible of it and of the tiers before."""
    for level in range(4):
        weights = np.zeros(len(LEVELS))
        weights[: level + 1] = 1.0
        own = Prices(prices.by_night / WEIGHTS[: level + 1].mean(), prices.smooth * 0, prices.scatter * 0)
        for _ in range(2):
            if wide.search.at_bound(level) or wide.search.clock.over or wide.search.clock.seconds > until:
                break
            wide.round(weights, own, STEPS, plans=False)
