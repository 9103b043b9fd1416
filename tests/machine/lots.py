"""A share of `make machine`: sequences in lots, each against a PostgreSQL of its own, and seeded bugs to be found.

Apart from the command, because a process that is spawned does not import a `__main__`.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from shelters.database.embedded import APPLICATION, address, start_embedded
from shelters.settings import Settings
from tests.machine.bugs import seeded
from tests.machine.comparing import Divergence
from tests.machine.machine import BedMachine
from tests.machine.stage import BEGINNING, Stage
from tests.moving_clock import moving_clock
from web.operator.data import prepare

STEPS = 50
_FOR_A_BUG = 400
# So many sequences at a time, so that one sees how far it is; each lot has a seed of its own.
_LOT = 25


def _run(sequences: int, drawn: int, *phases: Phase) -> None:
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(drawn)(BedMachine), settings=chosen)


def _agree(sequences: int, drawn: int) -> None:
    """Run sequences, lot by lot, until program and model differ or all are done."""
    stage = BedMachine.stage
    while stage.sequences < sequences:
        _run(min(_LOT, sequences - stage.sequences), drawn + stage.sequences, Phase.generate, Phase.shrink)
        print(f"  seed {drawn}: {stage.sequences} sequences, {BedMachine.steps} commands", flush=True)


def _missed(bugs: Sequence[str], drawn: int) -> list[str]:
    """Say which seeded bugs are not found."""
    missed = []
    for bug in bugs:
        before = BedMachine.stage.sequences
        try:
            with seeded(bug):
                _run(_FOR_A_BUG, drawn, Phase.generate)
            missed.append(bug)
            print(f"  not found in {_FOR_A_BUG} sequences: {bug}", flush=True)
        except Divergence:
            print(f"  found after {BedMachine.stage.sequences - before:>3} sequences: {bug}", flush=True)
    return missed


def work(share: tuple[int, int, Sequence[str]]) -> tuple[int, int, list[str]]:
    """Run a share of the sequences in a process of its own; say how many, how many steps, and what was missed."""
    sequences, drawn, bugs = share
    with tempfile.TemporaryDirectory(prefix="abrigo-machine-", ignore_cleanup_errors=True) as folder:
        chosen = Settings(data=Path(folder), database_url=None, key_file=None)
        asyncio.run(prepare(chosen))
        with moving_clock(BEGINNING) as clock:
            reached = address(start_embedded(chosen.data), APPLICATION)
            BedMachine.stage = Stage.open(reached, asyncio.new_event_loop(), clock)
            missed = _missed(bugs, drawn)
            BedMachine.stage.sequences, BedMachine.steps = 0, 0
            _agree(sequences, drawn)
            done = BedMachine.stage.sequences, BedMachine.steps
            BedMachine.stage.close()
    return (*done, missed)
