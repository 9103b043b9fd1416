"""Calls into solvers: no signal reaches Python inside one, so each runs beside, and is left when the run is cancelled.

What is left ends by its own limit of time, in a thread that keeps nobody waiting.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread
from typing import TypeVar

from optimizer.plan import Clock

Found = TypeVar("Found")
OFTEN = 0.05
"""Seconds between two looks at whether the run is cancelled."""

_clock: ContextVar[Clock | None] = ContextVar("clock", default=None)


@contextmanager
def cancelled_with(clock: Clock) -> Iterator[None]:
    """Leave the solvers called inside as soon as this clock is cancelled."""
    before = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(before)


def unless_cancelled(call: Callable[[], Found], interrupt: Callable[[], object] | None = None) -> Found | None:
    """Call a solver; gives nothing when the run is cancelled before it answers, and asks it to end where it can be."""
    if _is_cancelled():
        return None
    answer: Future[Found] = Future()
    # A thread of a pool would be waited for at the end of the process.
    Thread(target=_answer, args=(answer, call), daemon=True).start()
    while not wait([answer], OFTEN).done:
        if _is_cancelled():
            if interrupt is not None:
                interrupt()
            return None
    return answer.result()


def _answer(answer: Future[Found], call: Callable[[], Found]) -> None:
    try:
        answer.set_result(call())
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits is told
        answer.set_exception(error)


def _is_cancelled() -> bool:
    clock = _clock.get()
    return clock is not None and clock.cancelled
