"""What opens is what places most within a budget, in bad years too, and leaves no group far behind."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from random import Random
from statistics import fmean

import pytest

from optimizer import InstanceError
from optimizer.generate import generate
from optimizer.replay import Draws
from optimizer.siting import Budget, Candidate, Family, Siting, choose, filled, unmet_of
from optimizer.siting.choosing import CAUTION, GAP, SPARE, WORST
from optimizer.siting.shortlist import hardly_in_question, surpassed

PATIENCE = timedelta(seconds=20)


def family(*takers: int, request: int = 0, week: int = 0, nights: int = 7) -> Family:
    """Somebody who needs a room for a week."""
    return Family(request, ((week, nights),), takers)


def houses(*places: str, **costs: float) -> list[Candidate]:
    return [Candidate(f"{place}{number}", place, **costs) for number, place in enumerate(places)]  # type: ignore[arg-type]


def chosen(candidates: list[Candidate], futures: list[list[Family]], budget: Budget, groups: str = "a") -> Siting:
    return choose(candidates, futures, list(groups), budget, patience=PATIENCE)


def test_the_house_opens_that_takes_most_and_the_next_best_are_others() -> None:
    futures = [[*([family(0)] * 4), family(1), *([family(2)] * 2)]] * 2
    found = chosen(houses("a", "b", "c"), futures, Budget(1, 8))
    assert [set(plan.rooms) for plan in found.plans] == [{0}, {2}, {1}]
    assert found.plans[0].worth > found.plans[1].worth > found.plans[2].worth
    assert all(plan.proven for plan in found.plans)
    assert [(request, at) for request, at, _ in found.plans[0].taken] == [(0, 0)]
    assert found.plans[0].taken[0][2] == pytest.approx(4)


def test_more_houses_are_never_worth_less_and_no_budget_is_overdrawn() -> None:
    futures = [[*([family(0)] * 4), *([family(1)] * 3), *([family(2)] * 3)]]
    budget = Budget(3, 9, money=22)
    found = chosen(houses("a", "b", "c", opening=5, room=1), futures, budget)
    worth = [plan.worth for plan in found.frontier]
    assert worth == sorted(worth)
    for plan in [*found.frontier, *found.plans]:
        assert len(plan.rooms) <= budget.houses
        assert sum(plan.rooms.values()) <= budget.rooms
        assert plan.cost == sum(5 + rooms for rooms in plan.rooms.values()) <= 22


def test_of_one_place_one_house_opens() -> None:
    futures = [[*([family(0)] * 4), *([family(1)] * 4), family(2)]]
    assert set(chosen(houses("a", "a", "b"), futures, Budget(2, 8)).plans[0].rooms) != {0, 1}


def test_a_bad_year_counts_besides_the_mean() -> None:
    # The first helps a little more on average, the second in the one year in which there is nothing else.
    good = [*([family(0)] * 3), family(1)]
    futures = [good, good, good, [*([family(1)] * 4)]]
    found = chosen(houses("a", "b"), futures, Budget(1, 8))
    assert fmean(filled(futures, ["a"], [8, 0]).placed) > fmean(filled(futures, ["a"], [0, 8]).placed)
    assert set(found.plans[0].rooms) == {1}


def test_no_group_is_left_behind_where_that_costs_little() -> None:
    for_one, for_both = [family(0)] * 10, [family(1)] * 9
    others = [family(1, request=1)] * 9
    found = chosen(houses("a", "b"), [[*for_one, *for_both, *others]], Budget(1, 10), groups="ab")
    assert set(found.plans[0].rooms) == {1}
    assert found.floor == 0.5
    alone = chosen(houses("a", "b"), [[*([family(0)] * 10), family(1, request=1)]], Budget(1, 10), groups="ab")
    assert (set(alone.plans[0].rooms), alone.floor) == ({0}, 0.0)


def test_no_other_plan_is_better() -> None:
    random = Random(1)
    takers = [tuple(at for at in range(3) if random.random() < 0.5) for _ in range(30)]
    futures = [
        [family(*random.choice(takers), week=random.randrange(3), nights=random.randint(2, 7)) for _ in range(10)]
        for _ in range(4)
    ]
    candidates = [Candidate(str(at), str(at), most=4) for at in range(3)]
    every = [rooms for rooms in product(range(5), repeat=3) if sum(map(bool, rooms)) <= 2 and sum(rooms) <= 5]
    best = max(_worth(filled(futures, ["a"], rooms).placed) for rooms in every)
    assert chosen(candidates, futures, Budget(2, 5)).plans[0].worth >= (1 - GAP) * best - 5 * SPARE


def _worth(placed: tuple[float, ...]) -> float:
    bad = sorted(placed)[: round(WORST * len(placed))]
    return (1 - CAUTION) * fmean(placed) + CAUTION * fmean(bad)


def test_a_price_is_what_one_room_more_would_place() -> None:
    futures = [[family(0) for _ in range(6)], [family(0) for _ in range(4)]]
    less, more = (fmean(filled(futures, ["a"], [rooms]).placed) for rooms in (2, 3))
    assert filled(futures, ["a"], [2]).price[0] == pytest.approx(more - less)
    assert filled(futures, ["a"], [20]).price[0] == pytest.approx(0)
    with pytest.raises(InstanceError):
        filled([], ["a"], [1])


def test_whoever_is_surpassed_in_her_own_place_is_left_out_and_nobody_else() -> None:
    one, twin, dear, elsewhere = (
        Candidate("one", "a"),
        Candidate("twin", "a"),
        Candidate("dear", "a", room=1),
        Candidate("elsewhere", "b"),
    )
    everybody = [{1, 2}, {1, 2}, {1, 2}, {1}]
    assert surpassed([one, twin, dear, elsewhere], everybody) in ({0, 2}, {1, 2})
    assert surpassed([one, dear], [{1}, {1, 2}]) == set()


def test_whom_nobody_could_take_is_not_said_to_be_taken() -> None:
    found = chosen(houses("a"), [[family()]], Budget(1, 4))
    assert all(plan.taken == () for plan in found.plans)


def test_whoever_finds_no_place_is_asked_for_and_whom_the_rules_keep_out_is_not() -> None:
    problem = generate("online", 5, 0)
    came = tuple(request.start[0] for request in problem.requests)
    candidates = [Candidate(problem.sites[0].id, "a"), Candidate(problem.sites[1].id, "b")]
    draws = Draws(came, many=2, declining=0.2)
    futures = unmet_of(problem, problem, candidates, draws, (1, 2))
    assert futures == unmet_of(problem, problem, candidates, draws, (1, 2))
    assert all(problem.requests[each.request].tier in {1, 2} for future in futures for each in future)
    for each in futures[0]:
        assert sum(nights for _, nights in each.weeks) == problem.requests[each.request].nights
    with pytest.raises(InstanceError, match="nowhere"):
        unmet_of(problem, problem, [Candidate("nowhere", "a")], draws, (1,))


def test_of_many_houses_of_one_place_two_are_in_question() -> None:
    futures = [[family(0), *([family(1)] * 2), *([family(2)] * 3), *([family(3)] * 4)]]
    candidates = [Candidate(str(at), "a", opening=at) for at in range(4)]
    gone = hardly_in_question(candidates, futures, ["a"], Budget(1, 8, money=2.5))
    assert gone == {0, 3}, "the last takes most and is too dear"
