"""The rooms of candidates filled with those who have no place, as a linear program that MathOpt solves.

Rooms are counted in nights of a week, and a family may be split over houses and nights. What comes out is an order of
what could open, not a figure to be told: a replay, in which who comes first decides, judges what it puts first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ortools.math_opt.python import mathopt

from optimizer.errors import InstanceError
from optimizer.replay.drawing import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.siting.demand import Family

_NOTHING: Final = 1e-6
# What a room is for those who had no place: the rest of its nights go to others who come first, and to gaps.
NIGHTS: Final = 0.5 * WEEK
Terms = list[mathopt.LinearTerm]


@dataclass(frozen=True, slots=True)
class Alike:
    """So many families of a future that ask for the same nights, are of one group and have the same takers."""

    family: Family
    group: str
    many: int


def alike(families: Sequence[Family], groups: Sequence[str]) -> list[Alike]:
    """Join the families of a future for whom it is all the same; whom no candidate could take is left out."""
    counted = Counter((each.weeks, each.takers, groups[each.request]) for each in families if each.takers)
    known = {(each.weeks, each.takers, groups[each.request]): each for each in families}
    return [Alike(known[key], key[2], many) for key, many in counted.items()]


@dataclass(frozen=True, slots=True)
class Rooms:
    """The part of a model in which families of every future fill rooms."""

    placed: list[Terms]
    of_group: Mapping[str, Terms]
    needed: Mapping[tuple[int, int, int], Terms]
    takes: Mapping[tuple[int, int], Terms]

    def taken_in(self, values: Mapping[mathopt.Variable, float]) -> tuple[tuple[int, int, float], ...]:
        """Read how many there are on average of each request in each candidate, by their positions."""
        means = {
            key: sum(values[term.variable] for term in terms) / len(self.placed) for key, terms in self.takes.items()
        }
        return tuple((*key, many) for key, many in means.items() if many > _NOTHING)


def with_families(model: mathopt.Model, futures: Sequence[Sequence[Family]], groups: Sequence[str]) -> Rooms:
    """Put the families into a model: who is placed in each future, and the nights needed by future, week, candidate."""
    placed: list[Terms] = []
    of_group, needed = defaultdict[str, Terms](list), defaultdict[tuple[int, int, int], Terms](list)
    takes = defaultdict[tuple[int, int], Terms](list)
    for future, families in enumerate(futures):
        here: Terms = []
        for each in alike(families, groups):
            shares = [1.0 * model.add_variable(lb=0.0, ub=each.many) for _ in each.family.takers]
            model.add_linear_constraint(mathopt.fast_sum(shares) <= each.many)
            for taker, share in zip(each.family.takers, shares, strict=True):
                takes[each.family.request, taker].append(share)
                for week, nights in each.family.weeks:
                    needed[future, week, taker].append(nights * share)
            here += shares
            of_group[each.group] += shares
        placed.append(here)
    return Rooms(placed, of_group, needed, takes)


@dataclass(frozen=True, slots=True)
class Filled:
    """What rooms that are there come to.

    Parameters
    ----------
    placed
        How many find a place, future by future.
    price
        How many more would on average with one room more, for each candidate.
    """

    placed: tuple[float, ...]
    price: tuple[float, ...]


def filled(futures: Sequence[Sequence[Family]], groups: Sequence[str], rooms: Sequence[int]) -> Filled:
    """Fill so many rooms of each candidate, as if all that comes were known.

    Parameters
    ----------
    futures
        Who finds no place, future by future, from `unmet_of`.
    groups
        Of which group each request of the problem is.
    rooms
        How many rooms each candidate has, by position.

    Returns
    -------
    Filled
        How many find a place in each future, and what one room more would add in each candidate.

    Raises
    ------
    InstanceError
        When there is no future.
    """
    if not futures:
        raise InstanceError("must have at least one", "futures")
    model = mathopt.Model()
    inside = with_families(model, futures, groups)
    capacity = {
        key: model.add_linear_constraint(mathopt.fast_sum(terms) <= NIGHTS * rooms[key[2]])
        for key, terms in inside.needed.items()
    }
    model.maximize(mathopt.fast_sum([term for terms in inside.placed for term in terms]))
    result = mathopt.solve(model, mathopt.SolverType.GLOP)
    values, duals = result.variable_values(), result.dual_values()
    price = [0.0] * len(rooms)
    for (_, _, candidate), row in capacity.items():
        price[candidate] += NIGHTS * duals[row] / len(futures)
    return Filled(
        tuple(sum(values[term.variable] for term in terms) for terms in inside.placed),
        tuple(price),
    )
