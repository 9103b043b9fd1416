"""What a place costs others is the sum of the prices of its nights."""

from __future__ import annotations

import pytest

from optimizer import Problem, Request, Sharing, Site, Space, options, solve
from optimizer.prices import Prices


@pytest.fixture
def problem() -> Problem:
    """A room of one's own and a dormitory, for a party of two."""
    spaces = (Space("room", "casa", 3), Space("dormitory", "otra", 6, Sharing.BEDS))
    sites = (Site("casa", 14.6, -90.5), Site("otra", 15.5, -88.0))
    return Problem(8, sites, spaces, (Request("ana", 2, 2, (1, 1), 3),))


def prices(problem: Problem, known: dict[tuple[str, int], float]) -> dict[str, float]:
    return {option.space: option.price for option in options(problem, "ana", prices=known)}


def test_a_room_costs_the_price_of_its_nights_and_a_dormitory_that_of_each_bed(problem: Problem) -> None:
    known = {(space, night): 0.1 for space in ("room", "dormitory") for night in range(8)}
    assert prices(problem, known) == pytest.approx({"room": 0.3, "dormitory": 0.6})


def test_nights_outside_the_stay_and_spaces_that_are_gone_cost_nothing(problem: Problem) -> None:
    known = {("room", 0): 5.0, ("room", 4): 5.0, ("gone", 2): 5.0, ("room", 99): 5.0}
    assert prices(problem, known) == {"room": 0.0, "dormitory": 0.0}


def test_prices_are_worked_out_anew_for_another_problem(problem: Problem) -> None:
    known = Prices({("room", 2): 0.5})
    assert prices(problem, known)["room"] == 0.5
    swapped = Problem(8, problem.sites, problem.spaces[::-1], problem.requests)
    assert prices(swapped, known)["room"] == 0.5
    assert prices(problem, known)["room"] == 0.5


def test_a_run_that_left_someone_out_prices_the_room_that_was_short() -> None:
    requests = tuple(Request(name, 2, 2, (1, 1), 3) for name in ("ana", "bea"))
    tight = Problem(8, (Site("casa", 14.6, -90.5),), (Space("room", "casa", 3),), requests)
    plan = solve(tight)
    assert sum(plan.prices.values()) == pytest.approx(1.0)
    assert {space for space, _ in plan.prices} == {"room"}
