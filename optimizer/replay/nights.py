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
    from optimizer.board.kinds import Kinds
    from optimizer.problem import Problem

# Longer than any stay.
NEVER = 1 << 30


def run_from(blocked: int, first: int) -> int:
    """Count the nights in a row from one on that have no bit."""
    later = blocked >> first
    return (later & -later).bit_length() - 1 if later else NEVER


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

    def take(self, kind: int, load: int, class_: int, nights: int) -> None:
        """Take a load of a kind on some nights, on which it is free."""
        taken = self._taken[kind]
        if self._single[kind]:
            room = next(at for at, theirs in enumerate(taken) if not theirs & nights)
            taken[room] |= nights
            return
        for _ in range(load):
            carried = nights
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
