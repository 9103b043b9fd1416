"""For each request the kinds of room that the rules allow it, in the order in which `options` would offer them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.board.pairs import joined_pairs, pairs_of

if TYPE_CHECKING:
    from optimizer.board.inventory import Inventory
    from optimizer.problem import Problem


class Place(NamedTuple):
    """A kind of room for one request: lower is better, in this order; ``longest`` is the most nights it may stay."""

    points: int
    km: int
    scarcity: int
    kind: int
    load: int
    longest: int
    site: int


def ranked(problem: Problem, inventory: Inventory) -> list[list[Place]]:
    """Give the places of every request, best first."""
    everybody = list(range(len(problem.requests)))
    pairs = joined_pairs(list(pairs_of(problem, inventory.kinds, inventory.names, everybody)))
    order = np.lexsort((pairs.kind, pairs.scarcity, pairs.km, pairs.points, pairs.request))
    one = pairs.take(order)
    site = inventory.kinds.site[one.kind]
    rows = zip(
        *(each.tolist() for each in (one.points, one.km, one.scarcity, one.kind, one.load, one.longest, site)),
        strict=True,
    )
    places = [Place(*row) for row in rows]
    starts = np.searchsorted(one.request, np.arange(len(everybody) + 1)).tolist()
    return [places[begin:end] for begin, end in pairwise(starts)]
