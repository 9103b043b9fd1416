"""In a crisis points and kilometres are one level, and prices of whole multiples of beds bound it."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import numpy as np
import pytest

from optimizer import Problem, Request, Sharing, Site, Space, Stop, read_plan, solve, write, write_plan
from optimizer.board.compile import compile_board
from optimizer.board.tariff import Tariff
from optimizer.checker import check
from optimizer.generate import generate
from optimizer.search import crisis
from optimizer.search.order import STRICT, TOGETHER
from optimizer.search.sized import sized_rows

FIVE = 5
Documents: TypeAlias = tuple[dict[str, Any], dict[str, Any]]


def dormitory(*beds: int) -> Problem:
    """One shared room with five beds, and parties of some sizes for the same night."""
    parties = tuple(Request(f"q{at}", size, 4, (0, 0), 1) for at, size in enumerate(beds))
    return Problem(1, (Site("casa", 14.6, -90.5),), (Space("sala", "casa", FIVE, Sharing.BEDS),), parties)


def test_a_point_is_worth_a_thousand_kilometres_in_a_crisis_alone() -> None:
    near, far = (0, 0, 0, -1, 0, 2, 10, 0), (0, 0, 0, -1, 0, 1, 1_500, 0)
    assert STRICT.key(far) < STRICT.key(near)
    assert TOGETHER.key(near) < TOGETHER.key(far)


def test_nothing_outweighs_a_family_or_a_promise() -> None:
    assert TOGETHER.key((0, 0, 0, -2, 0, 99, 99_999, 0)) < TOGETHER.key((0, 0, 0, -1, -1, 0, 0, 0))
    assert TOGETHER.key((0, 0, 0, -1, -1, 99, 99_999, 0)) < TOGETHER.key((0, 0, 0, -1, 0, 0, 0, 0))


def test_two_parties_of_three_do_not_share_five_beds() -> None:
    board = compile_board(dormitory(3, 3, 2))
    rows = sized_rows(board, np.arange(3), (1, 2, 3, 4), board.rows.room)
    whole = [np.array(x) for x in ((1, 0, 1), (0, 1, 1), (1, 0, 0), (0, 0, 1))]
    assert all((rows.matrix @ x <= rows.most).all() for x in whole)
    assert not (rows.matrix @ np.array((5 / 6, 5 / 6, 0)) <= rows.most).all()


def test_a_stay_pays_for_the_whole_multiples_that_it_fills() -> None:
    board = compile_board(dormitory(1, 2, 3, 5))
    tariff = Tariff((1, 2, 3), np.array([[[1.0]], [[10.0]], [[100.0]]]))
    assert tariff.of(board.columns).tolist() == [1, 12, 113, 125]
    assert tariff.totals(board.columns.load)[:, 0, 1].tolist() == [1, 12, 113, 125]
    assert tariff.income(board.kinds.free) == 5 + 2 * 10 + 100


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> Documents:
    monkeypatch.setattr(crisis, "WIDE", -1)
    problem = generate("small", seed=4)
    return json.loads(write(problem)), json.loads(write_plan(solve(problem, Stop(seconds=20.0, work=2))))


def test_the_sum_is_reported_and_counted_again_by_the_checker(
    solved: Documents,
) -> None:
    instance, plan = solved
    total, *_ = plan["totals"]
    assert total["weights"] == {"P": 1000, "D": 1}
    assert check(instance, plan).right
    for wrong in ({"value": total["value"] - 1}, {"bound": total["value"] + 1}):
        lying = plan | {"totals": [total | wrong]}
        assert "total" in {violation.code for violation in check(instance, lying).violations}
    malformed = plan | {"totals": [{"weights": {"X": 1}, "value": 0}]}
    assert [violation.code for violation in check(instance, malformed).violations] == ["format"]


def test_a_plan_with_a_total_is_read_as_it_was_written(solved: Documents) -> None:
    text = json.dumps(solved[1])
    assert json.loads(write_plan(read_plan(text))) == solved[1]
    assert read_plan(text).totals[0].weights == {"P": 1000.0, "D": 1.0}


def test_no_other_problem_is_decided_by_a_sum() -> None:
    assert solve(generate("small", seed=4), Stop(seconds=20.0)).totals == ()
