"""The best places for one request, now."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.board.columns import Columns, columns_of
from optimizer.board.inventory import Inventory, inventory_of
from optimizer.board.seating import first_free
from optimizer.errors import InstanceError
from optimizer.prices import Floats, Prices
from optimizer.problem import Problem, Request, Space


@dataclass(frozen=True, slots=True)
class Option:
    """A place that a request could have.

    Parameters
    ----------
    request, space, first, nights, beds
        The stay: who, where, from which night, for how many, and the beds it takes.
    km
        Whole kilometres from the origin to the site; 0 without an origin.
    met, unmet
        The attributes, required or preferred, that the place has, and the preferred ones that it lacks.
    points
        What the lacking ones are worth, plus a point for each night cut.
    scarcity
        What the stay wastes: empty beds, and rare attributes that the party has no use for.
    price
        How many other parties it would, by the prices of the last run, keep from a place.
    """

    request: str
    space: str
    first: int
    nights: int
    beds: int
    km: int
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    points: int
    scarcity: int
    price: float


def options(
    problem: Problem, request_id: str, count: int = 3, prices: Mapping[tuple[str, int], float] | None = None
) -> list[Option]:
    """Give the best places for one request, each in another site, best first.

    Parameters
    ----------
    problem
        The inventory with everything that is taken or pinned; other open requests take nothing.
    request_id
        Whom to place.
    count
        How many options at most.
    prices
        ``Plan.prices`` of the last run. Places that would cost others a quarter of a place more come later.

    Returns
    -------
    list of Option
        Kept promises first, then by price in quarters of a place, points, kilometres and waste; empty for whoever is
        pinned, and when nothing is open.

    Raises
    ------
    InstanceError
        When the problem has no such request.
    """
    inventory = inventory_of(problem)
    at = position_of(inventory, request_id)
    if problem.requests[at].pinned is not None:
        return []
    stays = columns_of(problem, inventory.kinds, inventory.names, [at], inventory.runs)
    price = _priced(inventory, stays, prices if isinstance(prices, Prices) else Prices(prices or {}))
    ties = (stays.kind, stays.first, -stays.nights, stays.scarcity)
    order = np.lexsort((*ties, stays.km, stays.points, np.round(4 * price), -stays.kept))
    sites = inventory.kinds.site[stays.kind[order]]
    best = order[np.sort(np.unique(sites, return_index=True)[1])[: max(0, count)]]
    return [_option(problem, inventory, stays, int(column), float(price[column])) for column in best]


def position_of(inventory: Inventory, request_id: str) -> int:
    """Find a request by its id."""
    at = inventory.names.request.get(request_id)
    if at is None:
        raise InstanceError(f"{request_id!r} is not a request of this problem")
    return at


def _priced(inventory: Inventory, stays: Columns, prices: Prices) -> Floats:
    if not prices:
        return np.zeros(len(stays))
    kinds = inventory.kinds
    sums = prices.sums(inventory.names.space, kinds.of_space, (len(kinds), kinds.free.shape[1]))
    return np.asarray((sums[stays.kind, stays.first + stays.nights] - sums[stays.kind, stays.first]) * stays.load)


def _option(problem: Problem, inventory: Inventory, stays: Columns, column: int, price: float) -> Option:
    request = problem.requests[int(stays.request[column])]
    kind = int(stays.kind[column])
    asked = sorted(request.requires | request.prefers.keys())
    has = {name: bool(inventory.kinds.offers[kind, inventory.names.attribute[name]]) for name in asked}
    space = problem.spaces[_free_member(problem, inventory, kind, int(stays.first[column]))]
    return Option(
        request=request.id,
        space=space.id,
        first=int(stays.first[column]),
        nights=int(stays.nights[column]),
        beds=_beds(problem, request, space),
        km=int(stays.km[column]),
        met=tuple(name for name in asked if has[name]),
        unmet=tuple(name for name in sorted(request.prefers) if not has[name]),
        points=int(stays.points[column]),
        scarcity=int(stays.scarcity[column]),
        price=price,
    )


def _beds(problem: Problem, request: Request, space: Space) -> int:
    """Give the beds that a party takes in a room: those of the pair where pairs are listed."""
    pairs = problem.candidates or ()
    return next((each.beds for each in pairs if (each.request, each.space) == (request.id, space.id)), request.beds)


def _free_member(problem: Problem, inventory: Inventory, kind: int, first: int) -> int:
    """Give a room of the kind that is free from a night; merged rooms are only ever taken at the beginning."""
    members = inventory.kinds.members[kind]
    if len(members) == 1:
        return members[0]
    return next(at for at in members if first_free(problem.spaces[at]) <= first)
