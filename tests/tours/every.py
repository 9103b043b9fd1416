"""All tasks, person by person, each with the ways in which the tests play it."""

from __future__ import annotations

from typing import Final

import pytest

from tests.tours import (
    anybody,
    committee_cases,
    committee_places,
    committee_stays,
    committee_steps,
    host,
    host_house,
    link,
    planner,
    planner_ahead,
    steward,
)
from tests.tours.task import Tasks
from tests.tours.ways import way_of

_LISTS: Final[tuple[Tasks, ...]] = (
    committee_places.TASKS,
    committee_steps.TASKS,
    committee_cases.TASKS,
    committee_stays.TASKS,
    host.TASKS,
    host_house.TASKS,
    link.TASKS,
    planner.TASKS,
    planner_ahead.TASKS,
    steward.TASKS,
    anybody.TASKS,
    anybody.DOOR,
)
EVERY: Final = tuple(task for tasks in _LISTS for task in tasks.all)


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
