"""HiGHS through scipy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.bench.program import Program


def maximise(program: Program, objective: NDArray[np.int64], seconds: float) -> NDArray[np.float64] | None:
    """Return values of all variables, or nothing when none were found in time."""
    result = milp(
        -objective.astype(np.float64),
        integrality=np.ones(program.size, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(program.matrix, -np.inf, program.most),
        options={"time_limit": seconds},
    )
    return None if result.x is None else np.asarray(result.x)
