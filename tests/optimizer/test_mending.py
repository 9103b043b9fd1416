"""After a change, whoever can stay stays."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from optimizer import Pin, Plan, Problem, Stop, solve, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate


def promised(problem: Problem, plan: Plan) -> Problem:
    """Promise everyone who is not pinned the place that the plan gives."""
    place = {stay.request: Pin(stay.space, stay.first, stay.nights) for stay in plan.assignments}
    told = [r if r.pinned else replace(r, promised=place.get(r.id)) for r in problem.requests]
    return replace(problem, requests=tuple(told))


@pytest.fixture(scope="module")
def before() -> tuple[Problem, Plan]:
    problem = generate("small", seed=2)
    plan = solve(problem)
    return promised(problem, plan), plan


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
