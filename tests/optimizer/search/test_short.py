"""Where places are short, relaxations price beds: the sum that they bound is told, and no plan passes its bound."""

from __future__ import annotations

import json

import numpy as np
import pytest

from optimizer import Plan, Problem, Stop, solve, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.search import crisis
from optimizer.search.crisis import BROAD, SCARCE
from optimizer.search.greedy import best_fit, greedy
from optimizer.search.polish import polish
from optimizer.search.pricing import weighted
from optimizer.search.state import Search
from optimizer.search.worth import SIGN

STOP = Stop(seconds=20.0, work=2)
SEEDS = [2, 4, 8]
"""Small instances in which greedy leaves several without a place who could have one."""


@pytest.fixture(params=SEEDS)
def problem(request: pytest.FixtureRequest) -> Problem:
    return generate("small", seed=request.param)


def as_a_crisis(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> Plan:
    with monkeypatch.context() as patch:
        patch.setattr(crisis, "WIDE", -1)
        return solve(problem, STOP)


def summed(plan: Plan) -> float:
    return float(np.array(list(plan.values.values())) * SIGN @ SCARCE)


def test_the_sum_that_was_bounded_is_told_and_counted_again(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = as_a_crisis(problem, monkeypatch)
    _, total = plan.totals
    assert total.value == summed(plan)
    assert total.weights["T1"] == SCARCE[0]
    assert not check(json.loads(write(problem)), json.loads(write_plan(plan))).violations


def test_no_plan_passes_the_bound_on_the_sum(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    _, total = as_a_crisis(problem, monkeypatch).totals
    assert total.bound <= summed(solve(problem, STOP))
    assert total.bound == pytest.approx(total.value, rel=0.05)


def test_deciding_many_again_together_never_makes_a_plan_worse() -> None:
    problem = generate("national", seed=2)
    search = Search(compile_board(problem), Stop(seconds=30.0).clock(), 1, None)
    search.offer(greedy(search.board, best_fit(search.board)), "greedy")
    before = search.costs
    polish(search, weighted(search.board, SCARCE), 2, 30.0, breadth=BROAD)
    assert search.order.key(search.costs) < search.order.key(before)
