"""Plans that are equal on every level: places go to those who have waited longest, then to the lowest lot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import Plan, Problem, Request, Sharing, Site, Space, Stop, solve
from optimizer.board.compile import compile_board
from optimizer.search import crisis
from optimizer.search.state import Search
from optimizer.search.ties import settle_ties
from optimizer.search.worth import costs_of_plan
from tests.optimizer.tiny import Everything, listed_problems, problems

many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def placed(plan: Plan) -> list[str]:
    return sorted({stay.request for stay in plan.assignments})


@st.composite
def contested(draw: st.DrawFn) -> Problem:
    """More parties of one tier than there are beds, and nothing that tells them apart but how long they have waited."""
    sharing = st.sampled_from([Sharing.BEDS, Sharing.BEDS, Sharing.ONE_CLASS])
    rooms = tuple(Space(f"r{at}", "casa", draw(st.integers(2, 4)), draw(sharing)) for at in range(2))
    asked = []
    for at in range(5):
        first = draw(st.integers(0, 2))
        window = first, first + draw(st.integers(0, 1))
        party = Request(f"q{at}", draw(st.integers(1, 3)), 2, window, draw(st.integers(1, 3)))
        class_, waiting, lot = draw(st.sampled_from([None, "w"])), draw(st.integers(0, 3)), draw(st.integers(0, 1))
        asked.append(replace(party, class_=class_, waiting=waiting, lot=lot))
    return Problem(5, (Site("casa", 14.6, -90.5),), rooms, tuple(asked))


@many
@given(contested())
def test_among_equal_plans_those_who_waited_longest_have_the_places(problem: Problem) -> None:
    assert placed(solve(problem)) == Everything(problem).fairest()


@settings(parent=many, max_examples=150)
@given(problems(most=4))
def test_ties_are_decided_within_each_tier(problem: Problem) -> None:
    assert placed(solve(problem)) == Everything(problem).fairest()


@settings(parent=many, max_examples=100)
@given(listed_problems(most=4))
def test_ties_are_decided_where_candidates_are_listed(problem: Problem) -> None:
    assert placed(solve(problem)) == Everything(problem).fairest()


@pytest.fixture
def one_room() -> Problem:
    site = Site("casa", 14.6, -90.5)
    waited = {"ana": 1, "bea": 9, "eva": 4}
    asked = tuple(Request(name, 2, 2, (0, 0), 3, waiting=hours) for name, hours in waited.items())
    return Problem(5, (site,), (Space("uno", "casa", 2),), asked)


def test_waiting_does_not_outweigh_a_level(one_room: Problem) -> None:
    first, *others = one_room.requests
    urgent = replace(one_room, requests=(replace(first, tier=1), *others))
    assert placed(solve(urgent)) == ["ana"]


def test_an_earlier_plan_gives_way_to_who_waited_longer(one_room: Problem) -> None:
    fewer = replace(one_room, requests=one_room.requests[:1])
    start = solve(fewer)
    assert placed(start) == ["ana"]
    assert placed(solve(one_room, start=start)) == ["bea"]


def test_a_run_without_time_leaves_ties_as_they_are(one_room: Problem) -> None:
    start = solve(replace(one_room, requests=one_room.requests[:1]))
    assert placed(solve(one_room, Stop(seconds=0.0), start=start)) == ["ana"]


def test_in_a_crisis_equal_places_are_swapped(one_room: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    start = solve(replace(one_room, requests=one_room.requests[:1]))
    monkeypatch.setattr(crisis, "WIDE", -1)
    assert placed(solve(one_room, Stop(seconds=5.0, work=2), start=start)) == ["bea"]


def test_a_place_of_the_same_kind_and_cost_is_handed_over_without_any_program(one_room: Problem) -> None:
    search = Search(compile_board(one_room), Stop(seconds=5.0).clock(), 0, None)
    search.best = np.where(np.arange(3) == 0, search.board.starts[:-1], -1).astype(np.int32)
    search.costs = costs_of_plan(search.board, search.best)
    settle_ties(search, 5.0, exactly=False)
    assert (search.best >= 0).tolist() == [False, True, False]
