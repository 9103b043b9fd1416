"""The smallest changes that would open a place for a request that has none."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.board.columns import Runs, pinned_neighbours
from optimizer.board.eligibility import mask_of, site_points
from optimizer.board.inventory import Inventory, inventory_of
from optimizer.board.kinds import Ints
from optimizer.distance import geodesic_km
from optimizer.options import position_of
from optimizer.problem import Problem, Request
from optimizer.rules import BIT, Reason, Rule
from optimizer.why_not import full_masks, loads_of, worded

NEVER = frozenset({Rule.DANGER_ZONE, Rule.APART, Rule.NOT_LISTED, Rule.PINNED_ELSEWHERE})
"""Rules that protect people: no change of them is ever proposed."""

NIGHTS = BIT[Rule.NOT_FREE] | BIT[Rule.WRONG_CLASS] | BIT[Rule.START_WINDOW]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change: a rule, the attribute it is about, and by how much.

    ``amount`` is nights later (or earlier, when negative) for ``START_WINDOW``; the shortest length to accept for
    ``NOT_FREE``; kilometres to accept for ``TOO_FAR``; nights to allow for ``LONGEST_STAY``; the tier to open a reserve
    to for ``KEPT``; otherwise 0.
    """

    rule: Rule
    subject: str | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes that together open places, and the spaces that they open."""

    changes: tuple[Change, ...]
    spaces: tuple[str, ...]


def smallest_changes(problem: Problem, request_id: str, count: int = 10) -> list[Relaxation]:
    """Give the smallest sets of changes that would open a place, fewest changes first.

    What a party could accept (other nights, a shorter stay, a need it can do without, a longer way) and what a house
    could waive (an attribute that stands for a house rule, its longest stay, its reserve) are told apart by the caller,
    who knows what the attributes mean. Zones to avoid and parties to keep apart are never given up.

    Raises
    ------
    InstanceError
        When the problem has no such request.
    """
    inventory = inventory_of(problem)
    at = position_of(inventory, request_id)
    if problem.candidates is not None or problem.requests[at].pinned is not None:
        return []
    least: dict[frozenset[tuple[Rule, str | None, bool]], tuple[int, tuple[Change, ...], list[int]]] = {}
    for kind, changes in _by_kind(problem, inventory, at):
        sort = frozenset((change.rule, change.subject, change.amount < 0) for change in changes)
        size = sum(abs(change.amount) for change in changes)
        if sort not in least or size < least[sort][0]:
            least[sort] = size, changes, [kind]
        elif changes == least[sort][1]:
            least[sort][2].append(kind)
    smallest = [found for sort, found in least.items() if not any(other < sort for other in least)]
    smallest.sort(key=lambda found: (len(found[1]), found[0], found[2]))
    return [_relaxation(problem, inventory, changes, kinds) for _, changes, kinds in smallest[:count]]


def _relaxation(problem: Problem, inventory: Inventory, changes: tuple[Change, ...], kinds: list[int]) -> Relaxation:
    members = [space for kind in kinds for space in inventory.kinds.members[kind]]
    return Relaxation(changes, tuple(problem.spaces[space].id for space in sorted(members)))


def _by_kind(problem: Problem, inventory: Inventory, at: int) -> Iterator[tuple[int, tuple[Change, ...]]]:
    """Yield, for each closed kind, the fixed changes it needs joined with each change of nights that would do."""
    request, kinds = problem.requests[at], inventory.kinds
    masks = full_masks(problem, inventory, at)
    plain = mask_of(problem, (request,), kinds, inventory.names)[0]
    barred = sum(BIT[rule] for rule in NEVER)
    # A room too small is no candidate: dividing a party is for people to propose.
    possible = (masks != 0) & (masks & np.uint16(barred | BIT[Rule.TOO_FEW_BEDS]) == 0)
    km = _km_to_sites(problem, request)
    nights = _NightChanges(problem, inventory, at)
    for kind in (int(each) for each in np.flatnonzero(possible)):
        offered = kinds.offers[kind]
        has = {name for name in request.requires | request.refuses if offered[inventory.names.attribute[name]]}
        site = int(kinds.site[kind])
        fixed = tuple(_change(request, reason, km, site) for reason in worded(int(plain[kind]), request, has))
        if masks[kind] & NIGHTS == 0:
            yield kind, fixed
        for change in nights.of(kind) if masks[kind] & NIGHTS else ():
            yield kind, (*fixed, change)


def _km_to_sites(problem: Problem, request: Request) -> Ints:
    """Whole kilometres that would have to be accepted for each site, on the ellipsoid."""
    if request.max_km is None or request.origin is None:
        return np.zeros(len(problem.sites), dtype=np.int32)
    return np.ceil(geodesic_km(*request.origin, *site_points(problem))).astype(np.int32)


def _change(request: Request, reason: Reason, km: Ints, site: int) -> Change:
    """Say how far a rule would have to give way; a reserve is opened to the tier of the request."""
    amount = {Rule.LONGEST_STAY: request.fewest, Rule.KEPT: request.tier}.get(reason.rule, 0)
    if reason.rule == Rule.TOO_FAR:
        amount = int(km[site])
    return Change(reason.rule, reason.subject, amount)


class _NightChanges:
    """The least shift of the start, either way, and the least cut of the stay that would find free nights in a kind."""

    def __init__(self, problem: Problem, inventory: Inventory, at: int) -> None:
        self._request = problem.requests[at]
        kind = np.arange(len(inventory.kinds), dtype=np.int32)
        class_ = inventory.names.class_[self._request.class_]
        self._runs = Runs(inventory.kinds).of(kind, loads_of(problem, inventory, at), class_, slice(0, problem.nights))
        # Beside someone it must be apart from, other nights could be worse: nothing is proposed there.
        self._shy = {site for site, _, _ in pinned_neighbours(problem, inventory.names).get(at, [])}
        self._site = inventory.kinds.site

    def of(self, kind: int) -> Iterator[Change]:
        """Yield the changes of nights that open a kind."""
        if int(self._site[kind]) in self._shy:
            return
        earliest, latest = self._request.start
        runs = self._runs[kind]
        starts = np.flatnonzero(runs >= self._request.fewest)
        later, sooner = starts[starts > latest], starts[starts < earliest]
        if len(later):
            yield Change(Rule.START_WINDOW, None, int(later[0]) - latest)
        if len(sooner):
            yield Change(Rule.START_WINDOW, None, int(sooner[-1]) - earliest)
        longest = int(runs[earliest : latest + 1].max())
        if longest:
            yield Change(Rule.NOT_FREE, None, longest)
