"""Room is made for whoever a change left without a place, by moving as few as possible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer import Plan, Problem, Request, Site, Space, Stop, keeping
from optimizer.board.compile import compile_board
from optimizer.board.seating import assignments_of
from optimizer.plan import Assignment, Unplaced
from optimizer.search.mending import mend
from optimizer.search.state import Search

LONG = 60.0


@pytest.fixture
def house() -> Problem:
    """Three rooms; two parties of two are in the rooms that a party of four could use."""
    spaces = (Space("two", "casa", 2), Space("four", "casa", 4), Space("five", "casa", 5))
    parties = (("ana", 2, 2), ("bea", 2, 3), ("eva", 4, 3))
    requests = tuple(Request(name, beds, tier, (0, 0), 4) for name, beds, tier in parties)
    return Problem(6, (Site("casa", 14.6, -90.5),), spaces, requests)


@pytest.fixture
def plan() -> Plan:
    return Plan((Assignment("ana", "four", 0, 4), Assignment("bea", "five", 0, 4)))


def mended(problem: Problem, plan: Plan, until: float = LONG) -> Search:
    search = Search(compile_board(problem), Stop().clock(), 0, None)
    mend(search, plan, until)
    return search


def places(search: Search) -> dict[str, str]:
    return {stay.request: stay.space for stay in assignments_of(search.board, search.best)}


def test_one_moves_so_that_the_newcomer_has_a_room(house: Problem, plan: Plan) -> None:
    found = places(mended(keeping(house, plan), plan))
    assert len(found) == 3
    assert sum(found[stay.request] == stay.space for stay in plan.assignments) == 1


def test_nobody_moves_without_need(house: Problem, plan: Plan) -> None:
    roomy = replace(house, spaces=(*house.spaces, Space("eight", "casa", 8)))
    found = places(mended(keeping(roomy, plan), plan))
    assert found == {"ana": "four", "bea": "five", "eva": "eight"}


def test_no_room_is_made_after_the_time_but_everyone_keeps_theirs(house: Problem, plan: Plan) -> None:
    assert places(mended(keeping(house, plan), plan, until=0.0)) == {"ana": "four", "bea": "five"}


def test_who_waited_before_the_change_comes_after_whom_it_touched(house: Problem, plan: Plan) -> None:
    rival = Request("old", 4, 3, (0, 0), 4, waiting=9)
    problem = keeping(replace(house, requests=(*house.requests, rival)), plan)
    known = replace(plan, unplaced=(Unplaced("old", ()),))
    assert "eva" in places(mended(problem, known))
    assert "old" in places(mended(problem, replace(plan, unplaced=(Unplaced("eva", ()),))))


def test_the_urgent_newcomer_displaces_whoever_is_least_urgent(plan: Plan, house: Problem) -> None:
    urgent = replace(house.requests[2], tier=1)
    tight = replace(house, spaces=house.spaces[1:], requests=(*house.requests[:2], urgent))
    found = places(mended(keeping(tight, plan), plan))
    assert "bea" not in found
    assert set(found) == {"ana", "eva"}
