"""A replay decides as the pages do: the option that is offered first, and nobody twice in one bed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import Assignment, Pin, Plan, Problem, Request, Sharing, Site, Space, options, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.replay import Arrival, Replay
from optimizer.replay.nights import longest_runs
from optimizer.replay.stream import Taken

CITY, TOWN = Site("city", 14.6, -90.5), Site("town", 15.0, -91.0)
ORIGIN = (14.6, -90.5)


def asking(name: str, first: int, nights: int = 3, **values: object) -> Request:
    return Request(name, 1, 2, (first, first), nights, origin=ORIGIN, **values)  # type: ignore[arg-type]


def problem_of(*requests: Request, spaces: tuple[Space, ...] = (Space("one", "city", 2),), **values: object) -> Problem:
    return Problem(40, (CITY, TOWN), spaces, requests, **values)  # type: ignore[arg-type]


def placed(problem: Problem, *arrivals: Arrival) -> list[tuple[int, int] | None]:
    came = arrivals or tuple(map(Arrival, range(len(problem.requests))))
    return [taken and (taken.first, taken.nights) for _, taken in Replay(problem).decided(came)]


def test_a_room_is_given_to_one_party_a_night() -> None:
    problem = problem_of(asking("a", 0), asking("b", 2), asking("c", 3))
    assert placed(problem) == [(0, 3), None, (3, 3)]


def test_a_party_stays_in_one_room() -> None:
    # Each night one of the two rooms is free, and never the same one.
    rooms = (Space("one", "city", 2), Space("two", "city", 2))
    problem = problem_of(asking("a", 0, 5), asking("b", 3, 5), asking("c", 4, 8), asking("d", 8, 5), spaces=rooms)
    assert placed(problem) == [(0, 5), (3, 5), None, (8, 5)]
    assert placed(problem, Arrival(0), Arrival(3), Arrival(2)) == [(0, 5), (8, 5), (4, 8)]


def test_beds_of_a_shared_room_are_counted_each_night() -> None:
    problem = problem_of(*(asking(name, 0) for name in "abc"), spaces=(Space("one", "city", 2, Sharing.BEDS),))
    assert placed(problem) == [(0, 3), (0, 3), None]


def test_one_class_at_a_time_shares_a_room() -> None:
    room = Space("one", "city", 3, Sharing.ONE_CLASS)
    problem = problem_of(
        asking("a", 0, class_="f"),
        asking("b", 1, class_="m"),
        asking("c", 1, class_="f"),
        asking("d", 4, class_="m"),
        spaces=(room,),
    )
    assert placed(problem) == [(0, 3), None, (1, 3), (4, 3)]


def test_who_must_be_apart_is_not_in_one_house_on_one_night() -> None:
    spaces = (Space("one", "city", 2), Space("two", "city", 2))
    problem = problem_of(asking("a", 0), asking("b", 2), asking("c", 3), spaces=spaces, apart=(("a", "b"), ("a", "c")))
    assert placed(problem) == [(0, 3), None, (3, 3)]


def test_somebody_like_her_comes_later() -> None:
    problem = problem_of(asking("a", 0))
    assert placed(problem, Arrival(0), Arrival(0, 2), Arrival(0, 3)) == [(0, 3), None, (3, 3)]


def test_a_stay_is_cut_to_what_is_of_use_and_no_further() -> None:
    taken = Space("one", "city", 2, taken=((4, 9, 2),))
    assert placed(problem_of(asking("a", 0, 6, shortest=4), spaces=(taken,))) == [(0, 4)]
    assert placed(problem_of(asking("a", 0, 6, shortest=5), spaces=(taken,))) == [None]


def test_beds_rest_after_a_stay_where_the_house_asks_for_it() -> None:
    problem = problem_of(asking("a", 0), asking("b", 3), asking("c", 5))
    assert placed(problem) == [(0, 3), (3, 3), None]
    rested = Replay(problem, rests={"city": 2}).decided([Arrival(at) for at in range(3)])
    assert [taken is not None for _, taken in rested] == [True, False, True]


def test_a_house_that_would_always_say_no_takes_nobody() -> None:
    problem = problem_of(asking("a", 0))
    assert sum(Replay(problem, declining=1.0).run([Arrival(0)]).placed) == 0
    assert sum(Replay(problem, declining=0.0).run([Arrival(0)]).placed) == 1


def test_what_houses_say_does_not_change_when_one_is_added_behind_them() -> None:
    whole = generate("online", 5, 0)
    fewer = {site.id for site in whole.sites[:30]}
    spaces = tuple(space for space in whole.spaces if space.site in fewer)
    few, most = (Problem(whole.nights, sites, spaces, whole.requests) for sites in (whole.sites[:30], whole.sites))
    arrivals = [Arrival(at) for at in range(len(whole.requests))]
    assert Replay(few, 0.3).run(arrivals, 7) == Replay(most, 0.3).run(arrivals, 7)


@pytest.fixture(scope="module")
def problem() -> Problem:
    whole = generate("online", 5, 1)
    requests = sorted(whole.requests[:150], key=lambda each: (each.start[0], each.id))
    return replace(whole, spaces=whole.spaces[:60], requests=tuple(requests), apart=())


def test_each_gets_what_the_options_of_that_moment_offer_first(problem: Problem) -> None:
    """As on the pages: who has a place is pinned there, and the next one is asked about alone."""
    pinned: list[Request] = []
    for arrival, taken in Replay(problem).decided([Arrival(at) for at in range(len(problem.requests))]):
        request = problem.requests[arrival.request]
        now = replace(problem, requests=(*pinned, request))
        first = next(iter(options(now, request.id, count=1)), None)
        assert (first is None) == (taken is None)
        if first is not None and taken is not None:
            place = taken.place
            assert (first.km, first.first, first.nights) == (place.km, taken.first, taken.nights)
            assert (first.points, first.scarcity) == (place.points + request.nights - taken.nights, place.scarcity)
            pinned.append(replace(request, pinned=Pin(first.space, first.first, first.nights)))


def test_a_replay_breaks_no_rule_that_the_checker_knows(problem: Problem) -> None:
    spaces = tuple(replace(space, sharing=Sharing.ONE_PARTY) for space in problem.spaces)
    # Rooms are told apart by what they have, so that each kind is one room.
    spaces = tuple(replace(space, attributes=space.attributes | {space.id}) for space in spaces)
    single = replace(problem, spaces=spaces)
    decided = Replay(single).decided([Arrival(at) for at in range(len(single.requests))])
    stays = [_assignment(single, at.request, taken) for at, taken in decided if taken is not None]
    document = json.loads(write_plan(Plan(tuple(stays))))
    document["unplaced"] = [{"request": single.requests[at.request].id} for at, taken in decided if taken is None]
    assert {each.code for each in check(json.loads(write(single)), document).violations} <= {"level"}
    assert len(stays) > 40


def _assignment(problem: Problem, at: int, taken: Taken) -> Assignment:
    return Assignment(problem.requests[at].id, problem.spaces[taken.place.kind].id, taken.first, taken.nights)


@given(st.lists(st.integers(0, 2**20 - 1), max_size=3), st.integers(0, 2**20 - 1), st.integers(1, 8), st.integers(0, 6))
def test_the_longest_stay_is_found_as_by_trying_each(free: list[int], window: int, fewest: int, more: int) -> None:
    most = fewest + more

    def fits(first: int, nights: int) -> bool:
        stay = ((1 << nights) - 1) << first
        return bool(window >> first & 1) and any(each & stay == stay for each in free)

    lengths = [nights for nights in range(most, fewest - 1, -1) if any(fits(first, nights) for first in range(20))]
    nights, starts = longest_runs(free, window, fewest, most)
    assert bool(lengths) == bool(starts)
    if lengths:
        assert nights == lengths[0]
        assert starts == sum(1 << first for first in range(20) if fits(first, nights))


def test_an_outcome_adds_up() -> None:
    problem = problem_of(asking("a", 0), asking("b", 1))
    outcome = Replay(problem).run([Arrival(0), Arrival(1)])
    assert (outcome.asked, outcome.placed, outcome.turned_away) == ((0, 2, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0))
    assert (outcome.waited, outcome.cut, outcome.points) == (0, 0, 0)
