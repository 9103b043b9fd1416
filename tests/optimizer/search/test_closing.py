"""A level that weights close is closed rightly: the same values as by rows, and a bound that no plan passes."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from optimizer import Plan, Problem, Stop, solve, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.board.kinds import Ints
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.plan import LEVELS
from optimizer.search.closing import GENTLE, close_level
from optimizer.search.greedy import best_fit, greedy
from optimizer.search.state import Search
from optimizer.search.sums import cautious
from optimizer.search.worth import SIGN

STOP = Stop(seconds=20.0)


def opened(problem: Problem) -> Search:
    """A search that has a first plan and has proven nothing."""
    search = Search(compile_board(problem), STOP.clock(), 1, None)
    search.offer(greedy(search.board, best_fit(search.board)), "greedy")
    return search


def costs(plan: Plan) -> Ints:
    return np.asarray(np.array(list(plan.values.values())) * SIGN)


def by_rows(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> Plan:
    with monkeypatch.context() as patch:
        patch.setattr("optimizer.solving.GENTLE", {})
        return solve(problem, STOP)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_weights_close_every_level_at_the_values_that_rows_close_it_at(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = generate("small", seed)
    by_weights = solve(problem, STOP)
    assert all(level.proven for level in by_weights.levels)
    assert by_weights.values == by_rows(problem, monkeypatch).values


@pytest.mark.parametrize("level", GENTLE)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_weighted_sum_of_the_best_plan_is_never_below_its_bound(seed: int, level: int) -> None:
    problem = generate("small", seed)
    best, search = costs(solve(problem, STOP)), opened(problem)
    close_level(search, level)
    # Closed out of turn, a level is bounded for plans that are equal in the levels before; the best plan is one of
    # them only where what was found is as good.
    if list(search.costs[:level]) == best[:level].tolist():
        assert search.bounds[level] <= best[level]
        assert search.costs[level] >= best[level]


def test_a_national_day_is_proven_to_its_last_level() -> None:
    day = generate("national", 3)
    whole = replace(day, requests=tuple(replace(request, splittable=False) for request in day.requests))
    plan = solve(whole, Stop(seconds=90.0))
    assert all(level.proven for level in plan.levels)
    assert not check(json.loads(write(whole)), json.loads(write_plan(plan))).violations


def test_weights_stay_small_enough_for_floats() -> None:
    everyone = np.array([100, 200, 300, 400, 50, 0, 0, 0])
    for weights in GENTLE.values():
        whole = float(weights @ everyone)
        assert whole - cautious(whole) < 1 <= min(weights[weights > 0])
        assert np.all(np.diff(weights[: int(np.flatnonzero(weights)[-1]) + 1]) < 0)
    assert len(GENTLE) == len(LEVELS) - LEVELS.index("P")
