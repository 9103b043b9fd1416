"""Explicit candidates: the plan is as good as trying everything, and every rule about nights and classes holds."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from optimizer import Candidate, Plan, Problem, Request, Sharing, Site, Space, Stop, solve, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.checker import check
from optimizer.search.appraisal import appraise

BRIEFLY = Stop(seconds=20)
Stay = tuple[Request, Space, Candidate]


def ward(seed: int, guests: int = 6, rooms: int = 3, nights: int = 4) -> Problem:
    """Draw a small ward: rooms of one class a night, some shared by beds, everyone with a few candidates."""
    rng = np.random.default_rng(seed)
    kinds = [Sharing.ONE_CLASS, Sharing.ONE_CLASS, Sharing.BEDS]
    spaces = tuple(Space(f"s{at}", "house", int(rng.integers(1, 3)), kinds[at % 3]) for at in range(rooms))
    requests = []
    for at in range(guests):
        first = int(rng.integers(nights))
        length = int(rng.integers(1, nights - first + 1))
        requests.append(Request(f"r{at}", 1, 1, (first, first), length, class_="FM"[int(rng.integers(2))]))
    pairs = tuple(
        Candidate(request.id, space.id, 1, (int(rng.integers(30)), 0))
        for request in requests
        for space in spaces
        if rng.random() < 0.8
    )
    return Problem(nights, (Site("house", 0.0, 0.0),), spaces, tuple(requests), candidates=pairs)


def every_plan(problem: Problem) -> Iterator[list[Stay]]:
    """Try each request in each of its candidates, and in none."""
    space_of = {space.id: space for space in problem.spaces}
    choices: list[list[Stay | None]] = [
        [None, *((request, space_of[c.space], c) for c in problem.candidates or () if c.request == request.id)]
        for request in problem.requests
    ]
    for chosen in itertools.product(*choices):
        stays = [stay for stay in chosen if stay is not None]
        if allowed(problem, stays):
            yield stays


def allowed(problem: Problem, stays: list[Stay]) -> bool:
    for night, space in itertools.product(range(problem.nights), problem.spaces):
        here = [(r, c) for r, s, c in stays if s is space and r.start[0] <= night < r.start[0] + r.nights]
        if sum(c.beds for _, c in here) > space.beds:
            return False
        if space.sharing == Sharing.ONE_CLASS and len({r.class_ for r, _ in here}) > 1:
            return False
    return True


def best_of_all(problem: Problem) -> tuple[int, int]:
    """Most requests placed, then least points, by trying everything."""
    return min((-len(stays), sum(c.cost[0] for _, _, c in stays)) for stays in every_plan(problem))


def checked(problem: Problem, plan: Plan) -> Plan:
    report = check(json.loads(write(problem)), json.loads(write_plan(plan)))
    assert not report.violations, report.violations
    return plan


@pytest.mark.parametrize("seed", range(12))
def test_a_small_ward_is_filled_as_well_as_by_trying_everything(seed: int) -> None:
    problem = ward(seed)
    plan = checked(problem, solve(problem, BRIEFLY, seed=seed))
    assert (-plan.values["T1"], plan.values["P"]) == best_of_all(problem)


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = ward(3, guests=14, rooms=6)
    first, second = (solve(problem, BRIEFLY, seed=5) for _ in range(2))
    assert first.assignments == second.assignments


def test_a_start_plan_is_never_made_worse() -> None:
    problem = ward(4, guests=14, rooms=6)
    best = solve(problem, BRIEFLY)
    again = solve(problem, Stop(seconds=0.0), start=best)
    assert (again.values["T1"], -again.values["P"]) >= (best.values["T1"], -best.values["P"])


def test_one_room_takes_one_class_a_night_even_where_mixing_would_be_cheaper() -> None:
    problem = ward(0, guests=0)
    requests = (Request("f", 1, 1, (0, 0), 2, class_="F"), Request("m", 1, 1, (1, 1), 2, class_="M"))
    pairs = tuple(Candidate(request.id, space, 1, cost) for request in requests for space, cost in COSTS)
    spaces = (Space("s0", "house", 2, Sharing.ONE_CLASS), Space("s1", "house", 1, Sharing.ONE_CLASS))
    problem = replace(problem, spaces=spaces, requests=requests, candidates=pairs)
    plan = checked(problem, solve(problem, BRIEFLY))
    assert plan.values["P"] == 50


def test_pairs_kept_apart_are_apart() -> None:
    requests = tuple(Request(name, 1, 1, (0, 0), 1) for name in "ab")
    pairs = tuple(Candidate(name, "s0", 1, (0, 0)) for name in "ab")
    problem = replace(ward(0, guests=0), spaces=(Space("s0", "house", 2, Sharing.BEDS),), requests=requests)
    plan = solve(replace(problem, candidates=pairs, apart=(("a", "b"),)), BRIEFLY)
    assert plan.values["T1"] == 1


def test_the_more_urgent_tier_is_placed_first_whatever_it_costs() -> None:
    requests = (Request("late", 1, 4, (0, 0), 1), Request("now", 1, 1, (0, 0), 1))
    pairs = (Candidate("late", "s0", 1, (0, 0)), Candidate("now", "s0", 1, (1000, 0)))
    problem = replace(ward(0, guests=0), spaces=(Space("s0", "house", 1, Sharing.BEDS),), requests=requests)
    plan = solve(replace(problem, candidates=pairs), BRIEFLY)
    assert (plan.values["T1"], plan.values["T4"]) == (1, 0)


def test_no_candidates_leave_everyone_unplaced() -> None:
    problem = replace(ward(1), candidates=())
    assert len(checked(problem, solve(problem, BRIEFLY)).unplaced) == len(problem.requests)


COSTS = (("s0", (0, 0)), ("s1", (50, 0)))


@pytest.mark.parametrize("seed", range(6))
def test_prices_never_bound_above_the_best_plan_that_places_everyone(seed: int) -> None:
    problem = ward(seed, guests=5)
    placed, points = best_of_all(problem)
    board = compile_board(problem)
    bound = appraise(board, board.columns.points.astype(np.float64), lambda: True).bound
    assert placed != -len(problem.requests) or bound <= points + 1e-6


def test_a_ward_too_large_to_prove_still_reports_an_honest_bound() -> None:
    problem = ward(7, guests=120, rooms=30, nights=10)
    plan = checked(problem, solve(problem, Stop(seconds=8)))
    assert plan.level("P").bound <= plan.values["P"]
