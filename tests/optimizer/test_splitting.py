"""A long stay is split over two houses only where the party allows it and nothing else fits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer import Problem, Request, Site, Space, solve, write, write_plan
from optimizer.checker import check
from tests.optimizer.tiny import problems

some = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture
def two_halves() -> Problem:
    sites = (Site("casa", 14.6, -90.5), Site("otra", 15.5, -88.0))
    spaces = (Space("uno", "casa", 2, taken=((4, 10, 2),)), Space("dos", "otra", 2, taken=((0, 3, 2),)))
    return Problem(10, sites, spaces, (Request("ana", 2, 2, (0, 1), 8, splittable=True),))


def test_the_parts_touch_and_stand_in_different_houses(two_halves: Problem) -> None:
    plan = solve(two_halves)
    first, second = plan.assignments
    assert (first.space, second.space) == ("uno", "dos")
    assert first.first + first.nights == second.first
    assert first.nights + second.nights == 8
    assert plan.values["T2"] == 1


def test_who_did_not_allow_it_is_not_split(two_halves: Problem) -> None:
    whole = replace(two_halves, requests=(replace(two_halves.requests[0], splittable=False),))
    assert solve(whole).assignments == ()


def test_nobody_is_split_who_can_stay_in_one_house(two_halves: Problem) -> None:
    roomy = replace(two_halves, spaces=(*two_halves.spaces, Space("tres", "otra", 4)))
    assert [stay.space for stay in solve(roomy).assignments] == ["tres"]


@some
@given(problems(most=4))
def test_split_plans_pass_the_checker_and_place_no_fewer(problem: Problem) -> None:
    allowed = tuple(replace(request, splittable=True) for request in problem.requests)
    split = replace(problem, requests=allowed)
    plan, whole = solve(split), solve(problem)
    assert not check(json.loads(write(split)), json.loads(write_plan(plan))).violations
    assert all(plan.values[f"T{tier}"] >= whole.values[f"T{tier}"] for tier in (1, 2, 3, 4))
