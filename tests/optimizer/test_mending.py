"""After a change, whoever can stay stays."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer import Pin, Plan, Problem, Request, Site, Space, Stop, keeping, solve, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate
from tests.optimizer.tiny import problems

some = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
AT_ONCE = Stop(seconds=0.0)


@pytest.fixture(scope="module")
def before() -> tuple[Problem, Plan]:
    problem = generate("small", seed=2)
    plan = solve(problem)
    return keeping(problem, plan), plan


def test_nobody_moves_when_nothing_changed(before: tuple[Problem, Plan]) -> None:
    problem, plan = before
    again = solve(problem, start=plan)
    assert again.values["K"] == len(plan.assignments)
    assert set(again.assignments) == set(plan.assignments)


def test_a_start_answers_at_once_even_without_time(before: tuple[Problem, Plan]) -> None:
    problem, plan = before
    assert set(solve(problem, Stop(seconds=0.0), start=plan).assignments) == set(plan.assignments)


def test_a_closed_room_moves_those_who_were_in_it_and_hardly_anyone_else(before: tuple[Problem, Plan]) -> None:
    problem, plan = before
    room = plan.assignments[0].space
    inside = sum(stay.space == room for stay in plan.assignments)
    closed = tuple(replace(s, taken=((0, problem.nights, s.beds),)) if s.id == room else s for s in problem.spaces)
    changed = replace(problem, spaces=closed)
    mended = solve(changed, start=plan)
    assert room not in {stay.space for stay in mended.assignments}
    assert mended.values["K"] >= len(plan.assignments) - inside - 1
    assert not check(json.loads(write(changed)), json.loads(write_plan(mended))).violations


def test_a_withdrawn_request_moves_nobody_else_unless_it_lets_someone_in(before: tuple[Problem, Plan]) -> None:
    problem, plan = before
    gone = plan.assignments[-1].request
    apart = tuple(pair for pair in problem.apart if gone not in pair)
    fewer = replace(problem, requests=tuple(r for r in problem.requests if r.id != gone), apart=apart)
    mended = solve(fewer, start=plan)
    others = {stay for stay in plan.assignments if stay.request != gone}
    assert len(others - set(mended.assignments)) <= len(mended.assignments) - len(others)


def test_who_is_pinned_split_or_without_a_place_is_promised_nothing_new() -> None:
    sites = (Site("casa", 14.6, -90.5), Site("otra", 15.5, -88.0))
    spaces = (Space("uno", "casa", 2, taken=((4, 10, 2),)), Space("dos", "otra", 2, taken=((0, 3, 2),)))
    begun = Request("begun", 1, 2, (0, 0), 1, pinned=Pin("uno", 0, 1))
    halves, late = Request("halves", 2, 2, (1, 1), 8, splittable=True), Request("late", 2, 4, (1, 1), 9)
    problem = Problem(10, sites, spaces, (begun, halves, late))
    plan = solve(problem)
    assert len(plan.assignments) == 3
    assert keeping(problem, plan) == problem


def test_a_place_that_is_gone_is_not_promised() -> None:
    plan = solve(generate("small", seed=2))
    problem = generate("small", seed=2)
    gone = next(stay.space for stay in plan.assignments if not named(problem, stay.request).pinned)
    fewer = replace(
        problem,
        spaces=tuple(space for space in problem.spaces if space.id != gone),
        requests=tuple(r if r.pinned else replace(r, promised=None) for r in problem.requests),
    )
    promises = {request.promised for request in keeping(fewer, plan).requests}
    assert gone not in {promise.space for promise in promises if promise}
    assert len(promises) > 5


def named(problem: Problem, name: str) -> Request:
    return next(request for request in problem.requests if request.id == name)


@some
@given(problems(most=4))
def test_at_once_everyone_whose_room_is_still_open_keeps_it(problem: Problem) -> None:
    plan = solve(problem)
    shut = problem.spaces[0]
    closed = replace(shut, taken=((0, problem.nights, shut.beds),))
    changed = keeping(replace(problem, spaces=(closed, *problem.spaces[1:])), plan)
    mended = solve(changed, AT_ONCE, start=plan)
    assert {stay for stay in plan.assignments if stay.space != shut.id} <= set(mended.assignments)
    assert not check(json.loads(write(changed)), json.loads(write_plan(mended))).violations


@some
@given(problems(most=4))
def test_with_time_the_mended_plan_is_proven_and_moves_the_fewest(problem: Problem) -> None:
    plan = solve(replace(problem, requests=problem.requests[:-1], apart=()))
    changed = keeping(problem, plan)
    mended, afresh = solve(changed, start=plan), solve(changed)
    assert mended.values == afresh.values
    assert all(level.proven for level in mended.levels)


def test_a_changed_national_day_is_mended_within_its_time_and_moves_hardly_anyone() -> None:
    problem = generate("national", seed=4)
    before = replace(problem, requests=problem.requests[:-1], apart=())
    plan = solve(before, AT_ONCE)
    changed = replace(keeping(before, plan), requests=(*keeping(before, plan).requests, problem.requests[-1]))
    mended = solve(changed, Stop(seconds=0.5), start=plan)
    assert len(mended.assignments) >= len(plan.assignments)
    moved = len(set(plan.assignments) - set(mended.assignments))
    assert moved <= 3 * (1 + len(mended.assignments) - len(plan.assignments))
    assert not check(json.loads(write(changed)), json.loads(write_plan(mended))).violations
