"""Which kinds of room each request may use at all, and what each pair costs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from optimizer.board.eligibility import costs_of, mask_of
from optimizer.board.kinds import Bools, Ints, Kinds, Names
from optimizer.problem import Problem

CHUNK = 256


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of request and kind, by request and then by kind: the load, the longest stay, and what the pair costs."""

    request: Ints
    kind: Ints
    load: Ints
    longest: Ints
    points: Ints
    km: Ints
    scarcity: Ints

    def take(self, which: NDArray[np.intp] | Bools | slice) -> "Pairs":
        """Give the pairs at some positions."""
        return Pairs(*(getattr(self, field.name)[which] for field in fields(self)))


def pairs_of(problem: Problem, kinds: Kinds, names: Names, requests: list[int]) -> Iterator[Pairs]:
    """Yield the usable pairs of the requests at those positions, a chunk of requests at a time."""
    most = np.array([site.max_nights or problem.nights for site in problem.sites], dtype=np.int32)
    longest = most[kinds.site]
    if problem.candidates is not None:
        yield _listed(problem, kinds, names, requests, longest)
        return
    for start in range(0, len(requests), CHUNK):
        yield _eligible(problem, kinds, names, requests[start : start + CHUNK], longest)


def joined_pairs(parts: list[Pairs]) -> Pairs:
    """Put pairs one after another."""
    if not parts:
        return Pairs(*(np.zeros(0, dtype=np.int32) for _ in fields(Pairs)))
    return Pairs(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Pairs)))


def _eligible(problem: Problem, kinds: Kinds, names: Names, requests: list[int], longest: Ints) -> Pairs:
    parties = tuple(problem.requests[at] for at in requests)
    beds = np.array([party.beds for party in parties], dtype=np.int32)
    row, kind = (each.astype(np.int32) for each in np.nonzero(mask_of(problem, parties, kinds, names) == 0))
    cost = costs_of(problem, parties, kinds, names, (row, kind))
    load = np.where(kinds.single[kind], 1, beds[row]).astype(np.int32)
    request = np.array(requests, dtype=np.int32)[row]
    return Pairs(request, kind, load, longest[kind], cost.points, cost.km, cost.scarcity)


def _listed(problem: Problem, kinds: Kinds, names: Names, requests: list[int], longest: Ints) -> Pairs:
    asked = problem.candidates or ()
    request = np.array([names.request[pair.request] for pair in asked], dtype=np.int32)
    kind = kinds.of_space[np.array([names.space[pair.space] for pair in asked], dtype=np.int32)]
    beds, points, km = (
        np.array(column, dtype=np.int32).reshape(-1)
        for column in (
            [pair.beds for pair in asked],
            [pair.cost[0] for pair in asked],
            [pair.cost[1] for pair in asked],
        )
    )
    own = np.array([party.beds for party in problem.requests], dtype=np.int32)
    # The wasted beds were counted for the party; the pair may use another number.
    scarcity = costs_of(problem, problem.requests, kinds, names, (request, kind)).scarcity
    scarcity = scarcity + np.where(kinds.single[kind], own[request] - beds, 0).astype(np.int32)
    load = np.where(kinds.single[kind], 1, beds).astype(np.int32)
    usable = np.flatnonzero((beds <= kinds.beds[kind]) & np.isin(request, requests))
    order = usable[np.lexsort((kind[usable], request[usable]))]
    return Pairs(*(each[order] for each in (request, kind, load, longest[kind], points, km, scarcity)))
