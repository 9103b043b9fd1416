"""Linear and integer programs over sparse arrays, solved by OR-Tools without building objects in Python."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python.model_builder_helper import (
    ModelBuilderHelper,
    ModelSolverHelper,
    SolveStatus,
)
from scipy.sparse import csr_matrix, vstack

from optimizer.search.interruptible import unless_cancelled
from optimizer.search.worth import Floats

OWN_SIGNALS = {"SCIP": "misc/catchctrlc = FALSE"}
"""What keeps a solver from taking Ctrl-C for itself: it is the run that must hear of it."""
_DONE = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise ``costs @ x`` with ``least <= matrix @ x <= most`` and ``0 <= x <= 1``."""

    costs: Floats
    matrix: csr_matrix
    least: Floats
    most: Floats


def stacked(program: Program, parts: list[tuple[csr_matrix, Floats]]) -> Program:
    """Add rows, with the variables of their own that some have after the columns; rows that no column meets go."""
    wide = max(part.shape[1] for part, _ in parts)
    tall = [csr_matrix((block.data, block.indices, block.indptr), shape=(block.shape[0], wide)) for block, _ in parts]
    own = program.matrix
    first = csr_matrix((own.data, own.indices, own.indptr), shape=(own.shape[0], wide))
    matrix = vstack([first, *tall], format="csr")
    most = np.concatenate([program.most, *(bound for _, bound in parts)])
    least = np.concatenate([program.least, np.full(len(most) - len(program.least), -np.inf)])
    busy = np.flatnonzero(np.diff(matrix.indptr))
    costs = np.concatenate([program.costs, np.zeros(wide - len(program.costs))])
    return Program(costs, matrix[busy], least[busy], most[busy])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found: ``x`` is ``None`` when nothing was, ``bound`` holds in any case."""

    x: Floats | None
    bound: float
    duals: Floats | None
    optimal: bool
    infeasible: bool


def _model(program: Program, *, whole: bool) -> ModelBuilderHelper:
    model = ModelBuilderHelper()
    many = len(program.costs)
    fill: Callable[..., None] = model.fill_model_from_sparse_data  # its type hints name arrays that cannot exist
    fill(np.zeros(many), np.ones(many), program.costs, program.least, program.most, program.matrix)
    if whole:
        for column in range(many):
            model.set_var_integrality(column, True)
    return model


def _status(solver: ModelSolverHelper, model: ModelBuilderHelper) -> SolveStatus:
    def solve() -> SolveStatus:
        solver.solve(model)
        return solver.status()

    status = unless_cancelled(solve, solver.interrupt_solve)
    return SolveStatus.CANCELLED_BY_USER if status is None else status


def solve_linear(program: Program, seconds: float) -> Answer:
    """Solve the relaxation with GLOP."""
    solver = ModelSolverHelper("GLOP")
    solver.set_time_limit_in_seconds(max(0.01, seconds))
    status = _status(solver, _model(program, whole=False))
    if status != SolveStatus.OPTIMAL:
        return Answer(None, -np.inf, None, optimal=False, infeasible=status == SolveStatus.INFEASIBLE)
    x, duals = np.array(solver.variable_values()), np.array(solver.dual_values())
    return Answer(x, solver.objective_value(), duals, optimal=True, infeasible=False)


def solve_whole(
    program: Program, seconds: float, hint: NDArray[np.intp] | None = None, solver_name: str = "SCIP"
) -> Answer:
    """Solve the integer program, from a hint of columns at one where there is one."""
    model = _model(program, whole=True)
    if hint is not None:
        chosen = np.zeros(len(program.costs))
        chosen[hint] = 1.0
        for column, value in enumerate(chosen):
            model.add_hint(column, float(value))
    solver = ModelSolverHelper(solver_name)
    solver.set_solver_specific_parameters(OWN_SIGNALS.get(solver_name, ""))
    solver.set_time_limit_in_seconds(max(0.01, seconds))
    status = _status(solver, model)
    if status == SolveStatus.INFEASIBLE:
        return Answer(None, np.inf, None, optimal=True, infeasible=True)
    if status not in _DONE:
        return Answer(None, -np.inf, None, optimal=False, infeasible=False)
    x = np.rint(np.array(solver.variable_values()))
    return Answer(x, solver.best_objective_bound(), None, optimal=status == SolveStatus.OPTIMAL, infeasible=False)
