"""A short `make machine`: interleaved people get nowhere that the plain model does not, and seeded bugs are found."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.bugs import BUGS, seeded
from tests.machine.comparing import Divergence
from tests.machine.machine import BedMachine
from tests.machine.stage import BEGINNING, Stage
from tests.moving_clock import moving_clock

SEQUENCES = 12
STEPS = 50
# The control; `make machine` looks for every bug of the list.
QUICKEST = ("no rest is written after a stay",)
AT_MOST = 60


@pytest.fixture(scope="module")
def stage(migrated: None, application_address: str) -> Iterator[Stage]:
    """Set the stage on the tests' own database, and leave nothing on it."""
    with moving_clock(BEGINNING) as clock:
        loop = asyncio.new_event_loop()
        opened = Stage.open(application_address, loop, clock)
        BedMachine.stage = opened
        yield opened
        opened.close()
        loop.close()


def run(sequences: int) -> None:
    """Run so many sequences; the same ones each time."""
    chosen = settings(
        max_examples=sequences, stateful_step_count=STEPS, phases=[Phase.generate], report_multiple_bugs=False
    )
    run_state_machine_as_test(seed(1)(BedMachine), settings=settings(chosen, database=None, derandomize=False))


def test_program_and_model_agree_after_every_step(stage: Stage) -> None:
    before = BedMachine.steps
    run(SEQUENCES)
    assert BedMachine.steps - before > SEQUENCES * STEPS / 2


@pytest.mark.parametrize("bug", QUICKEST)
def test_a_seeded_bug_is_found(stage: Stage, bug: str) -> None:
    with seeded(bug), pytest.raises(Divergence):
        run(AT_MOST)


@pytest.mark.parametrize("bug", BUGS)
def test_every_bug_of_the_list_can_be_planted(bug: str) -> None:
    """A piece that was renamed takes its bug out of the control."""
    with seeded(bug):
        pass
