"""SCIP through MathOpt."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]  # this part of OR-Tools is not typed

from tests.bench.program import Program


def maximise(program: Program, objective: NDArray[np.int64], seconds: float) -> NDArray[np.float64] | None:
    """Return values of all variables, or nothing when none were found in time."""
    model = mathopt.Model()
    x = [model.add_binary_variable() for _ in range(program.size)]
    rows = program.matrix
    for row, most in enumerate(program.most):
        limit = model.add_linear_constraint(ub=float(most))
        for at in range(rows.indptr[row], rows.indptr[row + 1]):
            limit.set_coefficient(x[rows.indices[at]], float(rows.data[at]))
    for each, worth in zip(x, objective, strict=True):
        if worth:
            model.objective.set_linear_coefficient(each, float(worth))
    model.objective.is_maximize = True
    limit_of_time = mathopt.SolveParameters(time_limit=dt.timedelta(seconds=seconds))
    result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=limit_of_time)
    if not result.has_primal_feasible_solution():
        return None
    return np.array(result.variable_values(x), dtype=np.float64)
