"""Spaces as arrays, with rooms that are alike merged into one kind with a multiplicity.

Rooms for one party that stand in one site with the same beds, attributes and reserve are exchangeable as long as none
of them has a later booking: stays are intervals, and intervals that never number more than the free rooms can always be
dealt out to rooms.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.problem import Problem, Sharing

Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
NO_CLASS, ANY_CLASS = -2, -1


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of room; ``K`` of them over ``H`` nights.

    ``many[K]`` is the number of rooms; ``free[K, H]`` counts rooms for one-party kinds and beds for the others;
    ``held[K, H]`` is the class that taken beds and pins give a one-class space on a night (``ANY_CLASS`` when none,
    ``NO_CLASS`` when two contradict each other); ``offers[K, A]`` tells which attributes site and space have;
    ``of_space`` gives the kind of each space.
    """

    members: tuple[tuple[int, ...], ...]
    many: Ints
    site: Ints
    beds: Ints
    single: Bools
    classed: Bools
    kept: Ints
    free: Ints
    held: Ints
    offers: Bools
    of_space: Ints

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Names:
    """Positions of everything that has a name."""

    site: dict[str, int]
    space: dict[str, int]
    request: dict[str, int]
    attribute: dict[str, int]
    class_: dict[str | None, int]


def names_of(problem: Problem) -> Names:
    """Number the sites, spaces, requests, attributes and classes of a problem."""
    attributes: set[str] = set()
    attributes.update(*(site.attributes for site in problem.sites), *(space.attributes for space in problem.spaces))
    for request in problem.requests:
        attributes |= request.requires | request.refuses | request.prefers.keys()
    classes = {request.class_ for request in problem.requests if request.class_ is not None}
    for space in problem.spaces:
        classes |= {class_ for _, _, _, *rest in space.taken for class_ in rest if class_ is not None}
    return Names(
        site={site.id: at for at, site in enumerate(problem.sites)},
        space={space.id: at for at, space in enumerate(problem.spaces)},
        request={request.id: at for at, request in enumerate(problem.requests)},
        attribute={name: at for at, name in enumerate(sorted(attributes))},
        class_={None: 0} | {name: at + 1 for at, name in enumerate(sorted(classes))},
    )


def kinds_of(problem: Problem, names: Names) -> Kinds:
    """Merge the spaces of a problem into kinds, with what is taken or pinned already subtracted."""
    site = np.array([names.site[space.site] for space in problem.spaces], dtype=np.int32)
    beds = np.array([space.beds for space in problem.spaces], dtype=np.int32)
    single = np.array([space.sharing == Sharing.ONE_PARTY for space in problem.spaces], dtype=np.bool_)
    free = _free_nights(_bookings(problem, names), beds, single, problem.nights)
    members = _members(problem, single & _may_merge(problem, names, free))
    first = np.array([group[0] for group in members], dtype=np.int32)
    of_space = np.zeros(len(problem.spaces), dtype=np.int32)
    merged = free[first]
    for kind, group in enumerate(members):
        of_space[list(group)] = kind
        if len(group) > 1:
            merged[kind] = free[list(group)].sum(axis=0)
    return Kinds(
        members=members,
        many=np.array([len(group) for group in members], dtype=np.int32),
        site=site[first],
        beds=beds[first],
        single=single[first],
        classed=np.array([problem.spaces[at].sharing == Sharing.ONE_CLASS for at in first], dtype=np.bool_),
        kept=np.array([problem.spaces[at].kept_for_tier or 4 for at in first], dtype=np.int32),
        free=merged,
        held=_held_nights(problem, names)[first],
        offers=_offers(problem, names, site)[first],
        of_space=of_space,
    )


def _members(problem: Problem, plain: Bools) -> tuple[tuple[int, ...], ...]:
    groups: dict[tuple[object, ...], list[int]] = {}
    for at, space in enumerate(problem.spaces):
        alike = (space.site, space.beds, space.kept_for_tier, space.attributes) if plain[at] else (at,)
        groups.setdefault(alike, []).append(at)
    return tuple(tuple(group) for group in groups.values())


def _offers(problem: Problem, names: Names, site: Ints) -> Bools:
    by_site = np.zeros((len(problem.sites), len(names.attribute)), dtype=np.bool_)
    for at, house in enumerate(problem.sites):
        by_site[at, [names.attribute[name] for name in house.attributes]] = True
    offers = by_site[site]
    for at, space in enumerate(problem.spaces):
        if space.attributes:
            offers[at, [names.attribute[name] for name in space.attributes]] = True
    return offers


def _bookings(problem: Problem, names: Names) -> Ints:
    """Everything that is taken or pinned: space, first night, night after the last, and beds."""
    taken = [(at, *entry[:3]) for at, space in enumerate(problem.spaces) for entry in space.taken]
    listed = {(c.request, c.space): c.beds for c in problem.candidates or ()}
    for request in problem.requests:
        pin = request.pinned
        if pin is not None:
            beds = max(1, listed.get((request.id, pin.space), request.beds))
            taken.append((names.space[pin.space], pin.first, pin.first + pin.nights, beds))
    return np.array(taken, dtype=np.int32).reshape(-1, 4)


def _free_nights(bookings: Ints, beds: Ints, single: Bools, nights: int) -> Ints:
    """Free rooms or beds of each space on each night."""
    space, first, end, many = bookings.T
    change = np.zeros((len(beds), nights + 1), dtype=np.int32)
    np.add.at(change, (space, first), many)
    np.subtract.at(change, (space, end), many)
    used = np.cumsum(change, axis=1, dtype=np.int32)[:, :-1]
    return np.where(single[:, None], (used == 0).astype(np.int32), beds[:, None] - used)


def _may_merge(problem: Problem, names: Names, free: Ints) -> Bools:
    """Tell which rooms nothing marks out: no later booking, no promise, no pin, and no list that prices them apart.

    Dealt out with others, a room could be given away under its guest.
    """
    if problem.candidates is not None:
        return np.zeros(len(free), dtype=np.bool_)
    plain = ~np.asarray((free[:, 1:] < free[:, :-1]).any(axis=1))
    for request in problem.requests:
        plain[[names.space[place.space] for place in (request.pinned, request.promised) if place is not None]] = False
    return plain


def _held_nights(problem: Problem, names: Names) -> Ints:
    """The class that taken beds and pins give to each space for one class a night."""
    held = np.full((len(problem.spaces), problem.nights), ANY_CLASS, dtype=np.int32)
    for at, space in enumerate(problem.spaces):
        if space.sharing == Sharing.ONE_CLASS:
            for first, end, many, *class_ in space.taken:
                if many:
                    _hold(held[at, first:end], names.class_[class_[0] if class_ else None])
    for request in problem.requests:
        pin = request.pinned
        if pin is not None and problem.spaces[names.space[pin.space]].sharing == Sharing.ONE_CLASS:
            nights = slice(pin.first, pin.first + pin.nights)
            _hold(held[names.space[pin.space], nights], names.class_[request.class_])
    return held


def _hold(held: Ints, class_: int) -> None:
    held[(held != ANY_CLASS) & (held != class_)] = NO_CLASS
    held[held == ANY_CLASS] = class_
