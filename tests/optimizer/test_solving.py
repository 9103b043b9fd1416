"""What `solve` promises, against trying everything."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from optimizer import (
    InstanceError,
    Plan,
    Problem,
    Progress,
    Request,
    Site,
    Space,
    Stop,
    read_plan,
    solve,
    write,
    write_plan,
)
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.plan import LEVELS, MAXIMISED
from tests.optimizer.tiny import Everything, listed_problems, problems

many = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
some = settings(parent=many, max_examples=60)


def costs(plan: Plan) -> tuple[int, ...]:
    return tuple(-plan.values[name] if name in MAXIMISED else plan.values[name] for name in LEVELS)


def agrees(problem: Problem, plan: Plan) -> bool:
    return not check(json.loads(write(problem)), json.loads(write_plan(plan))).violations


@many
@given(problems(most=2))
def test_no_plan_is_better_for_one_party_or_two(problem: Problem) -> None:
    assert_best(problem)


@many
@given(problems(most=3))
def test_no_plan_is_better_for_three_parties(problem: Problem) -> None:
    assert_best(problem)


@settings(parent=many, max_examples=600)
@given(listed_problems(most=3))
def test_no_plan_is_better_where_candidates_are_listed(problem: Problem) -> None:
    assert_best(problem)


def assert_best(problem: Problem) -> None:
    plan = solve(problem)
    assert costs(plan) == Everything(problem).best()
    assert all(level.proven for level in plan.levels)
    assert agrees(problem, plan)


@some
@given(problems(most=6))
def test_the_checker_agrees_with_larger_plans_too(problem: Problem) -> None:
    assert agrees(problem, solve(problem))


ALL_BUT_WASTE = slice(0, 7)
"""Waste counts empty beds and rare attributes, so a bed more or a need less changes what it means."""


@some
@given(problems(most=5))
def test_a_bed_more_never_makes_a_level_worse(problem: Problem) -> None:
    larger = replace(problem, spaces=tuple(replace(space, beds=space.beds + 1) for space in problem.spaces))
    assert costs(proven(larger))[ALL_BUT_WASTE] <= costs(proven(problem))[ALL_BUT_WASTE]


@some
@given(problems(most=5))
def test_a_room_more_never_makes_a_level_worse(problem: Problem) -> None:
    room = replace(problem.spaces[0], id="more", taken=(), attributes=frozenset())
    larger = replace(problem, spaces=(*problem.spaces, room))
    assert costs(proven(larger))[ALL_BUT_WASTE] <= costs(proven(problem))[ALL_BUT_WASTE]


@some
@given(problems(most=5))
def test_a_rule_relaxed_never_makes_a_level_worse(problem: Problem) -> None:
    needs = {"requires": frozenset[str](), "refuses": frozenset[str](), "avoid": (), "max_km": None}
    for name, value in needs.items():
        changes: dict[str, Any] = {name: value}
        easier = tuple(replace(request, **changes) for request in problem.requests)
        relaxed = replace(problem, requests=easier)
        assert costs(proven(relaxed))[ALL_BUT_WASTE] <= costs(proven(problem))[ALL_BUT_WASTE]
    homes = tuple(replace(site, max_nights=None) for site in problem.sites)
    rooms = tuple(replace(space, kept_for_tier=None) for space in problem.spaces)
    waived = replace(problem, sites=homes, spaces=rooms, apart=())
    assert costs(proven(waived))[ALL_BUT_WASTE] <= costs(proven(problem))[ALL_BUT_WASTE]


def proven(problem: Problem) -> Plan:
    plan = solve(problem)
    assert all(level.proven for level in plan.levels)
    return plan


@some
@given(problems(most=5))
def test_a_request_withdrawn_never_costs_another_its_place(problem: Problem) -> None:
    assume(len(problem.requests) > 1)
    fewer = replace(problem, requests=problem.requests[:-1], apart=())
    gone = problem.requests[-1].tier
    without = list(costs(solve(fewer))[:4])
    without[gone - 1] -= 1
    assert tuple(without) <= costs(solve(problem))[:4]


@some
@given(problems(most=5))
def test_the_same_seed_gives_the_same_bytes(problem: Problem) -> None:
    once, again = (replace(solve(problem, seed=7), seconds=0.0) for _ in range(2))
    assert write_plan(once) == write_plan(again)
    assert read_plan(write_plan(once)).levels == once.levels


@some
@given(problems(most=5))
def test_a_run_without_time_returns_a_sound_plan_with_true_bounds(problem: Problem) -> None:
    hurried, best = solve(problem, Stop(seconds=0.0)), costs(solve(problem))
    assert agrees(problem, hurried)
    assert costs(hurried) >= best


@some
@given(problems(most=5), st.integers(1, 12))
def test_a_run_interrupted_at_any_moment_returns_a_sound_plan_with_true_bounds(problem: Problem, moment: int) -> None:
    asked = count(1)
    interrupted = solve(problem, Stop(cancelled=lambda: next(asked) >= moment))
    best = costs(solve(problem))
    assert agrees(problem, interrupted)
    assert costs(interrupted) >= best
    for level, name, least in zip(interrupted.levels, LEVELS, best, strict=True):
        bound = -level.bound if name in MAXIMISED else level.bound
        assert not math.isfinite(bound) or bound <= least
        if costs(interrupted)[LEVELS.index(name)] != least:
            break  # the bounds after it are about plans that are as good so far


def test_a_larger_run_interrupted_at_any_moment_is_no_worse_than_greedy() -> None:
    problem = generate("small", seed=9)
    heard: list[Progress] = []
    solve(problem, Stop(seconds=0.0), on_progress=heard.append)
    greedy = heard[-1].values
    for moment in (1, 3, 10, 30, 100):
        asked = count(1)
        plan = solve(problem, Stop(cancelled=lambda limit=moment, asked=asked: next(asked) >= limit))  # type: ignore[misc]
        assert agrees(problem, plan)
        assert signed(tuple(plan.values.values())) <= signed(greedy)


def test_the_greedy_answer_is_never_made_worse() -> None:
    heard: list[Progress] = []
    plan = solve(generate("small", seed=8), on_progress=heard.append)
    values = [signed(progress.values) for progress in heard]
    assert heard[0].phase == "greedy"
    assert all(later <= earlier for earlier, later in pairwise(values))
    assert costs(plan) == values[-1]


def signed(values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-value if name in MAXIMISED else value for name, value in zip(LEVELS, values, strict=True))


@some
@given(problems(most=5))
def test_a_start_is_never_made_worse(problem: Problem) -> None:
    start = solve(problem)
    assert costs(solve(problem, Stop(seconds=0.0), start=start)) == costs(start)


@pytest.fixture
def contested() -> Problem:
    """Two rooms, three parties: the one that fits anywhere must not take the only room that fits another."""
    site = Site("casa", 14.6, -90.5)
    spaces = (Space("small", "casa", 2), Space("large", "casa", 4))
    parties = [("two", 2, 1), ("four", 4, 2), ("late", 2, 3)]
    requests = tuple(Request(name, beds, tier, (0, 0), 3) for name, beds, tier in parties)
    return Problem(5, (site,), spaces, requests)


def test_the_urgent_come_first_and_leave_the_rare_room_to_who_needs_it(contested: Problem) -> None:
    plan = solve(contested)
    assert {(stay.request, stay.space) for stay in plan.assignments} == {("two", "small"), ("four", "large")}
    assert [str(reason.rule) for reason in plan.unplaced[0].reasons] == ["outranked"]


def test_progress_tells_phases_values_and_bounds_that_only_improve(contested: Problem) -> None:
    heard: list[Progress] = []
    solve(contested, on_progress=heard.append)
    assert heard[0].phase == "greedy"
    assert all(later.bounds[2] <= earlier.bounds[2] for earlier, later in pairwise(heard))


def test_a_cancelled_run_still_answers(contested: Problem) -> None:
    plan = solve(contested, Stop(cancelled=lambda: True))
    assert len(plan.assignments) == 2


def test_a_seed_below_zero_is_refused() -> None:
    with pytest.raises(InstanceError, match="seed: must be 0 or more, not -1"):
        solve(generate("small"), seed=-1)


def test_where_nobody_asks_nobody_is_placed(contested: Problem) -> None:
    plan = solve(replace(contested, requests=()))
    assert plan.assignments == ()
    assert all(level.proven for level in plan.levels)
