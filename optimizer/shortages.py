"""Where a run was tight, looked at by kind of room, by what the sites offer, and by night."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from optimizer.bottlenecks import bottlenecks
from optimizer.plan import Plan
from optimizer.problem import Problem, Sharing, Space


class Side(StrEnum):
    """What shortages are grouped by."""

    KIND = "kind"
    SITE = "site"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Shortage:
    """Where a run was tight, for everything that has something in common.

    Parameters
    ----------
    side
        What it is grouped by: kind of room, attribute of the site (its zone, a service), or night.
    name
        The kind in words, the attribute, or the number of the night.
    spaces
        How many spaces were short.
    worth
        How many more requests one bed more there (or one room, where it is for one party) would place, in the tightest
        of these spaces and to first order: on all nights on which it was short, or on that night alone.
    """

    side: Side
    name: str
    spaces: int
    worth: float


def shortages(problem: Problem, plan: Plan) -> list[Shortage]:
    """Say which kinds of room, which attributes of sites and which nights were short.

    Parameters
    ----------
    problem
        What the plan decided.
    plan
        A plan that `solve` made; plans read from a file carry no prices.

    Returns
    -------
    list of Shortage
        Kinds, then attributes, then nights; in each the tightest first, and only what was short at all. Empty where
        `bottlenecks` is.
    """
    short: dict[tuple[Side, str], dict[str, float]] = {}
    for side, name, space, worth in _short_places(problem, plan):
        spaces = short.setdefault((side, name), {})
        spaces[space] = max(worth, spaces.get(space, 0.0))
    found = [Shortage(side, name, len(spaces), max(spaces.values())) for (side, name), spaces in short.items()]
    sides = list(Side)
    return sorted(found, key=lambda each: (sides.index(each.side), -each.worth, -each.spaces, each.name))


def _short_places(problem: Problem, plan: Plan) -> Iterator[tuple[Side, str, str, float]]:
    spaces = {space.id: space for space in problem.spaces}
    offers = {site.id: sorted(site.attributes) for site in problem.sites}
    tight = bottlenecks(problem, plan, len(spaces))
    for each in tight:
        for space in each.spaces:
            yield Side.KIND, _kind(spaces[space]), space, each.worth
            yield from ((Side.SITE, name, space, each.worth) for name in offers[each.site])
    short = {space for each in tight for space in each.spaces}
    for (space, night), price in plan.prices.items():
        if space in short:
            yield Side.NIGHT, str(night), space, price


def _kind(space: Space) -> str:
    beds = f"{space.beds} bed" if space.beds == 1 else f"{space.beds} beds"
    shared = {Sharing.ONE_PARTY: "one party", Sharing.BEDS: "shared by beds", Sharing.ONE_CLASS: "shared by one class"}
    return f"{beds}, {shared[space.sharing]}"
