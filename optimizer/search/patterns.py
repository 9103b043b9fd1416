"""Column generation over patterns: which whole sets of parties the rooms take, with the bound of the best mixture."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver import pywraplp

from optimizer.board.kinds import Ints
from optimizer.search.interruptible import unless_cancelled
from optimizer.search.knapsacks import fill_all
from optimizer.search.multipliers import Pattern
from optimizer.search.packing import Packing
from optimizer.search.worth import Floats

TINY, GRACE, CLOSE = 1e-6, 0.5, 2e-5
Part = tuple[Sequence[int], Sequence[int]]
"""Some kinds and some parties."""


class Master:
    """The linear program that mixes patterns: each party at least once, each kind at most once.

    A pattern without some of its parties is a pattern too, so "at least once" gives the same bound as "exactly once"
    wherever costs are no gain.
    """

    def __init__(self, packing: Packing, part: Part) -> None:
        solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self._solver, self._packing, self._infinity = solver, packing, solver.infinity()
        self.kinds, self.parties = list(part[0]), list(part[1])
        self._covered = {party: solver.Constraint(1.0, self._infinity) for party in self.parties}
        self._used = {kind: solver.Constraint(-self._infinity, 1.0) for kind in self.kinds}
        self._objective = solver.Objective()
        self._objective.SetMinimization()
        self._missing = [self._leave_out(party) for party in self.parties]
        self._variables: list[Any] = []
        self.patterns: list[Pattern] = []
        self._seen: set[Pattern] = set()
        self.value: float = np.inf

    def _leave_out(self, party: int) -> Any:
        variable = self._solver.NumVar(0.0, self._infinity, "")
        self._covered[party].SetCoefficient(variable, 1.0)
        self._objective.SetCoefficient(variable, float(self._packing.reward[party]))
        return variable

    def add(self, patterns: Iterable[Pattern]) -> int:
        """Add patterns that are new, and count them."""
        before = len(self.patterns)
        for pattern in patterns:
            kind, members = pattern
            if not members or pattern in self._seen:
                continue
            self._seen.add(pattern)
            variable = self._solver.NumVar(0.0, self._infinity, "")
            for party in members:
                self._covered[party].SetCoefficient(variable, 1.0)
            self._used[kind].SetCoefficient(variable, 1.0)
            self._objective.SetCoefficient(variable, float(self._packing.cost[kind, list(members)].sum()))
            self.patterns.append(pattern)
            self._variables.append(variable)
        return len(self.patterns) - before

    def solve(self, seconds: float) -> bool:
        """Solve from where the last solve ended."""
        self._solver.set_time_limit(max(1, int(1000 * seconds)))
        status: int | None = unless_cancelled(self._solver.Solve, self._solver.InterruptSolve)
        solved = status == int(pywraplp.Solver.OPTIMAL)
        self.value = float(self._objective.Value()) if solved else np.inf
        return solved

    def party_duals(self) -> Floats:
        """What each party is worth."""
        return np.array([self._covered[party].dual_value() for party in self.parties])

    def kind_duals(self) -> Floats:
        """What each kind is worth (never above zero)."""
        return np.array([self._used[kind].dual_value() for kind in self.kinds])

    def shares(self) -> Floats:
        """Share of each pattern in the mixture."""
        return np.array([variable.solution_value() for variable in self._variables])

    def reduced(self) -> Floats:
        """Reduced cost of each pattern."""
        return np.array([variable.reduced_cost() for variable in self._variables])


@dataclass
class Mixture:
    """A solved master, and the best bound on its part with the multipliers that give it."""

    master: Master
    bound: float
    multipliers: Floats


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to generate: rounds, how close mixture and bound must come, and how many seconds are left."""

    rounds: int
    gap: float
    left: Callable[[], float]


def mix(packing: Packing, part: Part, patterns: Iterable[Pattern], centre: Floats, effort: Effort) -> Mixture | None:
    """Generate patterns for a part until the bound meets the mixture; duals are pulled towards the best seen."""
    master = Master(packing, part)
    master.add(patterns)
    found = Mixture(master, -np.inf, centre)
    kinds, parties = np.array(master.kinds), np.array(master.parties)
    cost, load = packing.cost[np.ix_(kinds, parties)], packing.load[np.ix_(kinds, parties)]
    for _ in range(effort.rounds):
        if effort.left() <= 0 or not master.solve(effort.left()):
            break
        duals = master.party_duals()
        new = 0
        for multipliers in ((found.multipliers + duals) / 2, duals):
            value, taken = fill_all(multipliers - cost, load, packing.room[kinds])
            bound = float(multipliers.sum() - value.sum())
            if bound > found.bound:
                found.bound, found.multipliers = bound, multipliers
            new = master.add(_promising(master, cost, taken, duals, kinds))
            if new:
                break
        if not new or master.value - found.bound < max(effort.gap, CLOSE * abs(found.bound)):
            break
    return found if master.solve(max(GRACE, effort.left())) else None


def _promising(master: Master, cost: Floats, taken: Any, duals: Floats, kinds: Ints) -> list[Pattern]:
    """Patterns among what the knapsacks took that would better the mixture."""
    worth, found = master.kind_duals(), []
    for row, kind in enumerate(kinds):
        members = np.flatnonzero(taken[row])
        if float((cost[row, members] - duals[members]).sum() - worth[row]) < -TINY:
            found.append((int(kind), tuple(master.parties[at] for at in members)))
    return found
