"""A run that is cancelled does not wait for the solver that it called."""

from __future__ import annotations

import _thread
import signal
import time
from collections.abc import Iterator
from itertools import count
from threading import Event, Timer

import pytest

from optimizer import Stop
from optimizer.__main__ import ended_by_interrupt
from optimizer.generate import generate
from optimizer.search.interruptible import cancelled_with, unless_cancelled
from optimizer.solving import solve

SOON = 1.0


@pytest.fixture
def endless() -> Iterator[Event]:
    """A solver that answers when the test is over."""
    ends = Event()
    yield ends
    ends.set()


def test_a_solver_is_left_as_soon_as_the_run_is_cancelled(endless: Event) -> None:
    asked, begun = count(), time.monotonic()
    told = Event()
    with cancelled_with(Stop(cancelled=lambda: next(asked) > 2).clock()):
        assert unless_cancelled(endless.wait, told.set) is None
    assert time.monotonic() - begun < SOON
    assert told.is_set()


def test_no_solver_is_called_once_the_run_is_cancelled() -> None:
    called = Event()
    with cancelled_with(Stop(cancelled=lambda: True).clock()):
        assert unless_cancelled(called.set) is None
    assert not called.is_set()


def test_what_a_solver_answers_comes_back() -> None:
    with cancelled_with(Stop(cancelled=lambda: False).clock()):
        assert unless_cancelled(lambda: 7) == 7


def test_what_goes_wrong_in_a_solver_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        unless_cancelled(lambda: 1 // 0)


def test_ctrl_c_is_raised_from_a_call_without_a_handler(endless: Event) -> None:
    # Where tests run in the background of a shell, interrupts are ignored from the beginning.
    before, begun = signal.signal(signal.SIGINT, signal.default_int_handler), time.monotonic()
    try:
        Timer(0.1, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            unless_cancelled(endless.wait)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - begun < SOON


def test_a_second_ctrl_c_is_left_to_the_system() -> None:
    before = signal.getsignal(signal.SIGINT)
    with ended_by_interrupt() as is_ended:
        assert not is_ended()
        signal.raise_signal(signal.SIGINT)
        assert is_ended()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("seconds", [1.0, 3.0])
def test_a_run_on_a_national_day_answers_soon_after_ctrl_c(seconds: float) -> None:
    problem = generate("national", seed=1)
    with ended_by_interrupt() as is_ended:
        Timer(seconds, signal.raise_signal, [signal.SIGINT]).start()
        plan = solve(problem, Stop(seconds=300.0, cancelled=is_ended))
    assert plan.assignments
    assert plan.seconds < seconds + 3 * SOON
