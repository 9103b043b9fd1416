"""Other instances of the field's families are read and solved as well as the ones that are published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from optimizer import Problem, Stop, solve
from optimizer.readers import read_assignment
from tests.bench.assignments import TYPES, assignment_text
from tests.optimizer.test_solving import agrees

BRIEFLY = Stop(seconds=20.0)


def made(folder: Path, kind: str, agents: int, jobs: int) -> Problem:
    path = folder / f"{kind}{agents:02}{jobs}"
    path.write_text(assignment_text(kind, agents, jobs), encoding="utf-8")
    return read_assignment(path)


def least_cost(problem: Problem) -> int:
    """Solve the textbook program of a small instance."""
    pairs = problem.candidates or ()
    requests = {request.id: at for at, request in enumerate(problem.requests)}
    agents = {space.id: len(requests) + at for at, space in enumerate(problem.spaces)}
    at = np.arange(len(pairs))
    row = np.concatenate([[requests[pair.request] for pair in pairs], [agents[pair.space] for pair in pairs]])
    load = np.concatenate([np.ones(len(pairs)), [pair.beds for pair in pairs]])
    matrix = csr_matrix((load, (row, np.concatenate([at, at]))))
    most = np.concatenate([np.ones(len(requests)), [space.beds for space in problem.spaces]])
    least = np.concatenate([np.ones(len(requests)), np.full(len(agents), -np.inf)])
    found = milp(
        np.array([pair.cost[0] for pair in pairs], dtype=np.float64),
        integrality=np.ones(len(pairs), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, least, most),
    )
    assert found.status == 0
    return round(found.fun)


@pytest.mark.parametrize("kind", TYPES)
def test_a_small_instance_of_each_type_is_solved_to_its_optimum(tmp_path: Path, kind: str) -> None:
    problem = made(tmp_path, kind, 4, 16)
    plan = solve(problem, BRIEFLY)
    assert len(plan.assignments) == 16
    assert plan.values["P"] == least_cost(problem)
    assert agrees(problem, plan)


@pytest.mark.parametrize("kind", "cde")
def test_a_larger_instance_is_packed_whole_and_near_its_bound_even_on_a_slow_machine(tmp_path: Path, kind: str) -> None:
    problem = made(tmp_path, kind, 8, 60)
    plan = solve(problem, Stop(seconds=5.0))
    points = plan.level("P")
    assert len(plan.assignments) == 60
    assert points.bound <= points.value <= 1.05 * points.bound
    assert agrees(problem, plan)


def test_the_same_seed_makes_the_same_instance_and_another_makes_another() -> None:
    assert assignment_text("d", 5, 20, 3) == assignment_text("d", 5, 20, 3) != assignment_text("d", 5, 20, 4)
