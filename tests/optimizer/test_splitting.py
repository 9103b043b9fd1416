"""A long stay is split over two houses only where the party allows it and nothing else fits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import Assignment, Pin, Problem, Request, Sharing, Site, Space, Stop, solve, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.search.greedy import best_fit, greedy
from optimizer.search.splitters import bound_splits, count_with_splits
from optimizer.search.state import Search
from tests.optimizer.tiny import Everything, Stay, problems

some = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
many = settings(parent=some, max_examples=400)


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


@pytest.fixture
def in_the_way() -> Problem:
    """Ana could have two halves, but Bea, who is less urgent, wants the room of the second."""
    sites = (Site("casa", 14.6, -90.5), Site("otra", 15.5, -88.0))
    rooms = (Space("uno", "casa", 2, taken=((3, 10, 2),)), Space("dos", "otra", 2, taken=((0, 3, 2),)))
    ana, bea = Request("ana", 2, 2, (0, 0), 8, splittable=True), Request("bea", 2, 3, (3, 3), 3)
    return Problem(10, sites, rooms, (ana, bea))


def test_the_less_urgent_give_way_where_a_stay_can_only_be_split(in_the_way: Problem) -> None:
    plan = solve(in_the_way)
    assert [(stay.request, stay.space) for stay in plan.assignments] == [("ana", "uno"), ("ana", "dos")]
    assert (plan.values["T2"], plan.values["T3"]) == (1, 0)
    assert [missing.request for missing in plan.unplaced] == ["bea"]


def test_whoever_gave_way_is_seated_elsewhere_where_she_can_be(in_the_way: Problem) -> None:
    roomy = replace(in_the_way, spaces=(*in_the_way.spaces, Space("tres", "otra", 2, taken=((0, 3, 2), (6, 10, 2)))))
    plan = solve(roomy)
    assert {stay.space for stay in plan.assignments if stay.request == "bea"} == {"tres"}
    assert (plan.values["T2"], plan.values["T3"]) == (1, 1)


@pytest.mark.parametrize("tier", [1, 2])
def test_nobody_as_urgent_gives_way_to_a_split(in_the_way: Problem, tier: int) -> None:
    ana, bea = in_the_way.requests
    plan = solve(replace(in_the_way, requests=(ana, replace(bea, tier=tier))))
    assert [stay.request for stay in plan.assignments] == ["bea"]


def test_a_stay_that_has_begun_does_not_give_way(in_the_way: Problem) -> None:
    ana, bea = in_the_way.requests
    plan = solve(replace(in_the_way, requests=(ana, replace(bea, pinned=Pin("dos", 3, 3)))))
    assert [stay.request for stay in plan.assignments] == ["bea"]


@st.composite
def patchy(draw: st.DrawFn) -> Problem:
    """Rooms in two houses, each free for a part of the nights only, and long stays that may be split."""
    sites = (Site("casa", 14.6, -90.5), Site("otra", 15.5, -88.0))
    rooms = []
    for at in range(3):
        first, beds, sharing = draw(st.integers(0, 4)), draw(st.integers(1, 3)), draw(st.sampled_from(list(Sharing)))
        end = draw(st.integers(first + 1, 8))
        taken = tuple(each for each in ((0, first, beds), (end, 8, beds)) if each[0] < each[1])
        rooms.append(Space(f"r{at}", sites[at % 2].id, beds, sharing, taken=taken))
    asked = []
    for at in range(4):
        first, tier, nights = draw(st.integers(0, 3)), draw(st.integers(1, 4)), draw(st.integers(2, 5))
        window = first, first + draw(st.integers(0, 1))
        asked.append(Request(f"q{at}", draw(st.integers(1, 2)), tier, window, nights, splittable=draw(st.booleans())))
    return Problem(8, sites, tuple(rooms), tuple(asked))


@many
@given(patchy())
def test_no_less_urgent_party_keeps_a_split_from_who_has_no_place(problem: Problem) -> None:
    plan = solve(problem)
    assert not check(json.loads(write(problem)), json.loads(write_plan(plan))).violations
    placed = {stay.request for stay in plan.assignments}
    for request in problem.requests:
        if request.splittable and request.id not in placed:
            assert not list(splits_beside(problem, request, plan.assignments))


def splits_beside(problem: Problem, request: Request, stays: tuple[Assignment, ...]) -> Iterator[tuple[Stay, Stay]]:
    """Every way to split a stay beside those that are at least as urgent."""
    asked = {each.id: each for each in problem.requests}
    taken = {space.id: list(space.taken) for space in problem.spaces}
    for stay in stays:
        party = asked[stay.request]
        if party.tier <= request.tier:
            taken[stay.space].append((stay.first, stay.first + stay.nights, party.beds, party.class_))
    rooms = tuple(replace(space, taken=tuple(taken[space.id])) for space in problem.spaces)
    part = replace(request, shortest=1, start=(request.start[0], problem.nights - 1))
    alone = Everything(replace(problem, spaces=rooms, requests=(part,)))
    halves = [stay for stay in alone.stays(part) if alone.fits(0, stay, {})]
    for one, other in product(halves, halves):
        nights = one[2] + other[2]
        apart = alone.spaces[one[0]].site != alone.spaces[other[0]].site
        touching = one[1] + one[2] == other[1] and one[1] <= request.start[1]
        if apart and touching and request.fewest <= nights <= request.nights:
            yield one, other


@some
@given(problems(most=4))
def test_split_plans_pass_the_checker_and_place_no_fewer(problem: Problem) -> None:
    allowed = tuple(replace(request, splittable=True) for request in problem.requests)
    split = replace(problem, requests=allowed)
    plan, whole = solve(split), solve(problem)
    assert not check(json.loads(write(split)), json.loads(write_plan(plan))).violations
    assert all(plan.values[f"T{tier}"] >= whole.values[f"T{tier}"] for tier in (1, 2, 3, 4))


@many
@given(patchy())
def test_no_plan_with_split_stays_passes_the_bound_of_a_tier(problem: Problem) -> None:
    placed = [-solve(problem).values[f"T{tier}"] for tier in (1, 2, 3, 4)]
    search = opened(problem)
    for tier in range(4):
        found = bound_splits(search, tier)
        assert found is None or float(found.weights[:4] @ placed) >= found.bound
    for counted in count_with_splits(search)[:4]:
        assert float(counted.weights[:4] @ placed) >= counted.bound


def test_prices_say_more_of_split_stays_than_counting_does() -> None:
    day = generate("national", 1)
    search = opened(replace(day, requests=day.requests[:250], apart=()))
    found, counted = bound_splits(search, 3), count_with_splits(search)
    assert found is not None
    assert found.bound > sum(float(found.weights[tier]) * counted[tier].bound for tier in range(4))


def opened(problem: Problem) -> Search:
    """A search that has a first plan and has proven nothing."""
    search = Search(compile_board(problem), Stop(seconds=30.0).clock(), 1, None)
    search.offer(greedy(search.board, best_fit(search.board)), "greedy")
    return search
