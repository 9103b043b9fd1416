"""Every stay that could be: request, kind of room, first night, number of nights, and what each is worth."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.board.kinds import ANY_CLASS, Bools, Ints, Kinds, Names
from optimizer.board.pairs import Pairs, pairs_of
from optimizer.problem import Problem, Request


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
    """List every stay that the rules allow the requests at those positions, in the order given."""
    runs = runs or Runs(kinds)
    pinned = pinned_neighbours(problem, names)
    parts = []
    for at, pairs in pairs_of(problem, kinds, names, requests):
        request = problem.requests[at]
        stays = _stays(problem, runs, at, pairs, names.class_[request.class_])
        stays = _not_beside(stays, kinds, pinned.get(at, []))
        parts.append(_with_promise(stays, request, kinds, names))
    return joined(parts)


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
        runs = np.zeros((len(kinds), open_.shape[1] + 1), dtype=np.int32)
        for night in range(open_.shape[1] - 1, -1, -1):
            runs[:, night] = np.where(open_[:, night], runs[:, night + 1] + 1, 0)
        return runs

    def of(self, kind: Ints, load: Ints, class_: int, nights: slice) -> Ints:
        """Run lengths of some kinds, each for its own load, from each of some first nights."""
        runs = np.zeros((len(kind), nights.stop - nights.start), dtype=np.int32)
        for each in np.unique(load):
            same = load == each
            runs[same] = self.table(int(each), class_)[kind[same], nights]
        return runs


def _stays(problem: Problem, runs: Runs, at: int, pairs: Pairs, class_: int) -> Columns:
    """Unfold the pairs of one request over its start window and its useful lengths."""
    request = problem.requests[at]
    window = slice(request.start[0], max(request.start[0], min(request.start[1], problem.nights - request.fewest) + 1))
    run = runs.of(pairs.kind, pairs.load, class_, window)
    longest = np.minimum(pairs.longest, request.nights)
    upto = np.minimum(run, longest[:, None])
    choices = np.maximum(0, upto - request.fewest + 1)
    many = choices.ravel()
    cell = np.repeat(np.arange(choices.size), many)
    pair, offset = np.divmod(cell, max(1, run.shape[1]))
    nights = upto.ravel()[cell] - (np.arange(len(cell)) - np.repeat(np.cumsum(many) - many, many))
    return Columns(
        request=np.full(len(pair), at, dtype=np.int32),
        kind=pairs.kind[pair],
        first=(window.start + offset).astype(np.int32),
        nights=nights.astype(np.int32),
        load=pairs.load[pair],
        points=(pairs.points[pair] + request.nights - nights).astype(np.int32),
        km=pairs.km[pair],
        scarcity=pairs.scarcity[pair],
        kept=np.zeros(len(pair), dtype=np.int32),
    )


def _with_promise(stays: Columns, request: Request, kinds: Kinds, names: Names) -> Columns:
    promise = request.promised
    if promise is None:
        return stays
    same = stays.kind == kinds.of_space[names.space[promise.space]]
    same &= (stays.first == promise.first) & (stays.nights == promise.nights)
    return replace(stays, kept=same.astype(np.int32))


def pinned_neighbours(problem: Problem, names: Names) -> dict[int, list[tuple[int, int, int]]]:
    """For each request, the site and nights of pinned requests it must be apart from."""
    site_of = {space.id: names.site[space.site] for space in problem.spaces}
    near: dict[int, list[tuple[int, int, int]]] = {}
    for pair in problem.apart:
        for one, other in (pair, pair[::-1]):
            pin = problem.requests[names.request[other]].pinned
            if pin is not None:
                near.setdefault(names.request[one], []).append((site_of[pin.space], pin.first, pin.first + pin.nights))
    return near


def _not_beside(stays: Columns, kinds: Kinds, pinned: list[tuple[int, int, int]]) -> Columns:
    for site, first, end in pinned:
        beside = (kinds.site[stays.kind] == site) & (stays.first < end) & (first < stays.first + stays.nights)
        stays = stays.take(~beside)
    return stays
