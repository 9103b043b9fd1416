"""The peers are given a right model: on small instances they find what ours proves."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from optimizer import Plan, Problem, Stop, solve, write, write_plan
from optimizer.checker import check
from optimizer.generate import generate
from tests.bench.columns import Columns, columns_of
from tests.bench.peers import run_peer

LEVELS = ("T1", "T2", "T3", "T4", "K", "P")


@cache
def small(seed: int) -> Problem:
    return generate("small", seed)


@cache
def ours(seed: int) -> Plan:
    return solve(small(seed), Stop(seconds=30), seed=1)


def document(problem: Problem, columns: Columns) -> dict[str, Any]:
    rows = zip(columns.request, columns.space, columns.first, columns.nights, strict=True)
    stays = [
        {
            "request": problem.requests[at].id,
            "space": problem.spaces[where].id,
            "first": int(first),
            "nights": int(many),
        }
        for at, where, first, many in rows
    ]
    placed = {stay["request"] for stay in stays}
    unplaced = [{"request": each.id} for each in problem.requests if each.id not in placed]
    return {"assignments": stays, "unplaced": unplaced, "levels": []}


@pytest.mark.parametrize("seed", [1, 2, 4])
@pytest.mark.parametrize("peer", ["greedy", "CP-SAT", "SCIP", "HiGHS"])
def test_the_checker_finds_nothing_wrong_with_a_peers_plan(peer: str, seed: int) -> None:
    problem = small(seed)
    verdict = check(json.loads(write(problem)), document(problem, run_peer(peer, problem, 20).columns))
    assert {violation.code for violation in verdict.violations} == {"level"}


@pytest.mark.parametrize("seed", [1, 2, 4])
@pytest.mark.parametrize("peer", ["CP-SAT", "SCIP", "HiGHS"])
def test_what_ours_proves_is_what_a_plain_solver_finds_with_time_enough(peer: str, seed: int) -> None:
    problem = small(seed)
    found = check(json.loads(write(problem)), document(problem, run_peer(peer, problem, 20).columns)).levels
    plan = ours(seed)
    assert all(plan.level(name).proven for name in LEVELS)
    assert {name: found[name] for name in LEVELS} == {name: plan.values[name] for name in LEVELS}


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_every_stay_of_our_plan_is_among_the_stays_that_the_peers_choose_from(seed: int) -> None:
    problem, columns = small(seed), columns_of(small(seed))
    listed = set(zip(columns.request, columns.space, columns.first, columns.nights, strict=True))
    requests = {request.id: at for at, request in enumerate(problem.requests)}
    spaces = {space.id: at for at, space in enumerate(problem.spaces)}
    stays = json.loads(write_plan(ours(seed)))["assignments"]
    assert {(requests[s["request"]], spaces[s["space"]], s["first"], s["nights"]) for s in stays} <= listed
