"""The nights of each kind of room as whole numbers, a bit for each night: a year is decided in milliseconds.

Shared rooms have as many levels as beds. Level ``j`` holds the nights on which more than ``j`` of them are taken, so a
stay that needs ``load`` of them fits where level ``beds - load`` has no bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.board.kinds import ANY_CLASS
from optimizer.board.seating import first_free

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.board.kinds import Kinds
    from optimizer.problem import Problem


def longest_runs(free: Sequence[int], window: int, fewest: int, most: int) -> tuple[int, int]:
    """Find the longest stay that begins in a window, in any of some rooms with these free nights.

    Gives its nights, and a bit for each night on which one of that length can begin; no bit where none is long enough.
    """
    starts = _starts(free, window, most)
    if starts or fewest >= most:
        return most, starts
    # Halving: a stay that is too long for every room is cut as little as it can be.
    low, high, found = fewest, most, _starts(free, window, fewest)
    while found and high - low > 1:
        middle = (low + high) // 2
        starts = _starts(free, window, middle)
        low, high, found = (middle, high, starts) if starts else (low, middle, found)
    return low, found


def _starts(free: Sequence[int], window: int, nights: int) -> int:
    """Mark the nights of a window from which so many in a row are free in one room."""
    marked = 0
    for each in free:
        run, known = each, 1
        while run and known < nights:
            more = min(known, nights - known)
            run &= run >> more
            known += more
        marked |= run
    return marked & window


class Nights:
    """What is taken on each night of each kind of room, while a stream is decided."""

    def __init__(self, problem: Problem, kinds: Kinds) -> None:
        """Begin with what is taken already."""
        self._single: list[bool] = kinds.single.tolist()
        # For rooms of one party, which stays in its room once it has one: the nights of each. Otherwise the levels.
        self._taken = [
            _rooms(problem, kinds, kind) if single else _levels(kinds.free[kind].tolist(), int(kinds.beds[kind]))
            for kind, single in enumerate(self._single)
        ]
        # For rooms that one class of person shares on a night: the nights that each class has.
        self._held = {int(kind): _held(kinds.held[kind].tolist()) for kind in np.flatnonzero(kinds.classed)}

    def copy(self) -> Nights:
        """Give the same nights, to be taken apart from these."""
        other = object.__new__(Nights)
        other._single = self._single
        other._taken = [list(taken) for taken in self._taken]
        other._held = {kind: dict(held) for kind, held in self._held.items()}
        return other

    def blocked(self, kind: int, load: int, class_: int) -> list[int]:
        """Give the nights on which there is no room for a load of a class, for each room that she could have."""
        taken = self._taken[kind]
        if self._single[kind]:
            return taken
        nights = taken[len(taken) - load]
        for other, theirs in self._held.get(kind, {}).items():
            if other != class_:
                nights |= theirs
        return [nights]

    def take(self, kind: int, load: int, class_: int, nights: int, resting: int = 0) -> None:
        """Take a load of a kind on some nights, on which it is free; it rests after them as far as it is free then."""
        taken = self._taken[kind]
        if self._single[kind]:
            room = next(at for at, theirs in enumerate(taken) if not theirs & nights)
            taken[room] |= nights | resting
            return
        for _ in range(load):
            carried = nights | resting
            for level, theirs in enumerate(taken):
                taken[level], carried = theirs | carried, theirs & carried
        if kind in self._held:
            self._held[kind][class_] = self._held[kind].get(class_, 0) | nights


def _rooms(problem: Problem, kinds: Kinds, kind: int) -> list[int]:
    """Give the taken nights of each room of a kind; merged ones have nothing taken after a gap."""
    members = kinds.members[kind]
    if len(members) == 1:
        return _levels(kinds.free[kind].tolist(), 1)
    return [(1 << first_free(problem.spaces[at])) - 1 for at in members]


def _levels(free: list[int], capacity: int) -> list[int]:
    taken = [capacity - many for many in free]
    return [sum(1 << night for night, many in enumerate(taken) if many > level) for level in range(capacity)]


def _held(held: list[int]) -> dict[int, int]:
    """Turn the class of each night into the nights of each class; where two contradict each other nobody fits."""
    found: dict[int, int] = {}
    for night, class_ in enumerate(held):
        if class_ != ANY_CLASS:
            found[class_] = found.get(class_, 0) | 1 << night
    return found
