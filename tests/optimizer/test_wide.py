"""A problem too large to unfold gets sound plans and true bounds, shown on problems small enough to know better."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer import Pin, Plan, Problem, Request, Site, Space, Stop, solve, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.search import crisis
from tests.optimizer.tiny import problems

some = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
BRIEF = Stop(seconds=20.0, work=2)


@pytest.fixture(autouse=True)
def _everything_is_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crisis, "WIDE", -1)


def unfolded(problem: Problem) -> Plan:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crisis, "WIDE", 10**12)
        return solve(problem)


@some
@given(problems(most=5))
def test_bounds_hold_for_the_best_plan_there_is(problem: Problem) -> None:
    wide, best = solve(problem, BRIEF), unfolded(problem)
    assert not check(json.loads(write(problem)), json.loads(write_plan(wide))).violations
    for level, top in zip(wide.levels, best.levels, strict=True):
        if level.value != top.value:
            assert not level.proven
            unknown = math.isinf(level.bound)
            assert unknown or (level.bound >= top.value if level.name[0] in "TK" else level.bound <= top.value)
            break


def test_a_small_case_is_solved_as_well_as_unfolded() -> None:
    problem = generate("small", seed=5)
    wide, best = solve(problem, BRIEF), unfolded(problem)
    assert [wide.values[f"T{tier}"] for tier in (1, 2, 3, 4)] == [best.values[f"T{tier}"] for tier in (1, 2, 3, 4)]
    together, least = (1000 * plan.values["P"] + plan.values["D"] for plan in (wide, best))
    assert together <= 1.05 * least


def test_the_same_seed_gives_the_same_plan_and_a_start_is_not_made_worse() -> None:
    problem = generate("small", seed=6)
    once, again = (replace(solve(problem, BRIEF, seed=4), seconds=0.0) for _ in range(2))
    assert write_plan(once) == write_plan(again)
    hurried = solve(problem, Stop(seconds=0.0), start=once)
    assert tuple(hurried.values.values())[:4] >= tuple(once.values.values())[:4]


@some
@given(problems(most=4))
def test_no_plan_with_split_stays_passes_a_bound(problem: Problem) -> None:
    problem = replace(problem, requests=tuple(replace(request, splittable=True) for request in problem.requests))
    wide, best = solve(problem, BRIEF), unfolded(problem)
    assert not check(json.loads(write(problem)), json.loads(write_plan(wide))).violations
    for level, top in zip(wide.levels[:4], best.levels[:4], strict=True):
        assert level.bound >= top.value
        if level.value != top.value:
            break


def test_nobody_is_put_beside_a_begun_stay_to_be_apart_from() -> None:
    house = Site("casa", 14.6, -90.5)
    rooms = tuple(Space(f"r{at}", "casa", 2) for at in range(3))
    begun = Request("ana", 1, 1, (0, 0), 4, pinned=Pin("r0", 0, 4))
    late = Request("bea", 1, 2, (0, 6), 3)
    plan = solve(Problem(10, (house,), rooms, (begun, late), apart=(("ana", "bea"),)), BRIEF)
    assert {stay.request: stay.first >= 4 for stay in plan.assignments} == {"ana": False, "bea": True}
