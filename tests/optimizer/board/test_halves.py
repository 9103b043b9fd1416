"""Half by half, a split stay is priced no dearer than the cheapest that the rules allow."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer import Problem
from optimizer.board.columns import columns_of
from optimizer.board.halves import Halves
from optimizer.board.inventory import inventory_of
from optimizer.board.tariff import Tariff
from optimizer.board.universe import Worth
from optimizer.generate import generate
from tests.optimizer.tiny import problems

some = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
WORTH = Worth(np.full(4, 50.0), 3.0, 0.01, 0.5)


def cheapest_split(problem: Problem, at: int, by_night: np.ndarray) -> float:
    """Try every two stays that touch, each listed as a stay of its own by a request that asks for so many nights."""
    inventory, request = inventory_of(problem), problem.requests[at]
    parts: dict[int, list[tuple[int, int, float]]] = {}
    for length in range(1, request.nights):
        alone = replace(request, nights=length, shortest=None, start=(0, problem.nights - 1), promised=None)
        asked = replace(problem, requests=(alone,), apart=())
        columns = columns_of(asked, inventory.kinds, inventory.names, [0])
        for kind, first, load, points, km, scarcity in zip(
            columns.kind, columns.first, columns.load, columns.points, columns.km, columns.scarcity, strict=True
        ):
            price = load * by_night[kind, first : first + length].sum()
            cost = WORTH.points * points + WORTH.km * km + WORTH.scarcity * scarcity + price
            parts.setdefault(int(first), []).append((int(first), length, float(cost)))
    best = math.inf
    for first in range(request.start[0], request.start[1] + 1):
        for _, before, one in parts.get(first, []):
            for _, after, other in parts.get(first + before, []):
                if request.fewest <= before + after <= request.nights:
                    best = min(best, one + other + WORTH.points * (request.nights - before - after))
    return best - 50.0


@some
@given(problems(most=2), st.integers(0, 2**32 - 1))
def test_the_cheapest_halves_are_those_found_by_trying_everything(problem: Problem, seed: int) -> None:
    asked = tuple(replace(request, splittable=True) for request in problem.requests)
    problem = replace(problem, requests=asked)
    by_night = np.random.default_rng(seed).uniform(0, 9, inventory_of(problem).kinds.free.shape)
    worth = replace(WORTH, gain=WORTH.gain[: len(asked)])
    least = Halves(problem, inventory_of(problem)).least(worth, Tariff((1,), by_night[None]))
    for at in range(len(asked)):
        assert math.isclose(least[at], cheapest_split(problem, at, by_night), abs_tol=1e-9)


def test_who_may_not_be_split_has_no_halves() -> None:
    problem = generate("small", seed=2)
    kinds = inventory_of(problem).kinds
    gain = np.ones(len(problem.requests))
    least = Halves(problem, inventory_of(problem)).least(
        replace(WORTH, gain=gain), Tariff((1,), np.zeros((1, *kinds.free.shape)))
    )
    assert not np.isfinite(least[[not request.splittable for request in problem.requests]]).any()
