"""The peers: what one gets from each solver with the model that its manual would suggest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from optimizer import Problem
from tests.bench.columns import Columns, columns_by_request, columns_of, joined
from tests.bench.greedy import urgency_greedy
from tests.bench.program import Program, program_of

Maximise = Callable[[Program, NDArray[np.int64], float], NDArray[np.float64] | None]
Chosen = NDArray[np.signedinteger[Any]]

SOLVERS = {
    "CP-SAT": "tests.bench.peer_cp_sat",
    "SCIP": "tests.bench.peer_scip",
    "HiGHS": "tests.bench.peer_highs",
    "CBC": "tests.bench.peer_cbc",
}
"""Modules with a `maximise`; imported when needed, because not every library can be loaded beside every other."""

MOST_REQUESTS = 2_000  # above this the list of all stays does not fit a plain model
NEAREST = 40
FIRST_STAGE = 0.6  # of the time for the tiers, the rest (and what is left over) for points


@dataclass(frozen=True)
class Peer:
    """What a peer found: the stays, and how long it searched (building the model not counted)."""

    columns: Columns
    seconds: float
    note: str


def run_peer(name: str, problem: Problem, seconds: float) -> Peer:
    """Let a peer plan, within a number of seconds of solving."""
    if name == "greedy":
        stays = list(columns_by_request(problem))
        started = time.monotonic()
        seated = urgency_greedy(problem, stays)
        return Peer(seated, time.monotonic() - started, "")
    crowded = len(problem.requests) > MOST_REQUESTS
    columns = _best_rooms(problem) if crowded else columns_of(problem)
    program = program_of(problem, columns)
    chosen, spent, note = _in_two_stages(import_module(SOLVERS[name]).maximise, problem, columns, program, seconds)
    scope = f"best {NEAREST} rooms of each; " if crowded else ""
    return Peer(columns.take(chosen), spent, f"{scope}{len(columns)} stays; {note}")


def _best_rooms(problem: Problem) -> Columns:
    """Keep the earliest whole stay in each of the best rooms of each request, as one does when a model is too large."""
    kept = []
    for own in columns_by_request(problem):
        order = np.lexsort((own.first, -own.nights, own.kilometres, own.points, -own.kept))
        first = order[np.sort(np.unique(own.space[order], return_index=True)[1])]
        kept.append(own.take(first[:NEAREST]))
    return joined(kept)


def _in_two_stages(
    maximise: Maximise, problem: Problem, columns: Columns, program: Program, seconds: float
) -> tuple[Chosen, float, str]:
    """Place by tier first; then, with those counts as rows, keep promises and lose the fewest points."""
    tier = np.array([request.tier for request in problem.requests])[columns.request]
    started = time.monotonic()
    x = maximise(program, _padded(_tier_weights(problem, tier), program), FIRST_STAGE * seconds)
    if x is None:
        return np.zeros(0, dtype=np.int64), time.monotonic() - started, "found nothing"
    chosen = np.flatnonzero(x[: program.stays] > 0.5)
    left = max((1 - FIRST_STAGE) * seconds, seconds - (time.monotonic() - started))
    rows = np.array([tier == number for number in (1, 2, 3, 4)], dtype=np.float64)
    held = program.at_least(csr_matrix(rows), rows[:, chosen].sum(axis=1))
    promise = 1 + int(columns.points.max(initial=0)) * len(problem.requests)
    x = maximise(held, _padded(columns.kept.astype(np.int64) * promise - columns.points, program), left)
    spent = time.monotonic() - started
    if x is None:
        return chosen, spent, "tiers; nothing for points"
    return np.flatnonzero(x[: program.stays] > 0.5), spent, "tiers, then points"


def _tier_weights(problem: Problem, tier: NDArray[np.int64]) -> NDArray[np.int64]:
    """Weigh a tier more than everyone in the tiers below it together."""
    weight, weights = 1, {}
    for number in (4, 3, 2, 1):
        weights[number] = weight
        weight *= 1 + sum(request.tier == number for request in problem.requests)
    return np.array([weights[int(number)] for number in tier], dtype=np.int64)


def _padded(objective: NDArray[np.int64], program: Program) -> NDArray[np.int64]:
    return np.concatenate([objective, np.zeros(program.size - program.stays, dtype=np.int64)])
