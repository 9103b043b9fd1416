"""Large linear programs by a first-order method: nearly optimal in seconds where the simplex takes minutes.

Its duals lie in the middle of what is optimal and not at a corner, so they are worth more to columns not seen yet.
"""

from dataclasses import dataclass

import numpy as np
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp
from scipy.sparse import csc_matrix

from optimizer.search.interruptible import unless_cancelled
from optimizer.search.program import Program
from optimizer.search.worth import Floats

NEAR = 1e-2
THREADS = 2


@dataclass(frozen=True, slots=True)
class Nearly:
    """A nearly optimal answer: shares of the columns and prices of the rows; neither is exact."""

    x: Floats
    duals: Floats


def solve_nearly(program: Program, tolerance: float, seconds: float) -> Nearly:
    """Solve a relaxation to a relative tolerance; columns are bounded by their rows alone.

    A run that is cancelled has nothing but zeros.
    """
    many = len(program.costs)
    linear = pdlp.QuadraticProgram()
    linear.resize_and_initialize(many, len(program.most))
    linear.objective_vector = program.costs
    linear.constraint_matrix = csc_matrix(program.matrix)
    linear.constraint_lower_bounds, linear.constraint_upper_bounds = program.least, program.most
    linear.variable_lower_bounds, linear.variable_upper_bounds = np.zeros(many), np.full(many, np.inf)
    asked = solvers_pb2.PrimalDualHybridGradientParams()
    criteria = asked.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    criteria.simple_optimality_criteria.eps_optimal_absolute = NEAR
    criteria.time_sec_limit = max(0.1, seconds)
    asked.num_threads = THREADS
    answer = unless_cancelled(lambda: pdlp.primal_dual_hybrid_gradient(linear, asked))
    if answer is None:
        return Nearly(np.zeros(many), np.zeros(len(program.most)))
    return Nearly(np.array(answer.primal_solution), np.array(answer.dual_solution))
