"""Stays that may be split, priced half by half, so that bounds hold for plans that split them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.board.inventory import Inventory
from optimizer.board.kinds import Floats, Ints
from optimizer.board.pairs import Pairs, joined_pairs, pairs_of
from optimizer.board.tariff import Tariff
from optimizer.board.universe import Worth
from optimizer.problem import Problem, Request


@dataclass(frozen=True, slots=True)
class _Party:
    """One request that may be split: its pairs, and how many nights each can give from each night of its window."""

    at: int
    request: Request
    pairs: Pairs
    reach: Ints


@dataclass(frozen=True, slots=True)
class Split:
    """A stay in two halves: the kind and the load of each, and its first night and the night after its last.

    ``cost`` is what it costs at the prices that found it, ``points``, ``km`` and ``scarcity`` what it costs anyway.
    """

    request: int
    cost: float
    points: int
    km: int
    scarcity: int
    kinds: tuple[int, int]
    loads: tuple[int, int]
    nights: tuple[tuple[int, int], tuple[int, int]]


class Halves:
    """The requests that may be split, with every place that could serve one half of a stay."""

    def __init__(self, problem: Problem, inventory: Inventory) -> None:
        self._problem, self._inventory = problem, inventory
        some = [at for at, r in enumerate(problem.requests) if r.splittable and r.pinned is None and r.nights > 1]
        # A half may be shorter than what is of use to the party as a whole.
        halved = {at: replace(problem.requests[at], shortest=1, promised=None) for at in some}
        requests = tuple(halved.get(at, request) for at, request in enumerate(problem.requests))
        parts = replace(problem, requests=requests, apart=()) if some else problem
        pairs = joined_pairs(list(pairs_of(parts, inventory.kinds, inventory.names, some)))
        edges = (np.searchsorted(pairs.request, some, side=side) for side in ("left", "right"))
        self._parties = [
            self._party(at, pairs.take(slice(begin, end))) for at, begin, end in zip(some, *edges, strict=True)
        ]

    def _party(self, at: int, pairs: Pairs) -> _Party:
        request, inventory = self._problem.requests[at], self._inventory
        nights = np.arange(request.start[0], min(request.start[1] + request.nights, self._problem.nights))
        class_ = np.full(len(pairs.kind) * len(nights), inventory.names.class_[request.class_])
        kind, load = (np.repeat(each, len(nights)) for each in (pairs.kind, pairs.load))
        run = inventory.runs.at(kind, np.tile(nights, len(pairs.kind)), load, class_)
        reach = np.minimum(run.reshape(len(pairs.kind), len(nights)), pairs.longest[:, None])
        return _Party(at, request, pairs, np.asarray(reach))

    def least(self, worth: Worth, tariff: Tariff) -> Floats:
        """Bound the cost of every split stay of each request from below; infinite where there is none."""
        least = np.full(len(self._problem.requests), np.inf)
        for split in self.cheapest(worth, tariff):
            least[split.request] = min(least[split.request], split.cost)
        return least

    def cheapest(self, worth: Worth, tariff: Tariff) -> list[Split]:
        """Give the cheapest split stay of each request from each first night from which it has one.

        The two halves may be in one site here, which can only widen a bound.
        """
        loads = np.unique(np.concatenate([[0], *(party.pairs.load for party in self._parties)])).astype(np.int32)
        total = tariff.totals(loads)
        found: list[Split] = []
        for party in self._parties:
            row = np.searchsorted(loads, party.pairs.load)
            halves = _cheapest_halves(party, worth, total[row, party.pairs.kind])
            found += _cheapest_sums(party, halves, worth)
        return found


@dataclass(frozen=True, slots=True)
class _Table:
    """The least cost of a half and its pair, by its first night (from the earliest) and its length."""

    cost: Floats
    pair: Ints


def _cheapest_halves(party: _Party, worth: Worth, total: Floats) -> _Table:
    pairs, many = party.pairs, party.reach.shape[1]
    shape = many, min(many, party.request.nights) + 1
    table = _Table(np.full(shape, np.inf), np.zeros(shape, dtype=np.intp))
    if not len(pairs.kind):
        return table
    base = worth.points * pairs.points + worth.km * pairs.km + worth.scarcity * pairs.scarcity
    begin = party.request.start[0]
    price = total[:, begin : begin + many + 1]
    for nights in range(1, shape[1]):
        upto = many + 1 - nights
        cost = price[:, nights:] - price[:, :upto]
        cost += base[:, None]
        cost[party.reach[:, :upto] < nights] = np.inf
        table.pair[:upto, nights] = cost.argmin(axis=0)
        table.cost[:upto, nights] = cost.min(axis=0)
    return table


def _cheapest_sums(party: _Party, half: _Table, worth: Worth) -> Iterator[Split]:
    """Give the cheapest two halves that touch from each first night; each night less than asked costs a point."""
    request, many = party.request, len(half.cost)
    for first in range(request.start[1] - request.start[0] + 1):
        best, found = np.inf, (0, 0)
        for nights in range(max(2, request.fewest), min(request.nights, many - first) + 1):
            cut: NDArray[np.intp] = np.arange(1, nights)
            both = half.cost[first, cut] + half.cost[first + cut, nights - cut]
            at = int(both.argmin())
            cost = float(both[at]) + worth.points * (request.nights - nights)
            if cost < best:
                best, found = cost, (int(cut[at]), nights)
        if np.isfinite(best):
            yield _split(party, half, (first, *found), best - float(worth.gain[party.at]))


def _split(party: _Party, half: _Table, shape: tuple[int, int, int], cost: float) -> Split:
    first, before, nights = shape
    pairs = [int(half.pair[first, before]), int(half.pair[first + before, nights - before])]
    begin = party.request.start[0] + first
    return Split(
        request=party.at,
        cost=cost,
        points=int(party.pairs.points[pairs].sum()) + party.request.nights - nights,
        km=int(party.pairs.km[pairs].sum()),
        scarcity=int(party.pairs.scarcity[pairs].sum()),
        kinds=(int(party.pairs.kind[pairs[0]]), int(party.pairs.kind[pairs[1]])),
        loads=(int(party.pairs.load[pairs[0]]), int(party.pairs.load[pairs[1]])),
        nights=((begin, begin + before), (begin + before, begin + nights)),
    )
