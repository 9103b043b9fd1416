"""The smallest changes that would open a place for a request that has none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from optimizer.board.eligibility import Masks, mask_of, site_points
from optimizer.board.inventory import Inventory, inventory_of
from optimizer.board.kinds import Bools, Ints
from optimizer.distance import geodesic_km
from optimizer.night_changes import NightChange, night_changes
from optimizer.options import position_of
from optimizer.problem import Problem, Request
from optimizer.rules import BIT, Reason, Rule
from optimizer.why_not import full_masks, reasons_by_kind

NEVER = frozenset({Rule.DANGER_ZONE, Rule.APART, Rule.NOT_LISTED, Rule.PINNED_ELSEWHERE})
"""Rules that protect people: no change of them is ever proposed."""

NIGHTS = BIT[Rule.NOT_FREE] | BIT[Rule.WRONG_CLASS] | BIT[Rule.START_WINDOW]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change: a ``rule``, the attribute it is about as ``subject``, and by how much.

    ``amount`` is nights later (or earlier, when negative) for ``START_WINDOW``; the shortest length to accept for
    ``NOT_FREE``; kilometres to accept for ``TOO_FAR``; nights to allow for ``LONGEST_STAY``; the tier to open a reserve
    to for ``KEPT``; otherwise 0.
    """

    rule: Rule
    subject: str | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What has to change together (``changes``), and the ``spaces`` that this opens."""

    changes: tuple[Change, ...]
    spaces: tuple[str, ...]


Sort = frozenset[tuple[Rule, str | None, bool]]


@dataclass(frozen=True, slots=True)
class _Found:
    """The least changes of one sort: how much they ask in all, and the kinds that exactly these changes open."""

    changes: tuple[Change, ...]
    size: int
    kinds: tuple[int, ...]

    @property
    def sort(self) -> Sort:
        return frozenset((change.rule, change.subject, change.amount < 0) for change in self.changes)


def smallest_changes(problem: Problem, request_id: str, count: int = 10) -> list[Relaxation]:
    """Give the smallest sets of changes that would open a place, fewest changes first.

    Parameters
    ----------
    problem
        The inventory with everything that is taken or pinned; other open requests take nothing.
    request_id
        Who has no place, or not the one it wants.
    count
        How many sets of changes at most. Of those that change the same things only the smallest is given: the fewest
        nights moved or given up, the fewest kilometres more.

    Returns
    -------
    list of Relaxation
        What a party could accept (other nights, a shorter stay, a need it can do without, a longer way) and what a
        house could waive (an attribute that stands for a house rule, its longest stay, its reserve) are told apart by
        the caller, who knows what the attributes mean. Zones to avoid and parties to keep apart are never given up.
        Empty for explicit candidates and for whoever is pinned.

    Raises
    ------
    InstanceError
        When the problem has no such request.
    """
    inventory = inventory_of(problem)
    at = position_of(inventory, request_id)
    if problem.candidates is not None or problem.requests[at].pinned is not None:
        return []
    found = sorted(_joined(_found(problem, inventory, at)), key=lambda each: (len(each.changes), each.size, each.kinds))
    smallest: list[_Found] = []
    for each in found:
        # What contains another sort asks for more than is needed, and comes after it.
        if len(smallest) < count and not any(other.sort <= each.sort for other in smallest):
            smallest.append(each)
    return [_relaxation(problem, inventory, each) for each in smallest]


def _joined(found: Iterator[_Found]) -> list[_Found]:
    """Join what the same changes open."""
    known: dict[tuple[Change, ...], _Found] = {}
    for each in found:
        before = known.get(each.changes)
        kinds = each.kinds if before is None else tuple(sorted({*before.kinds, *each.kinds}))
        known[each.changes] = replace(each, kinds=kinds)
    return list(known.values())


def _relaxation(problem: Problem, inventory: Inventory, found: _Found) -> Relaxation:
    members = [space for kind in found.kinds for space in inventory.kinds.members[kind]]
    return Relaxation(found.changes, tuple(problem.spaces[space].id for space in sorted(members)))


def _found(problem: Problem, inventory: Inventory, at: int) -> Iterator[_Found]:
    """Yield the least changes of each sort that open some closed kind."""
    request, kinds = problem.requests[at], inventory.kinds
    masks = full_masks(problem, inventory, at)
    plain = mask_of(problem, (request,), kinds, inventory.names)[0]
    barred = sum(BIT[rule] for rule in NEVER)
    # A room too small is no candidate: dividing a party is for people to propose.
    possible = (masks != 0) & (masks & np.uint16(barred | BIT[Rule.TOO_FEW_BEDS]) == 0)
    km = _km_to_sites(problem, request)[kinds.site]
    whole = possible & (masks & NIGHTS == 0)
    nights = [NightChange.none(np.flatnonzero(whole).astype(np.int32))]
    nights += night_changes(problem, inventory, at, possible & ~whole)
    long = possible & (plain & np.uint16(BIT[Rule.LONGEST_STAY]) != 0)
    longest = np.array([site.max_nights or problem.nights for site in problem.sites], dtype=np.int32)[kinds.site]
    cuts = night_changes(problem, inventory, at, long, longest)
    for reasons, kind in _alike(inventory, request, plain, possible):
        for change in nights:
            yield from _Fixed(request, reasons, km).least(change.among(kind))
        # Instead of asking a house for more nights, the party could do with those that it gives.
        others = tuple(reason for reason in reasons if reason.rule != Rule.LONGEST_STAY)
        for change in cuts if others != reasons else ():
            yield from _Fixed(request, others, km).least(change.among(kind))


def _km_to_sites(problem: Problem, request: Request) -> Ints:
    """Whole kilometres that would have to be accepted for each site, on the ellipsoid."""
    if request.max_km is None or request.origin is None:
        return np.zeros(len(problem.sites), dtype=np.int32)
    return np.ceil(geodesic_km(*request.origin, *site_points(problem))).astype(np.int32)


def _alike(
    inventory: Inventory, request: Request, plain: Masks, possible: Bools
) -> Iterator[tuple[tuple[Reason, ...], Ints]]:
    """Group the kinds that fail the same rules about the same attributes."""
    groups: dict[tuple[Reason, ...], list[int]] = {}
    reasons = reasons_by_kind(inventory, request, plain)
    for kind in np.flatnonzero(possible).tolist():
        groups.setdefault(reasons[kind], []).append(kind)
    for failed, kinds in groups.items():
        yield failed, np.array(kinds, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What has to change apart from nights, for kinds that fail the same rules."""

    request: Request
    reasons: tuple[Reason, ...]
    km: Ints

    def least(self, nights: NightChange) -> Iterator[_Found]:
        """Yield the least of these changes, joined with one of nights, and the kinds that it opens."""
        if not len(nights.kind):
            return
        far = any(reason.rule == Rule.TOO_FAR for reason in self.reasons)
        km = self.km[nights.kind] if far else np.zeros_like(nights.kind)
        size = km + nights.size
        best = int(np.argmin(size))
        same = (km == km[best]) & nights.like(best)
        fixed = tuple(self._change(reason, int(km[best])) for reason in self.reasons)
        changes = (*fixed, *(Change(rule, None, amount) for rule, amount in nights.amounts(best)))
        constant = sum(change.amount for change in fixed if change.rule in (Rule.LONGEST_STAY, Rule.KEPT))
        yield _Found(changes, constant + int(size[best]), tuple(nights.kind[same].tolist()))

    def _change(self, reason: Reason, km: int) -> Change:
        """Say how far a rule would have to give way; a reserve is opened to the tier of the request."""
        amounts = {Rule.LONGEST_STAY: self.request.fewest, Rule.KEPT: self.request.tier, Rule.TOO_FAR: km}
        return Change(reason.rule, reason.subject, amounts.get(reason.rule, 0))
