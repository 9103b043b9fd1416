"""A room with a guest in it is hers, although the house has others like it."""

from __future__ import annotations

import json

import pytest

from optimizer import Pin, Plan, Problem, Request, Site, Space, Stop, options, solve, write, write_plan
from optimizer.checker import check

HOUSE = Site("house", 14.0, -90.0)
AFTER_OTHERS = Space("after", "house", 2, taken=((0, 3, 2),))
EMPTY = Space("empty", "house", 2)


def problem(first: int, pinned_to: str) -> Problem:
    """Return two rooms that are alike, one guest who has begun, and one who asks for the same nights."""
    begun = Request("begun", 2, 4, (first, first), 10, pinned=Pin(pinned_to, first, 10))
    return Problem(20, (HOUSE,), (AFTER_OTHERS, EMPTY), (begun, Request("asks", 2, 1, (first, first + 2), 5)))


def violations(asked: Problem, plan: Plan) -> list[str]:
    return [str(found) for found in check(json.loads(write(asked)), json.loads(write_plan(plan))).violations]


@pytest.mark.parametrize(("first", "pinned_to", "other"), [(3, "after", "empty"), (3, "empty", "after")])
def test_the_room_of_a_stay_that_has_begun_is_neither_offered_nor_given_away(
    first: int, pinned_to: str, other: str
) -> None:
    asked = problem(first, pinned_to)
    assert [option.space for option in options(asked, "asks")] == [other]
    plan = solve(asked, Stop(seconds=5))
    assert violations(asked, plan) == []
    assert {stay.request: stay.space for stay in plan.assignments} == {"begun": pinned_to, "asks": other}


def test_a_split_stay_is_not_put_into_a_room_that_has_just_been_given() -> None:
    far = Site("far", 15.0, -90.0)
    rooms = (AFTER_OTHERS, EMPTY, Space("distant", "far", 2, taken=((8, 20, 2),)))
    first = tuple(Request(f"first{at}", 2, 1, (3, 3), 10) for at in range(2))
    long_stay = Request("long", 2, 4, (3, 3), 17, shortest=15, splittable=True)
    asked = Problem(20, (HOUSE, far), rooms, (*first, long_stay))
    assert violations(asked, solve(asked, Stop(seconds=5))) == []
