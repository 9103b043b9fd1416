"""Solving in a child process with limits, and judging its plan before anybody sees it."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import optimizer
from optimizer.checker import check
from shelters.placement.run_states import Failure
from shelters.placement.solver import OUT_OF_MEMORY

SOLVER: Final = (sys.executable, "-P", "-m", "shelters.placement.solver")
# Nothing of the server's own environment, where passwords may stand.
_ENVIRONMENT: Final = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
_LONGEST_LINE: Final = 1 << 26
_LAST_WORDS: Final = 1 << 12
_OUT_OF_MEMORY: Final = (b"bad_alloc", b"MemoryError", b"allocate memory", b"Memory allocation")


class SolverFailedError(Exception):
    """There is no plan that may be shown; `failure` says why, and nothing else is told."""

    def __init__(self, failure: Failure) -> None:
        """Keep the reason."""
        super().__init__(failure.value)
        self.failure = failure


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
) -> optimizer.Plan:
    """Solve in a child process and check the plan with code that shares nothing with the solver's.

    Raises
    ------
    SolverFailedError
        When the child crashes, hangs, takes too much memory, or gives a plan that breaks a rule.
    """
    instance = optimizer.write(problem)
    numbers = (str(limits.seconds), str(seed), str(limits.memory_mb))
    child = await asyncio.create_subprocess_exec(
        *command, *numbers, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE, env=_ENVIRONMENT
    )
    try:
        async with asyncio.timeout(limits.longest):
            written, last_words = await _converse(child, instance, on_progress or _silent)
            status = await child.wait()
    except TimeoutError:
        raise SolverFailedError(Failure.TIME) from None
    finally:
        await _end(child)
    if status or written is None:
        raise SolverFailedError(_why(status, last_words))
    return await asyncio.to_thread(_checked, instance, written)


def _silent(_reached: Reached) -> None:
    """Tell nobody."""


async def _converse(child: Process, instance: str, tell: Callable[[Reached], None]) -> tuple[str | None, bytes]:
    written, last_words, _ = await asyncio.gather(_listen(child, tell), _last_words(child), _feed(child, instance))
    return written, last_words


async def _feed(child: Process, instance: str) -> None:
    if child.stdin is None:
        return
    # One that died says why with its status, not with a broken pipe.
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(instance.encode())
        await child.stdin.drain()
    child.stdin.close()


async def _listen(child: Process, tell: Callable[[Reached], None]) -> str | None:
    plan: str | None = None
    while child.stdout is not None:
        try:
            line = await child.stdout.readline()
            said: dict[str, Any] = json.loads(line) if line else {}
            if "plan" in said:
                plan = str(said["plan"])
            elif said:
                tell(Reached(str(said["phase"]), int(said["placed"]), said["most"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            # What cannot be read is no plan of ours.
            child.kill()
            return None
        if not line:
            break
    return plan


async def _last_words(child: Process) -> bytes:
    said = b""
    while child.stderr is not None and (more := await child.stderr.read(_LAST_WORDS)):
        said = (said + more)[-_LAST_WORDS:]
    return said


async def _end(child: Process) -> None:
    with suppress(ProcessLookupError):
        child.kill()
    # Reads what it still had to say, so that its pipes are closed.
    with suppress(ValueError):
        await child.communicate()


def _why(status: int, last_words: bytes) -> Failure:
    short = status == OUT_OF_MEMORY or any(words in last_words for words in _OUT_OF_MEMORY)
    return Failure.MEMORY if short else Failure.CRASH


def _checked(instance: str, written: str) -> optimizer.Plan:
    try:
        if not check(json.loads(instance), json.loads(written)).right:
            raise SolverFailedError(Failure.WRONG)
        return optimizer.read_plan(written)
    except (ValueError, optimizer.InstanceError):
        raise SolverFailedError(Failure.WRONG) from None
