"""How much quicker two processes replay a region's years than one."""

from __future__ import annotations

import time

from optimizer.replay import Draws, replay_many
from shelters.demo.sizes import Size
from shelters.demo.year import region
from shelters.placement.posing import pose_past
from tests.shelters.planning.drawn import past_of
from tests.worlds.covering import AT


def seconds_taken(processes: tuple[int, ...], futures: int, size: Size = Size.REGION) -> list[float]:
    """Replay the same years with each number of processes, one after the other, and give the seconds that each took."""
    past = past_of(region(size, 1, AT))
    problem = pose_past(past.houses, past.asking, past.since).problem
    draws, taken, outcomes = Draws(past.came, futures, 0, past.declining), [], []
    for each in processes:
        began = time.perf_counter()
        outcomes.append(replay_many([problem], draws, each))
        taken.append(time.perf_counter() - began)
    assert all(each == outcomes[0] for each in outcomes), "the same years whoever decides them"
    return taken
