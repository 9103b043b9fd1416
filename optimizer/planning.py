"""From the end of a search to the plan that is handed out."""

import math

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.seating import assignments_of
from optimizer.board.values import values_of
from optimizer.plan import LEVELS, Assignment, Level, Plan, Unplaced
from optimizer.search.state import Search
from optimizer.search.worth import SIGN, Floats
from optimizer.splitting import splits_of
from optimizer.unplaced import reasons_for

NOTHING = 1e-6
TIERS = 4


def plan_of(search: Search, seed: int) -> Plan:
    """Make the plan of the best that a search has found."""
    board = search.board
    assignments = assignments_of(board, search.best)
    splits = splits_of(board.problem, assignments)
    placed = {stay.request for stay in (*assignments, *splits)}
    missing = [at for at, request in enumerate(board.problem.requests) if request.id not in placed]
    return Plan(
        assignments=(*assignments, *splits),
        unplaced=tuple(Unplaced(board.problem.requests[at].id, reasons_for(board, at)) for at in missing),
        levels=_levels(search, [*assignments, *splits] if splits else None),
        seconds=search.clock.seconds,
        seed=seed,
        prices=_prices(board, search.prices),
    )


def _levels(search: Search, split: list[Assignment] | None) -> tuple[Level, ...]:
    costs, bounds = list(search.costs), list(search.bounds)
    if any(request.splittable for request in search.board.problem.requests):
        bounds = _loosened(search)
    if split is not None:
        costs = [int(cost) for cost in SIGN * values_of(search.board.problem, split)]
    levels, proven = [], True
    for name, sign, cost, low in zip(LEVELS, SIGN, costs, bounds, strict=True):
        bound = min(float(low), float(cost))
        proven = proven and bound == cost
        levels.append(Level(name, int(sign * cost), float(sign * bound) if math.isfinite(bound) else math.inf, proven))
    return tuple(levels)


def _loosened(search: Search) -> list[float]:
    """What still bounds a problem in which stays may be split, when the search did not consider splits.

    A tier cannot place more than it has; where the plan places all of every tier without splits, nothing is left to
    split, and the bounds of the other levels stand. Otherwise they are not known.
    """
    board = search.board
    every = [-float(sum(request.tier == tier for request in board.problem.requests)) for tier in range(1, TIERS + 1)]
    able = [at for at, request in enumerate(board.problem.requests) if request.splittable or request.pinned]
    able = sorted({*able, *(int(at) for at in np.flatnonzero(np.diff(board.starts) > 0))})
    tiers = [-float((board.tier[able] == tier).sum()) for tier in range(1, TIERS + 1)]
    if [max(a, b) for a, b in zip(every, tiers, strict=True)] == [float(cost) for cost in search.costs[:TIERS]]:
        return [float(bound) for bound in search.bounds]
    return tiers + [-math.inf] * (len(LEVELS) - TIERS)


def _prices(board: Board, prices: Floats) -> dict[tuple[str, int], float]:
    named = {}
    for row in np.flatnonzero(prices > NOTHING):
        for space in board.kinds.members[board.rows.kind[row]]:
            named[board.problem.spaces[space].id, int(board.rows.night[row])] = float(prices[row])
    return named
