"""The best places for one request, now."""

from dataclasses import dataclass

import numpy as np

from optimizer.board.columns import Columns, columns_of
from optimizer.board.inventory import Inventory, inventory_of
from optimizer.board.seating import first_free
from optimizer.errors import InstanceError
from optimizer.problem import Problem, Request
from optimizer.search.worth import Floats

Prices = dict[tuple[str, int], float]


@dataclass(frozen=True, slots=True)
class Option:
    """A place that a request could have.

    ``km`` is whole kilometres from the origin; ``unmet`` the preferred attributes it lacks, and ``points`` their worth
    plus a point for each night cut; ``scarcity`` what it wastes; ``price`` how many other parties it would, by the
    prices of the last run, keep from a place.
    """

    request: str
    space: str
    first: int
    nights: int
    beds: int
    km: int
    unmet: tuple[str, ...]
    points: int
    scarcity: int
    price: float


def options(problem: Problem, request_id: str, count: int = 3, prices: Prices | None = None) -> list[Option]:
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
    price = _prices_of(problem, inventory, stays, prices or {})
    ties = (stays.kind, stays.first, -stays.nights, stays.scarcity)
    order = np.lexsort((*ties, stays.km, stays.points, np.round(4 * price), -stays.kept))
    sites = inventory.kinds.site[stays.kind[order]]
    best = order[np.sort(np.unique(sites, return_index=True)[1])[:count]]
    return [_option(problem, inventory, stays, int(column), float(price[column])) for column in best]


def position_of(inventory: Inventory, request_id: str) -> int:
    """Find a request by its id."""
    at = inventory.names.request.get(request_id)
    if at is None:
        raise InstanceError(f"{request_id!r} is not a request of this problem")
    return at


def _prices_of(problem: Problem, inventory: Inventory, stays: Columns, prices: Prices) -> Floats:
    if not prices:
        return np.zeros(len(stays))
    by_night = np.zeros((len(inventory.kinds), problem.nights + 1))
    for (space, night), price in prices.items():
        if space in inventory.names.space and 0 <= night < problem.nights:
            by_night[inventory.kinds.of_space[inventory.names.space[space]], night + 1] = price
    total = np.cumsum(by_night, axis=1)
    end = stays.first + stays.nights
    return np.asarray((total[stays.kind, end] - total[stays.kind, stays.first]) * stays.load)


def _option(problem: Problem, inventory: Inventory, stays: Columns, column: int, price: float) -> Option:
    request = problem.requests[int(stays.request[column])]
    kind = int(stays.kind[column])
    space = problem.spaces[_free_member(problem, inventory, kind, int(stays.first[column]))]
    return Option(
        request=request.id,
        space=space.id,
        first=int(stays.first[column]),
        nights=int(stays.nights[column]),
        beds=request.beds,
        km=int(stays.km[column]),
        unmet=_unmet(inventory, request, kind),
        points=int(stays.points[column]),
        scarcity=int(stays.scarcity[column]),
        price=price,
    )


def _free_member(problem: Problem, inventory: Inventory, kind: int, first: int) -> int:
    """Give a room of the kind that is free from a night; merged rooms are only ever taken at the beginning."""
    members = inventory.kinds.members[kind]
    if len(members) == 1:
        return members[0]
    return next(at for at in members if first_free(problem.spaces[at]) <= first)


def _unmet(inventory: Inventory, request: Request, kind: int) -> tuple[str, ...]:
    offers = inventory.kinds.offers[kind]
    return tuple(sorted(name for name in request.prefers if not offers[inventory.names.attribute[name]]))
