"""CBC through PuLP."""

from __future__ import annotations

import numpy as np
import pulp
from numpy.typing import NDArray

from tests.bench.program import Program


def maximise(program: Program, objective: NDArray[np.int64], seconds: float) -> NDArray[np.float64] | None:
    """Return values of all variables, or nothing when none were found in time.

    PuLP's `status` says Optimal after a time stop as well; `sol_status` tells whether there is a solution.
    """
    model = pulp.LpProblem("shelter", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{at}", cat="Binary") for at in range(program.size)]
    model += pulp.LpAffineExpression([(x[at], float(worth)) for at, worth in enumerate(objective) if worth])
    rows = program.matrix
    for row, most in enumerate(program.most):
        part = range(rows.indptr[row], rows.indptr[row + 1])
        terms = pulp.LpAffineExpression([(x[rows.indices[at]], float(rows.data[at])) for at in part])
        model += pulp.LpConstraint(terms, sense=pulp.LpConstraintLE, rhs=float(most))
    model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=2))
    if model.sol_status not in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        return None
    return np.array([each.varValue or 0.0 for each in x])
