"""Where a run was tight: which rooms on which nights, who holds them, and what one more would do."""

from dataclasses import dataclass

from optimizer.plan import Plan
from optimizer.problem import Problem

NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A space that kept others out.

    Parameters
    ----------
    site
        Where it is.
    spaces
        The space, with those of its site that were exchangeable with it.
    first, last
        First and last night on which it was short.
    worth
        How many more requests one more such room (or bed, where beds are shared) on those nights would place, to
        first order: the sum of the dual prices of the last tier that a linear program had to decide.
    holders
        The requests that hold it on those nights.
    """

    site: str
    spaces: tuple[str, ...]
    first: int
    last: int
    worth: float
    holders: tuple[str, ...]


def bottlenecks(problem: Problem, plan: Plan, count: int = 10) -> list[Bottleneck]:
    """Give the tightest spaces of a plan, the tightest first.

    Parameters
    ----------
    problem
        What the plan decided.
    plan
        A plan that `solve` made; plans read from a file carry no prices.
    count
        How many at most.

    Returns
    -------
    list of Bottleneck
        Empty where every request that had any place at all got one, and for plans without prices.

    Notes
    -----
    The worth of a place is its dual price in the relaxation of the last tier that needed one, as in Ahani, Gölz,
    Procaccia, Teytelboym and Trapp, "Dynamic placement in refugee resettlement" (2021). It is true to first
    order: one place more there. `make bench ROWS=bottlenecks` solves again with that place and compares.
    """
    site_of = {space.id: space.site for space in problem.spaces}
    by_space: dict[str, dict[int, float]] = {}
    for (space, night), price in plan.prices.items():
        if price > NOTHING:
            by_space.setdefault(space, {})[night] = price
    alike: dict[tuple[str, tuple[tuple[int, float], ...]], list[str]] = {}
    for space, prices in by_space.items():
        alike.setdefault((site_of[space], tuple(sorted(prices.items()))), []).append(space)
    found = [_bottleneck(plan, site, tuple(spaces), prices) for (site, prices), spaces in alike.items()]
    return sorted(found, key=lambda tight: (-tight.worth, tight.spaces))[:count]


def _bottleneck(plan: Plan, site: str, spaces: tuple[str, ...], prices: tuple[tuple[int, float], ...]) -> Bottleneck:
    first, last = prices[0][0], prices[-1][0]
    holders = tuple(
        stay.request
        for stay in plan.assignments
        if stay.space in spaces and stay.first <= last and first < stay.first + stay.nights
    )
    return Bottleneck(site, spaces, first, last, sum(price for _, price in prices), holders)
