"""Solving in a child process with limits, and judging its plan before anybody sees it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import optimizer
from optimizer.checker import check
from shelters.placement.child import SolverFailedError, converse, python_module
from shelters.placement.run_states import Failure

SOLVER: Final = python_module("shelters.placement.solver")


@dataclass(frozen=True)
class Reached:
    """How far a solver is: the phase, parties placed so far, and how many there may be at most if that is known."""

    phase: str
    placed: int
    most: int | None


@dataclass(frozen=True)
class Limits:
    """What a solver may use; one that did not stop by itself is ended after `longest` seconds."""

    seconds: float
    memory_mb: int
    longest: float

    @classmethod
    def of(cls, seconds: float, memory_mb: int) -> Limits:
        """Leave time to start, to finish a step and to write the plan."""
        return cls(seconds, memory_mb, 2 * seconds + 30)


async def solve_in_child(
    problem: optimizer.Problem,
    limits: Limits,
    *,
    seed: int = 0,
    on_progress: Callable[[Reached], None] | None = None,
    command: Sequence[str] = SOLVER,
    enough: asyncio.Event | None = None,
) -> optimizer.Plan:
    """Solve in a child process and check the plan with code that shares nothing with the solver's.

    Once `enough` is set, the solver gives the best that it has.

    Raises
    ------
    SolverFailedError
        When the child crashes, hangs, takes too much memory, or gives a plan that breaks a rule.
    """
    instance, plans = optimizer.write(problem), list[str]()

    def hear(said: dict[str, Any]) -> None:
        if "plan" in said:
            plans.append(str(said["plan"]))
        elif on_progress is not None:
            on_progress(Reached(str(said["phase"]), int(said["placed"]), said["most"]))

    numbers = (str(limits.seconds), str(seed), str(limits.memory_mb))
    await converse((*command, *numbers), instance, limits.longest, hear, enough)
    if not plans:
        raise SolverFailedError(Failure.CRASH)
    return await asyncio.to_thread(_checked, instance, plans[-1])


def _checked(instance: str, written: str) -> optimizer.Plan:
    try:
        if not check(json.loads(instance), json.loads(written)).right:
            raise SolverFailedError(Failure.WRONG)
        return optimizer.read_plan(written)
    except (ValueError, optimizer.InstanceError):
        raise SolverFailedError(Failure.WRONG) from None
