"""Where nearly all find room, everyone is decided at once, and what is left out can only make the bound lower."""

from __future__ import annotations

import json

import numpy as np
import pytest

from optimizer import Plan, Problem, Stop, solve, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.search import crisis, whole
from optimizer.search.ample import AMPLE, decide_ample
from optimizer.search.order import SUM
from optimizer.search.wide import Wide
from optimizer.search.worth import SIGN

STOP = Stop(seconds=20.0, work=2)
SEEDS = [1, 14]


@pytest.fixture(params=SEEDS)
def problem(request: pytest.FixtureRequest) -> Problem:
    return generate("small", seed=request.param)


def together(plan: Plan) -> float:
    return float(np.array(list(plan.values.values())) * SIGN @ SUM)


def as_a_crisis(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(crisis, "WIDE", -1)
    return solve(problem, STOP)


def test_the_bound_on_the_sum_is_never_past_the_best_plan(problem: Problem) -> None:
    best = np.array(list(solve(problem).values.values())) * SIGN
    wide = Wide(problem, STOP.clock(), 1, None)
    decide_ample(wide, wide.open(AMPLE))
    bound = max(one.bound for one in wide.search.sums if tuple(one.weights) == tuple(AMPLE))
    assert bound <= float(best @ AMPLE) + 1e-6
    assert bound == pytest.approx(float(best @ AMPLE), rel=0.001)


def test_the_answer_of_greedy_is_not_made_worse(problem: Problem) -> None:
    wide = Wide(problem, STOP.clock(), 1, None)
    prices = wide.open(AMPLE)
    key = wide.search.order.key
    before = key(wide.search.costs)
    decide_ample(wide, prices)
    assert key(wide.search.costs) <= before


def test_a_run_with_room_proves_its_tiers_and_its_sum(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = as_a_crisis(problem, monkeypatch)
    assert all(level.proven for level in plan.levels[:5])
    (total,) = plan.totals
    assert total.value == total.bound == together(plan)


@pytest.mark.parametrize(("reach", "stays"), [(-1e9, 250_000), (12.0, 1), (1e9, 250_000)])
def test_how_much_is_written_down_at_first_changes_no_answer(
    problem: Problem, monkeypatch: pytest.MonkeyPatch, reach: float, stays: int
) -> None:
    usual = as_a_crisis(problem, monkeypatch)
    monkeypatch.setattr(whole, "REACH", reach)
    monkeypatch.setattr(whole, "STAYS", stays)
    plan = as_a_crisis(problem, monkeypatch)
    assert not check(json.loads(write(problem)), json.loads(write_plan(plan))).violations
    assert plan.totals == usual.totals


def test_whoever_takes_the_way_out_makes_the_bound_lower_and_is_given_more(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "REACH", -1e9)
    wide = Wide(problem, STOP.clock(), 1, None)
    prices = wide.open(AMPLE)
    bounds: list[float] = []
    monkeypatch.setattr(wide, "know", lambda _, bound: bounds.append(bound))
    whole.decide_all(wide, AMPLE, prices.tariff, 1.0)
    assert len(bounds) > 1
    assert bounds == sorted(bounds)
