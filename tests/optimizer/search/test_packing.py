"""One night without classes: the best packing is found, its bound is honest, and the parts do what they say."""

import itertools
import json
import time
from dataclasses import replace

import numpy as np
import pytest

from optimizer import Candidate, Problem, Request, Sharing, Site, Space, Stop, solve, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.board.kinds import Bools, Ints
from optimizer.checker import check
from optimizer.search import multipliers, pack, patterns
from optimizer.search.core import relax
from optimizer.search.knapsacks import fill_all
from optimizer.search.multipliers import ascend
from optimizer.search.packing import NOBODY, Packing, packing_of
from optimizer.search.patterns import Effort, mix
from optimizer.search.refill import refill
from optimizer.search.worth import Floats

BRIEFLY = Stop(seconds=20)


def jobs(seed: int, agents: int = 3, many: int = 6) -> Problem:
    """Draw a tight generalised assignment in which cost and weight pull apart, as in the field's type d."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 20, (agents, many))
    cost = 25 - weight + rng.integers(0, 6, (agents, many))
    room = np.ceil(0.9 * weight.mean(axis=0).sum() / agents).astype(int)
    return Problem(
        nights=1,
        sites=(Site("agents", 0.0, 0.0),),
        spaces=tuple(Space(f"a{agent}", "agents", int(room), Sharing.BEDS) for agent in range(agents)),
        requests=tuple(Request(f"j{job}", 1, 1, (0, 0), 1) for job in range(many)),
        candidates=tuple(
            Candidate(f"j{job}", f"a{agent}", int(weight[agent, job]), (int(cost[agent, job]), 0))
            for job in range(many)
            for agent in range(agents)
        ),
    )


def packed(problem: Problem) -> Packing:
    board = compile_board(problem)
    packing = packing_of(board, board.columns.points.astype(np.float64))
    assert packing is not None
    return packing


def best_of_all(packing: Packing) -> tuple[int, float]:
    """Most parties placed, then least cost, by trying everything."""
    kinds, parties = packing.shape
    found = []
    for choice in itertools.product(range(NOBODY, kinds), repeat=parties):
        seats = np.array(choice)
        placed = np.flatnonzero(seats != NOBODY)
        if (packing.column[seats[placed], placed] >= 0).all() and (packing.spare(seats) >= 0).all():
            found.append((-len(placed), float(packing.cost[seats[placed], placed].sum())))
    return min(found)


@pytest.mark.parametrize("seed", range(10))
def test_a_small_packing_is_as_good_as_by_trying_everything(seed: int) -> None:
    problem = jobs(seed)
    plan = solve(problem, BRIEFLY, seed=seed)
    verdict = check(json.loads(write(problem)), json.loads(write_plan(plan)))
    assert not verdict.violations, verdict.violations
    assert (-plan.values["T1"], plan.values["P"]) == best_of_all(packed(problem))


@pytest.mark.parametrize("seed", range(6))
def test_no_bound_passes_the_best_packing(seed: int) -> None:
    packing = packed(jobs(seed))
    placed, best = best_of_all(packing)
    assert placed == -packing.shape[1], "the bounds are for plans that place everyone: draw another instance"
    guide = relax(packing, 10.0)
    assert guide is not None
    relaxation = ascend(packing, guide.multipliers, best, 50, lambda: True)
    part = range(packing.shape[0]), range(packing.shape[1])
    mixture = mix(packing, part, relaxation.patterns, relaxation.multipliers, Effort(50, 1e-6, lambda: 10.0))
    assert mixture is not None
    assert guide.bound <= relaxation.bound + 1e-6 <= mixture.bound + 2e-6 <= best + 3e-6


def test_a_bound_on_points_is_reported_for_the_whole_problem() -> None:
    problem = jobs(1, agents=4, many=24)
    level = solve(problem, Stop(seconds=8)).level("P")
    assert 0 < level.bound <= level.value


@pytest.mark.parametrize("seed", range(5))
def test_each_knapsack_is_filled_with_the_most_valuable_set(seed: int) -> None:
    rng = np.random.default_rng(seed)
    profit, load, room = rng.normal(1, 2, (3, 8)), rng.integers(0, 6, (3, 8)), rng.integers(0, 12, 3)
    value, taken = fill_all(profit, load, room)
    sets = np.array(list(itertools.product([False, True], repeat=8)))
    for row in range(3):
        fits = sets[sets @ load[row] <= room[row]]
        assert value[row] == pytest.approx(float((fits @ profit[row]).max()))
        assert value[row] == pytest.approx(float(profit[row, taken[row]].sum()))
        assert load[row, taken[row]].sum() <= room[row]


def test_refilling_a_few_rooms_never_makes_a_packing_worse_and_moves_nobody_else() -> None:
    packing = packed(jobs(2, agents=5, many=20))
    board = compile_board(jobs(2, agents=5, many=20))
    seats = packing.seats(np.full(len(board.tier), NOBODY))
    for round_, kinds in enumerate(([0, 1, 2], [2, 3, 4], [0, 4])):
        again, _ = refill(packing, seats, np.array(kinds), packing.column >= 0, (1.0, round_))
        untouched = ~np.isin(seats, kinds) & (seats != NOBODY)
        assert (again[untouched] == seats[untouched]).all()
        assert packing.value(again) <= packing.value(seats)
        assert (packing.spare(again) >= 0).all()
        seats = again


def test_rooms_for_one_party_pack_as_well() -> None:
    problem = jobs(3)
    spaces = tuple(replace(space, sharing=Sharing.ONE_PARTY) for space in problem.spaces)
    plan = solve(replace(problem, spaces=spaces), BRIEFLY)
    assert plan.values["T1"] == len(spaces)


def test_more_nights_or_classes_are_not_a_packing() -> None:
    problem = jobs(0)
    board = compile_board(replace(problem, nights=2))
    assert packing_of(board, np.zeros(len(board.columns))) is None
    spaces = tuple(replace(space, sharing=Sharing.ONE_CLASS) for space in problem.spaces)
    board = compile_board(replace(problem, spaces=spaces))
    assert packing_of(board, np.zeros(len(board.columns))) is None


def test_multipliers_are_improved_only_while_there_is_time() -> None:
    packing, left = packed(jobs(1)), iter([True, True, False])
    twice = ascend(packing, np.zeros(packing.shape[1]), 1e6, 50, lambda: next(left))
    assert next(left, None) is None
    assert twice.bound == ascend(packing, np.zeros(packing.shape[1]), 1e6, 2, lambda: True).bound


def test_once_time_is_up_no_knapsack_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, now, filled = jobs(5, agents=4, many=24), [0.0], []

    def filling(profit: Floats, load: Ints, room: Ints) -> tuple[Floats, Bools]:
        now[0] += 3.0
        filled.append(now[0])
        return fill_all(profit, load, room)

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    for module in (multipliers, patterns):
        monkeypatch.setattr(module, "fill_all", filling)
    solve(problem, Stop(seconds=10.0))
    assert 0 < len(filled) <= 4


def test_who_finds_no_prices_in_time_is_squeezed_in_by_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "relax", lambda *_: None)
    problem, told = jobs(5, agents=4, many=24), []
    solve(problem, Stop(seconds=5.0), on_progress=lambda progress: told.append(progress.phase))
    assert "squeeze" in told


def test_a_deadline_of_nothing_still_gives_the_greedy_plan() -> None:
    plan = solve(jobs(0), Stop(seconds=0.0))
    assert plan.values["T1"] > 0


def test_a_cancelled_run_gives_a_plan_that_holds() -> None:
    problem = jobs(5, agents=4, many=24)
    plan = solve(problem, Stop(seconds=60, cancelled=lambda: True))
    assert not check(json.loads(write(problem)), json.loads(write_plan(plan))).violations
