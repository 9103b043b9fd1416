"""Other nights, or fewer of them, that would find a kind of room free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.board.columns import pinned_neighbours
from optimizer.rules import Rule
from optimizer.why_not import loads_of

if TYPE_CHECKING:
    from optimizer.board.inventory import Inventory
    from optimizer.board.kinds import Bools, Ints
    from optimizer.problem import Problem


@dataclass(frozen=True, slots=True)
class NightChange:
    """One way to change the nights, for each of some kinds.

    ``shift`` is nights later (earlier, when negative), ``length`` the shortest length to accept (0: as it is), and
    ``size`` the nights moved and given up.
    """

    kind: Ints
    shift: Ints
    length: Ints
    size: Ints

    @classmethod
    def none(cls, kind: Ints) -> NightChange:
        """No change, for kinds that need none."""
        nothing = np.zeros_like(kind)
        return cls(kind, nothing, nothing, nothing)

    def among(self, kinds: Ints) -> NightChange:
        """Keep what is about some kinds."""
        here = np.isin(self.kind, kinds)
        return NightChange(self.kind[here], self.shift[here], self.length[here], self.size[here])

    def like(self, at: int) -> Bools:
        """Tell which kinds are opened by what opens one of them."""
        return np.asarray((self.shift == self.shift[at]) & (self.length == self.length[at]))

    def amounts(self, at: int) -> list[tuple[Rule, int]]:
        """Give the rules to change for one of the kinds, with their amounts."""
        both = ((Rule.START_WINDOW, int(self.shift[at])), (Rule.NOT_FREE, int(self.length[at])))
        return [(rule, amount) for rule, amount in both if amount]


def night_changes(
    problem: Problem, inventory: Inventory, at: int, closed: Bools, longest: Ints | None = None
) -> list[NightChange]:
    """Give, for kinds whose nights are closed: the least wait, the least haste, the least cut, and the least of both.

    Both together are proposed only for kinds that neither alone would open. Where ``longest`` says how long each kind
    may be stayed in, no change is longer.
    """
    request = problem.requests[at]
    # Beside someone it must be apart from, other nights could be worse: nothing is proposed there.
    shy = [site for site, _, _ in pinned_neighbours(problem, inventory.names).get(at, [])]
    kind = np.flatnonzero(closed & ~np.isin(inventory.kinds.site, shy)).astype(np.int32)
    load, class_ = loads_of(problem, inventory, at)[kind], inventory.names.class_[request.class_]
    run = inventory.runs.of(kind, load, class_, slice(0, problem.nights))
    fewest, (earliest, latest) = request.fewest, request.start
    night = np.arange(problem.nights, dtype=np.int32)
    shift = np.where(night > latest, night - latest, np.minimum(0, night - earliest))
    length = np.minimum(run, fewest) if longest is None else np.minimum(run, np.minimum(fewest, longest[kind, None]))
    cost = np.where(length > 0, np.abs(shift) + fewest - length, problem.nights * 4)
    enough, inside = length == fewest, shift == 0
    found = [
        _least(kind, shift, length, np.where(scope, cost, problem.nights * 4), fewest)
        for scope in (
            enough & (shift > 0),
            enough & (shift < 0),
            inside & ~enough,
        )
    ]
    alone = np.isin(kind, np.concatenate([each.kind for each in found]))
    return [*found, _least(kind[~alone], shift, length[~alone], cost[~alone], fewest)]


def _least(kind: Ints, shift: Ints, length: Ints, cost: Ints, fewest: int) -> NightChange:
    """Take the cheapest first night of each kind that has any."""
    if not cost.size:
        return NightChange.none(kind[:0])
    row, first = np.arange(len(kind)), np.argmin(cost, axis=1)
    size = cost[row, first]
    some = np.flatnonzero(size < cost.shape[1] * 4)
    given = length[row, first][some]
    cut = np.where(given < fewest, given, 0)
    return NightChange(kind[some], shift[first][some], cut, size[some])
