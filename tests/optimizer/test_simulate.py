"""Deciding on arrival: prices choose the room, and nobody is refused for the sake of a bed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from optimizer import InstanceError, Plan, Problem, Request, Sharing, Site, Space, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.simulate import Report, arrivals, hindsight_bound, simulate
from optimizer.simulate_policies import PRICED

SPACES = 60


def reduced(stream: int) -> Problem:
    """Return a quarter of the online instance: few sites, and the requests of a month."""
    whole = generate("online", 5, stream)
    spaces = whole.spaces[:SPACES]
    requests = tuple(request for request in whole.requests if request.start[0] < 30)
    return Problem(whole.nights, whole.sites, spaces, requests)


@pytest.fixture(scope="module")
def report() -> Report:
    return simulate(reduced(0), [reduced(stream) for stream in (1, 2, 3)])


def test_every_policy_gives_a_plan_without_violations(report: Report) -> None:
    problem = reduced(0)
    for run in report.runs:
        placed = {stay.request for stay in run.assignments}
        document = json.loads(write_plan(Plan(run.assignments)))
        document["unplaced"] = [{"request": each.id} for each in problem.requests if each.id not in placed]
        found = check(json.loads(write(problem)), document).violations
        assert {violation.code for violation in found} == {"level"}, [str(violation) for violation in found[:3]]


def test_no_policy_passes_the_hindsight_bound(report: Report) -> None:
    assert all(0 < run.placed <= report.bound for run in report.runs)
    assert all(report.ratio(run) <= 1 for run in report.runs)


def test_prices_learned_from_earlier_streams_place_more_than_the_nearest_place(report: Report) -> None:
    placed = {run.policy: run.placed for run in report.runs}
    assert placed[PRICED] > placed["nearest"]


def test_the_same_stream_and_past_give_the_same_decisions(report: Report) -> None:
    assert simulate(reduced(0), [reduced(stream) for stream in (1, 2, 3)]) == report


def test_without_a_past_there_are_no_prices() -> None:
    assert [run.policy for run in simulate(reduced(0)).runs] == ["nearest", "best fit"]


def test_whoever_has_a_free_place_on_arrival_gets_one_even_the_last() -> None:
    site, rooms = Site("h", 14.0, -90.0), tuple(Space(f"r{at}", "h", 4) for at in range(2))
    early = tuple(Request(f"early{at}", 1, 4, (0, 0), 9) for at in range(2))
    later = tuple(Request(f"later{at}", 4, 1, (1, 1), 3) for at in range(2))
    stream = Problem(10, (site,), rooms, early + later)
    for run in simulate(stream, [stream, stream]).runs:
        assert {stay.request for stay in run.assignments} == {"early0", "early1"}, run.policy


def test_prices_keep_the_scarce_room_for_who_comes_later_when_another_fits() -> None:
    site = Site("h", 14.0, -90.0)
    rooms = (
        Space("step_free", "h", 2, Sharing.BEDS, frozenset({"step_free", "garden"})),
        Space("upstairs", "h", 2, Sharing.BEDS),
    )
    first = Request("first", 2, 4, (0, 0), 8, prefers={"garden": 1})
    second = Request("second", 2, 2, (2, 2), 5, requires=frozenset({"step_free"}))
    stream = Problem(10, (site,), rooms, (first, second))
    placed = {run.policy: {stay.request for stay in run.assignments} for run in simulate(stream, [stream]).runs}
    assert placed["nearest"] == {"first"}
    assert placed[PRICED] == {"first", "second"}


def test_requests_of_one_night_are_decided_by_urgency_then_waiting() -> None:
    site, room = Site("h", 14.0, -90.0), Space("r", "h", 1)
    asked = [("d", 4, 0, 1), ("c", 2, 0, 0), ("b", 1, 3, 1), ("a", 1, 9, 1)]
    requests = tuple(Request(name, 1, tier, (night, night), 2, waiting=wait) for name, tier, wait, night in asked)
    board = compile_board(Problem(5, (site,), (room,), requests))
    assert [requests[at].id for at in arrivals(board)] == ["c", "a", "b", "d"]


def test_the_bound_counts_stays_that_have_begun() -> None:
    problem = generate("small", 1)
    board = compile_board(problem)
    assert hindsight_bound(board, 30) >= sum(request.pinned is not None for request in problem.requests)
    assert np.isfinite(hindsight_bound(board, 30))


def test_a_past_about_other_spaces_is_refused() -> None:
    other = reduced(1)
    other = replace(other, spaces=other.spaces[1:])
    with pytest.raises(InstanceError, match=r"past\[0\]: must be about the same spaces"):
        simulate(reduced(0), [other])
