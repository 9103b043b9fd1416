"""All tasks, person by person, each with the ways in which the tests play it."""

from __future__ import annotations

from typing import Final

import pytest

from tests.tours import committee_places, host
from tests.tours.task import Task
from tests.tours.ways import way_of

EVERY: Final[tuple[Task, ...]] = tuple(task for tasks in (committee_places.TASKS, host.TASKS) for task in tasks.all)


def in_turn(modulus: int, share: int) -> pytest.MarkDecorator:
    """Give every task of a share one way, the next task the next one: over all tasks each way has its turn."""
    return pytest.mark.parametrize(
        ("task", "way"),
        [
            pytest.param(task, way_of(number), id=f"{task.name}-{way_of(number)}")
            for number, task in enumerate(EVERY)
            if number % modulus == share
        ],
    )
