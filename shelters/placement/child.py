"""A child process that is given numbers on standard input and answers in lines, with limits and none of our secrets."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGTERM
from typing import Any, Final

from shelters.placement.modest import OUT_OF_MEMORY
from shelters.placement.run_states import Failure

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

Hear = Callable[[dict[str, Any]], None]


class SolverFailedError(Exception):
    """There is no answer that may be shown; `failure` says why, and nothing else is told."""

    def __init__(self, failure: Failure) -> None:
        """Keep the reason."""
        super().__init__(failure.value)
        self.failure = failure


def python_module(name: str) -> tuple[str, ...]:
    """Write the command that runs one of our modules."""
    return (sys.executable, "-P", "-m", name)


async def converse(
    command: Sequence[str], said: str, longest: float, hear: Hear, enough: asyncio.Event | None = None
) -> None:
    """Start a child, say something to it, and hear each line of its answer until it ends well.

    Once `enough` is set, the child is asked to come to an end; it may still answer.

    Raises
    ------
    SolverFailedError
        When it crashes, says what cannot be read, takes too much memory, or more than `longest` seconds.
    """
    child = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE, env=_ENVIRONMENT
    )
    ending = asyncio.create_task(_ask_to_end(child, enough or asyncio.Event()))
    try:
        async with asyncio.timeout(longest):
            understood, last_words, _ = await asyncio.gather(
                _listen(child, hear), _last_words(child), _feed(child, said)
            )
            status = await child.wait()
    except TimeoutError:
        raise SolverFailedError(Failure.TIME) from None
    finally:
        ending.cancel()
        await _end(child)
    if status or not understood:
        raise SolverFailedError(_why(status, last_words))


async def _ask_to_end(child: Process, enough: asyncio.Event) -> None:
    await enough.wait()
    with suppress(ProcessLookupError):
        child.terminate()


async def _feed(child: Process, said: str) -> None:
    if child.stdin is None:
        return
    # One that died says why with its status, not with a broken pipe.
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(said.encode())
        await child.stdin.drain()
    child.stdin.close()


async def _listen(child: Process, hear: Hear) -> bool:
    """Hear every line; say whether all of them could be read."""
    while child.stdout is not None:
        try:
            line = await child.stdout.readline()
            if line:
                hear(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            # What cannot be read is no answer of ours.
            child.kill()
            return False
        if not line:
            break
    return True


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
    if status == -SIGTERM:
        # Asked to end before it had begun.
        return Failure.STOPPED
    short = status == OUT_OF_MEMORY or any(words in last_words for words in _OUT_OF_MEMORY)
    return Failure.MEMORY if short else Failure.CRASH
