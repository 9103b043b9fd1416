"""Integer programs by scipy's HiGHS, which is at its best where the relaxation is nearly whole."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from optimizer.search.interruptible import unless_cancelled
from optimizer.search.program import Answer, Program

INFEASIBLE = 2


def _solved(program: Program, seconds: float, nodes: int) -> OptimizeResult:
    return milp(
        program.costs,
        integrality=np.ones(len(program.costs), dtype=np.int8),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(program.matrix, program.least, program.most),
        options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 0.0},
    )


def solve_by_highs(program: Program, seconds: float, nodes: int = 100_000) -> Answer:
    """Solve an integer program within a time and a number of nodes; rows may have a least value."""
    done = unless_cancelled(lambda: _solved(program, max(0.05, seconds), nodes))
    if done is None:
        return Answer(None, -np.inf, None, optimal=False, infeasible=False)
    if done.status == INFEASIBLE:
        return Answer(None, np.inf, None, optimal=True, infeasible=True)
    bound = -np.inf if done.mip_dual_bound is None else float(done.mip_dual_bound)
    return Answer(None if done.x is None else np.rint(done.x), bound, None, optimal=done.status == 0, infeasible=False)
