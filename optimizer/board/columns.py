"""Every stay that could be: request, kind of room, first night, number of nights, and what each is worth."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.board.kinds import ANY_CLASS, Bools, Ints, Kinds, Names
from optimizer.board.pairs import Pairs, pairs_of
from optimizer.problem import Problem


@dataclass(frozen=True, slots=True)
class Columns:
    """Candidate stays, sorted by request; ``load`` counts rooms or beds of the kind, as its capacity does."""

    request: Ints
    kind: Ints
    first: Ints
    nights: Ints
    load: Ints
    points: Ints
    km: Ints
    scarcity: Ints
    kept: Ints

    def __len__(self) -> int:
        return len(self.request)

    def take(self, which: NDArray[np.intp] | Bools) -> "Columns":
        """Give the columns at some positions."""
        return Columns(*(getattr(self, field.name)[which] for field in fields(self)))


def columns_of(
    problem: Problem, kinds: Kinds, names: Names, requests: list[int], runs: "Runs | None" = None
) -> Columns:
    """List every stay that the rules allow the requests at those positions, which are in order."""
    runs = runs or Runs(kinds)
    parts = [_stays(problem, names, runs, pairs) for pairs in pairs_of(problem, kinds, names, requests)]
    return finished(joined(parts), problem, kinds, names, requests)


def stays_of(problem: Problem, kinds: Kinds, names: Names, pairs: Pairs, runs: "Runs") -> Columns:
    """List every stay of some pairs that the rules allow."""
    requests = [int(at) for at in np.unique(pairs.request)]
    return finished(_stays(problem, names, runs, pairs), problem, kinds, names, requests)


def finished(columns: Columns, problem: Problem, kinds: Kinds, names: Names, requests: list[int]) -> Columns:
    """Leave out stays beside pinned requests to be apart from, and mark those that were promised."""
    near = pinned_neighbours(problem, names)
    columns = _not_beside(columns, kinds, {at: near[at] for at in requests if at in near})
    return _with_promises(columns, problem, kinds, names, requests)


def joined(parts: list[Columns]) -> Columns:
    """Put columns one after another."""
    if not parts:
        return Columns(*(np.zeros(0, dtype=np.int32) for _ in fields(Columns)))
    return Columns(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Columns)))


class Runs:
    """For each kind and night, how many nights in a row from there have room for some load and class."""

    def __init__(self, kinds: Kinds, *, classes: bool = True) -> None:
        self._kinds = kinds
        self._held = classes and bool((kinds.held != ANY_CLASS).any())
        self._known: dict[tuple[int, int], Ints] = {}

    def table(self, load: int, class_: int) -> Ints:
        """Run lengths of all kinds for that load: ``[K, H + 1]``."""
        key = load, class_ if self._held else ANY_CLASS
        if key not in self._known:
            self._known[key] = self._count(load, class_)
        return self._known[key]

    def _count(self, load: int, class_: int) -> Ints:
        kinds = self._kinds
        open_ = kinds.free >= load
        if self._held:
            open_ &= ~kinds.classed[:, None] | (kinds.held == ANY_CLASS) | (kinds.held == class_)
        many, horizon = open_.shape
        nights = np.arange(horizon + 1, dtype=np.int32)
        # The next night that is shut, seen from each night; the run ends there.
        shut = np.full((many, horizon + 1), horizon, dtype=np.int32)
        np.copyto(shut[:, :-1], nights[:-1], where=~open_)
        return np.asarray(np.minimum.accumulate(shut[:, ::-1], axis=1)[:, ::-1] - nights)

    def of(self, kind: Ints, load: Ints, class_: int, nights: slice) -> Ints:
        """Run lengths of some kinds, each for its own load, from each of some first nights."""
        runs = np.zeros((len(kind), nights.stop - nights.start), dtype=np.int32)
        for each in np.unique(load):
            same = load == each
            runs[same] = self.table(int(each), class_)[kind[same], nights]
        return runs

    def at(self, kind: Ints, first: Ints, load: Ints, class_: Ints) -> Ints:
        """Run lengths from one first night each, for as many kinds, loads and classes."""
        code = load.astype(np.int64) * (int(class_.max(initial=0)) + 1) + class_
        # Keys are small numbers: counting them is many times faster than sorting them.
        known = np.flatnonzero(np.bincount(code))
        number = np.zeros(int(known.max(initial=0)) + 1, dtype=np.int32)
        number[known] = np.arange(len(known))
        some = np.zeros(len(known), dtype=np.int64)
        some[number[code]] = np.arange(len(code))
        tables = [self.table(int(load[at]), int(class_[at])) for at in some]
        return np.asarray(np.stack(tables)[number[code], kind, first]) if tables else np.zeros(0, dtype=np.int32)


def _stays(problem: Problem, names: Names, runs: Runs, pairs: Pairs) -> Columns:
    """Unfold pairs over the start windows and the useful lengths of their requests."""
    positions, row = np.unique(pairs.request, return_inverse=True)
    asked = [problem.requests[at] for at in positions]
    earliest = np.array([request.start[0] for request in asked], dtype=np.int32)
    fewest = np.array([request.fewest for request in asked], dtype=np.int32)
    wanted = np.array([request.nights for request in asked], dtype=np.int32)
    latest = np.minimum(np.array([request.start[1] for request in asked], dtype=np.int32), problem.nights - fewest)
    class_ = np.array([names.class_[request.class_] for request in asked], dtype=np.int32)
    pair, shift = _repeated(np.maximum(0, latest - earliest + 1)[row])
    first = earliest[row[pair]] + shift
    run = runs.at(pairs.kind[pair], first, pairs.load[pair], class_[row[pair]])
    upto = np.minimum(run, np.minimum(pairs.longest, wanted[row])[pair])
    cell, cut = _repeated(np.maximum(0, upto - fewest[row[pair]] + 1))
    pair, nights = pair[cell], upto[cell] - cut
    return Columns(
        request=pairs.request[pair],
        kind=pairs.kind[pair],
        first=first[cell],
        nights=nights,
        load=pairs.load[pair],
        points=pairs.points[pair] + wanted[row[pair]] - nights,
        km=pairs.km[pair],
        scarcity=pairs.scarcity[pair],
        kept=np.zeros(len(pair), dtype=np.int32),
    )


def _repeated(times: Ints) -> tuple[NDArray[np.intp], Ints]:
    """Give each position as often as it says, and the number of each repetition, counted from zero."""
    at = np.repeat(np.arange(len(times)), times)
    begin = np.cumsum(times) - times
    return at, (np.arange(len(at)) - begin[at]).astype(np.int32)


def _with_promises(columns: Columns, problem: Problem, kinds: Kinds, names: Names, requests: list[int]) -> Columns:
    """Mark the stays that are what their request was promised."""
    promised = np.full((len(problem.requests), 3), -1, dtype=np.int32)
    for at in requests:
        place = problem.requests[at].promised
        if place is not None:
            promised[at] = kinds.of_space[names.space[place.space]], place.first, place.nights
    if not (promised >= 0).any():
        return columns
    kind, first, nights = promised[columns.request].T
    same = (columns.kind == kind) & (columns.first == first) & (columns.nights == nights)
    return replace(columns, kept=same.astype(np.int32))


def pinned_neighbours(problem: Problem, names: Names) -> dict[int, list[tuple[int, int, int]]]:
    """For each request, the site and nights of pinned requests it must be apart from."""
    near: dict[int, list[tuple[int, int, int]]] = {}
    for pair in problem.apart:
        for one, other in (pair, pair[::-1]):
            pin = problem.requests[names.request[other]].pinned
            if pin is not None:
                site = names.site[problem.spaces[names.space[pin.space]].site]
                near.setdefault(names.request[one], []).append((site, pin.first, pin.first + pin.nights))
    return near


def _not_beside(columns: Columns, kinds: Kinds, pinned: dict[int, list[tuple[int, int, int]]]) -> Columns:
    """Leave out the stays that would meet a pinned request to be apart from."""
    beside = np.zeros(len(columns), dtype=np.bool_)
    for at, places in pinned.items():
        own = np.flatnonzero(columns.request == at)
        site, since = kinds.site[columns.kind[own]], columns.first[own]
        for where, first, end in places:
            beside[own] |= (site == where) & (since < end) & (first < since + columns.nights[own])
    return columns.take(~beside) if pinned else columns
