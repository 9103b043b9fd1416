"""The kinds of room of a problem, kept as long as the problem lives: questions about one request need nothing else."""

import weakref
from dataclasses import dataclass

from optimizer.board.columns import Runs
from optimizer.board.kinds import Kinds, Names, kinds_of, names_of
from optimizer.problem import Problem


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is, by name and as arrays, with the run lengths that questions have asked for so far.

    ``beside`` are the runs of nights that have beds, whoever else is in the room.
    """

    names: Names
    kinds: Kinds
    runs: Runs
    beside: Runs


_KNOWN: dict[int, Inventory] = {}


def inventory_of(problem: Problem) -> Inventory:
    """Give the inventory of a problem, computed once for each problem object."""
    key = id(problem)
    if key not in _KNOWN:
        names = names_of(problem)
        kinds = kinds_of(problem, names)
        _KNOWN[key] = Inventory(names, kinds, Runs(kinds), Runs(kinds, classes=False))
        weakref.finalize(problem, _KNOWN.pop, key, None)
    return _KNOWN[key]
