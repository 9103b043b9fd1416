"""Which kinds of room each request may use at all, and what each pair costs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.board.eligibility import costs_of, mask_of
from optimizer.board.kinds import Ints, Kinds, Names
from optimizer.problem import Problem

CHUNK = 256


@dataclass(frozen=True, slots=True)
class Pairs:
    """The kinds that one request may use, its load in each, the longest stay there, and what the pair costs."""

    kind: Ints
    load: Ints
    longest: Ints
    points: Ints
    km: Ints
    scarcity: Ints


def pairs_of(problem: Problem, kinds: Kinds, names: Names, requests: list[int]) -> Iterator[tuple[int, Pairs]]:
    """Yield the usable pairs of each request at those positions."""
    most = np.array([site.max_nights or problem.nights for site in problem.sites], dtype=np.int32)
    longest = most[kinds.site]
    if problem.candidates is not None:
        yield from _listed(problem, kinds, names, requests, longest)
    else:
        yield from _eligible(problem, kinds, names, requests, longest)


def _eligible(
    problem: Problem, kinds: Kinds, names: Names, requests: list[int], longest: Ints
) -> Iterator[tuple[int, Pairs]]:
    for start in range(0, len(requests), CHUNK):
        chunk = requests[start : start + CHUNK]
        parties = tuple(problem.requests[at] for at in chunk)
        allowed = mask_of(problem, parties, kinds, names) == 0
        costs = costs_of(problem, parties, kinds, names)
        for row, at in enumerate(chunk):
            kind = np.flatnonzero(allowed[row]).astype(np.int32)
            load = np.where(kinds.single[kind], 1, parties[row].beds).astype(np.int32)
            cost = (costs.points[row, kind], costs.km[row, kind], costs.scarcity[row, kind])
            yield at, Pairs(kind, load, longest[kind], *cost)


def _listed(
    problem: Problem, kinds: Kinds, names: Names, requests: list[int], longest: Ints
) -> Iterator[tuple[int, Pairs]]:
    rows: dict[int, list[tuple[int, ...]]] = {at: [] for at in requests}
    scarcity = costs_of(problem, problem.requests, kinds, names).scarcity
    for candidate in problem.candidates or ():
        at, kind = names.request[candidate.request], int(kinds.of_space[names.space[candidate.space]])
        single, room = bool(kinds.single[kind]), int(kinds.beds[kind])
        if at in rows and candidate.beds <= room:
            # The wasted beds were counted for the party; the pair may use another number.
            scarce = int(scarcity[at, kind]) + single * (problem.requests[at].beds - candidate.beds)
            rows[at].append((kind, 1 if single else candidate.beds, *candidate.cost, scarce))
    for at, row in rows.items():
        table = np.array(sorted(row), dtype=np.int32).reshape(-1, 5)
        kind, load, points, km, scarce = np.ascontiguousarray(table.T)
        yield at, Pairs(kind, load, longest[kind], points, km, scarce)
