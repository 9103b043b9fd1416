"""CP-SAT with one Boolean for each stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from tests.bench.program import Program


def maximise(program: Program, objective: NDArray[np.int64], seconds: float) -> NDArray[np.float64] | None:
    """Return values of all variables, or nothing when none were found in time."""
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(program.size)]
    rows = program.matrix
    for row, most in enumerate(program.most):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        terms, factors = [x[at] for at in rows.indices[part]], [int(factor) for factor in rows.data[part]]
        if most == 1 and all(factor == 1 for factor in factors):
            model.add_at_most_one(terms)
        elif terms:
            model.add(cp_model.LinearExpr.weighted_sum(terms, factors) <= int(most))
    model.maximize(cp_model.LinearExpr.weighted_sum(x, [int(worth) for worth in objective]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return np.array([solver.value(each) for each in x], dtype=np.float64)
