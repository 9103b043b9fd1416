"""Asking beside a plan: everyone else is where the plan puts them, split stays in both their houses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer import (
    Assignment,
    Candidate,
    InstanceError,
    Plan,
    Problem,
    Request,
    Sharing,
    Site,
    Space,
    beside,
    options,
    why_not,
)

SITES = (Site("casa", 14.6, -90.5), Site("otra", 15.5, -88.0))
SPACES = (Space("uno", "casa", 2), Space("dos", "otra", 2))
PROBLEM = Problem(
    10,
    SITES,
    SPACES,
    (Request("ana", 2, 2, (0, 0), 8, splittable=True), Request("bea", 1, 2, (0, 8), 2)),
)
SPLIT = Plan((Assignment("ana", "dos", 4, 4), Assignment("ana", "uno", 0, 4)))


def nights_offered(problem: Problem, request: str) -> dict[str, int]:
    return {option.space: option.first for option in options(problem, request)}


def on_night_four(problem: Problem) -> Problem:
    return replace(problem, requests=(problem.requests[0], replace(problem.requests[1], start=(4, 4))))


def test_both_halves_of_a_split_stay_are_taken() -> None:
    assert nights_offered(beside(PROBLEM, SPLIT, "bea"), "bea") == {"uno": 4, "dos": 0}
    assert nights_offered(beside(on_night_four(PROBLEM), SPLIT, "bea"), "bea") == {"uno": 4}


def test_whoever_is_asked_about_may_have_both_her_places_again() -> None:
    assert set(nights_offered(beside(PROBLEM, SPLIT, "ana"), "ana")) == {"uno", "dos"}


def test_who_must_be_apart_from_someone_is_apart_from_both_halves() -> None:
    roomy = tuple(replace(space, beds=4, sharing=Sharing.BEDS) for space in SPACES)
    apart = replace(PROBLEM, spaces=roomy, apart=(("bea", "ana"),))
    shut = {
        refusal.space: refusal.reasons[0].rule for refusal in why_not(beside(on_night_four(apart), SPLIT, "bea"), "bea")
    }
    assert shut == {"dos": "apart"}


def test_a_half_takes_the_beds_that_are_listed_for_it() -> None:
    listed = tuple(Candidate(request, space, 1) for request in ("ana", "bea") for space in ("uno", "dos"))
    shared = replace(PROBLEM, spaces=tuple(replace(space, sharing=Sharing.BEDS) for space in SPACES), candidates=listed)
    assert set(nights_offered(beside(on_night_four(shared), SPLIT, "bea"), "bea")) == {"uno", "dos"}


def test_a_plan_of_another_instance_is_told_once() -> None:
    other = Plan((*SPLIT.assignments, Assignment("eva", "uno", 0, 1)))
    with pytest.raises(InstanceError, match="not belong to this instance: 1 of 2 requests are unknown"):
        beside(PROBLEM, other, "bea")


@pytest.mark.parametrize("stay", [Assignment("ana", "tres", 0, 2), Assignment("ana", "uno", 9, 5)])
def test_a_plan_that_cannot_be_of_this_instance_is_to_blame_and_not_the_instance(stay: Assignment) -> None:
    with pytest.raises(InstanceError, match="this plan does not fit this instance: "):
        beside(PROBLEM, Plan((stay,)), "bea")
