"""Where nearly all find room, prices of one linear program bound the sum of the levels, and nobody loses a place."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer import Problem, Stop, solve
from optimizer.generate import generate
from optimizer.search import crisis
from optimizer.search.ample import AMPLE, refine
from optimizer.search.wide import Wide
from optimizer.search.worth import SIGN

STOP = Stop(seconds=20.0, work=2)


@pytest.fixture(params=[3, 5])
def problem(request: pytest.FixtureRequest) -> Problem:
    return generate("small", seed=request.param)


def test_the_bound_on_the_sum_is_near_the_best_plan_and_never_past_it(problem: Problem) -> None:
    best = np.array(list(solve(problem).values.values())) * SIGN
    wide = Wide(problem, STOP.clock(), 1, None)
    refine(wide, wide.open(AMPLE), 20.0)
    wide.certify_splits()
    bound = next(one.bound for one in wide.search.split_sums if tuple(one.weights) == tuple(AMPLE))
    assert bound <= float(best @ AMPLE) + 1e-6
    assert bound == pytest.approx(float(best @ AMPLE), rel=0.02)


def test_the_answer_of_greedy_is_not_made_worse(problem: Problem) -> None:
    wide = Wide(problem, STOP.clock(), 1, None)
    prices = wide.open(AMPLE)
    key = wide.search.order.key
    before = key(wide.search.costs)
    refine(wide, prices, 20.0)
    assert key(wide.search.costs) <= before


def test_a_wide_run_with_room_proves_its_tiers(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crisis, "WIDE", -1)
    assert all(level.proven for level in solve(problem, STOP).levels[:4])
