"""Generalised assignment instances of the field's five types, made from a seed and written as they are published.

Types a to d follow Chu and Beasley (1997), type e Yagiura, Ibaraki and Glover (2004).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.signedinteger[Any]]
TYPES = "abcde"


def assignment_text(kind: str, agents: int, jobs: int, seed: int = 1) -> str:
    """Write agents and jobs, then costs, weights and capacities."""
    rng = np.random.default_rng([TYPES.index(kind), agents, jobs, seed])
    cost, weight = _pairs(kind, rng, (agents, jobs))
    lines = [[agents, jobs], *cost.tolist(), *weight.tolist(), _capacities(kind, cost, weight)]
    return "\n".join(" ".join(map(str, line)) for line in lines) + "\n"


def _pairs(kind: str, rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Whole, Whole]:
    """Cost and weight of each pair; in types d and e what is light is dear."""
    if kind == "d":
        weight = rng.integers(1, 101, shape)
        return 111 - weight + rng.integers(-10, 11, shape), weight
    if kind == "e":
        weight = np.maximum(1, np.rint(1 - 10 * np.log(1 - rng.random(shape)))).astype(np.int64)
        return np.maximum(1, np.rint(1000 / weight - 10 * rng.random(shape))).astype(np.int64), weight
    return rng.integers(10, 51, shape), rng.integers(5, 26, shape)


def _capacities(kind: str, cost: Whole, weight: Whole) -> list[int]:
    agents, jobs = cost.shape
    if kind in "cde":
        return [int(0.8 * total / agents) for total in weight.sum(axis=1)]
    cheapest = cost.argmin(axis=0)
    busiest = max(int(weight[agent, cheapest == agent].sum()) for agent in range(agents))
    return [int((9 * jobs / agents + 0.4 * busiest) * (0.7 if kind == "b" else 1))] * agents
