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
NO_CLASS, ANY_CLASS = -2, -1


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of room; ``K`` of them over ``H`` nights.

    ``free[K, H]`` counts rooms for one-party kinds and beds for the others; ``held[K, H]`` is the class that taken beds
    and pins give a one-class space on a night (``ANY_CLASS`` when none, ``NO_CLASS`` when two contradict each other);
    ``offers[K, A]`` tells which attributes site and space have; ``of_space`` gives the kind of each space.
    """

    members: tuple[tuple[int, ...], ...]
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
    offers = _offers(problem, names)
    free, held, plain = _free_nights(problem, names)
    groups: dict[tuple[object, ...], list[int]] = {}
    for at, space in enumerate(problem.spaces):
        alike = (space.site, space.beds, space.kept_for_tier, space.attributes) if plain[at] else (at,)
        groups.setdefault(alike, []).append(at)
    members = tuple(tuple(group) for group in groups.values())
    first = np.array([group[0] for group in members], dtype=np.int32)
    of_space = np.zeros(len(problem.spaces), dtype=np.int32)
    merged = np.zeros((len(members), problem.nights), dtype=np.int32)
    for kind, group in enumerate(members):
        of_space[list(group)] = kind
        merged[kind] = free[list(group)].sum(axis=0)
    spaces = [problem.spaces[at] for at in first]
    return Kinds(
        members=members,
        site=np.array([names.site[space.site] for space in spaces], dtype=np.int32),
        beds=np.array([space.beds for space in spaces], dtype=np.int32),
        single=np.array([space.sharing == Sharing.ONE_PARTY for space in spaces], dtype=np.bool_),
        classed=np.array([space.sharing == Sharing.ONE_CLASS for space in spaces], dtype=np.bool_),
        kept=np.array([space.kept_for_tier or 4 for space in spaces], dtype=np.int32),
        free=merged,
        held=held[first] if len(first) else held[:0],
        offers=offers[first] if len(first) else offers[:0],
        of_space=of_space,
    )


def _offers(problem: Problem, names: Names) -> Bools:
    sites = {site.id: site.attributes for site in problem.sites}
    offers = np.zeros((len(problem.spaces), len(names.attribute)), dtype=np.bool_)
    for at, space in enumerate(problem.spaces):
        offers[at, [names.attribute[name] for name in space.attributes | sites[space.site]]] = True
    return offers


def _free_nights(problem: Problem, names: Names) -> tuple[Ints, Ints, Bools]:
    """Give free units and held classes by night, and which rooms may be merged."""
    used = np.zeros((len(problem.spaces), problem.nights), dtype=np.int32)
    held = np.full((len(problem.spaces), problem.nights), ANY_CLASS, dtype=np.int32)
    singles = np.array([space.sharing == Sharing.ONE_PARTY for space in problem.spaces], dtype=np.bool_)
    for at, space in enumerate(problem.spaces):
        for first, end, many, *class_ in space.taken:
            used[at, first:end] += many
            _hold(held[at, first:end], names.class_[class_[0] if class_ else None], many)
    named = _fill_pins(problem, names, used, held)
    beds = np.array([space.beds for space in problem.spaces], dtype=np.int32)
    free = np.where(singles[:, None], (used == 0).astype(np.int32), beds[:, None] - used)
    later = np.asarray((free[:, 1:] < free[:, :-1]).any(axis=1))
    return free, held, np.asarray(singles & ~later & ~named)


def _fill_pins(problem: Problem, names: Names, used: Ints, held: Ints) -> Bools:
    named = np.zeros(len(problem.spaces), dtype=np.bool_)
    listed = {(c.request, c.space): c.beds for c in problem.candidates or ()}
    for request in problem.requests:
        if request.promised is not None:
            named[names.space[request.promised.space]] = True
        pin = request.pinned
        if pin is not None:
            at = names.space[pin.space]
            named[at] = True  # dealt out with others, the room could be given away under its guest
            beds = max(1, listed.get((request.id, pin.space), request.beds))
            used[at, pin.first : pin.first + pin.nights] += beds
            _hold(held[at, pin.first : pin.first + pin.nights], names.class_[request.class_], beds)
    return named


def _hold(held: Ints, class_: int, beds: int) -> None:
    if beds == 0:
        return
    held[(held != ANY_CLASS) & (held != class_)] = NO_CLASS
    held[held == ANY_CLASS] = class_
