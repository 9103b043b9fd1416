"""The choice: which candidates open with how many rooms, so that most find a place, in bad years as in the middle.

What counts is half the mean over the futures and half the mean of the worst quarter of them. No group of those who ask
may be left far behind the others, as far as the budget lets that be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ortools.math_opt.python import mathopt

from optimizer.siting.candidates import Budget, Candidate
from optimizer.siting.filling import NIGHTS, Rooms, filled, with_families
from optimizer.siting.shortlist import hardly_in_question, without

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import timedelta

    from optimizer.siting.demand import Family

WORST: Final = 0.25  # the share of futures that count as bad
CAUTION: Final = 0.5  # how much the bad ones count besides the mean
# Of what would be its part by what it lacks, a group gets at least so much; the first that costs little is taken.
FLOORS: Final = (0.5, 0.25)
DEAR: Final = 0.2  # of all who would find a place without a floor
GAP: Final = 0.01
# Of a family: a room that is paid for is opened where nothing speaks against it, as the model sees not all who come.
SPARE: Final = 0.05
OTHERS: Final = 2  # plans next to the best


@dataclass(frozen=True, slots=True)
class Plan:
    """Which candidates open.

    Parameters
    ----------
    rooms
        How many rooms each of them has, by its position.
    cost
        What that costs, in the money of the candidates.
    worth
        What the model says of it, in families.
    proven
        Whether none is better by more than a hundredth.
    taken
        Whom it takes: request, candidate and how many on average, by their positions.
    """

    rooms: Mapping[int, int]
    cost: float
    worth: float
    proven: bool
    taken: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Siting:
    """The best plan and those next to it, and what fewer houses would come to.

    Parameters
    ----------
    plans
        The best first; each opens other candidates than those before it.
    frontier
        The best plan with one house, with two, and so on up to the budget.
    floor
        The share that every group gets at least; 0 where none could be kept.
    price
        What one room more would place in each candidate beside the best plan.
    """

    plans: tuple[Plan, ...]
    frontier: tuple[Plan, ...]
    floor: float
    price: tuple[float, ...]


class Chooser:
    """A model of who could open where, solved again for other budgets and without what was chosen before."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        futures: Sequence[Sequence[Family]],
        groups: Sequence[str],
        gone: Collection[int],
    ) -> None:
        """Build it.

        ``groups`` says of which group each request of the problem is, ``gone`` which candidates do not open.
        """
        self._candidates, self._model = candidates, mathopt.Model()
        model = self._model
        self._rooms = [model.add_integer_variable(lb=0, ub=each.most) for each in candidates]
        self._open = [model.add_binary_variable() for _ in candidates]
        for at in gone:
            self._open[at].upper_bound = 0
        inside = with_families(model, without(futures, gone), groups)
        for (_, _, candidate), terms in inside.needed.items():
            model.add_linear_constraint(mathopt.fast_sum(terms) - NIGHTS * self._rooms[candidate] <= 0)
        for (_, candidate), terms in inside.takes.items():
            for term in terms:
                # It follows from the rows before; without it the relaxation is far from what whole houses can do.
                most = term.variable.upper_bound
                model.add_linear_constraint(term - most * self._open[candidate] <= 0)
        self._house_rules()
        self._worth = self._worth_of(inside, len(futures))
        model.maximize(self._worth + SPARE * mathopt.fast_sum(self._rooms))
        self._inside, self._floor_rows = inside, list[mathopt.LinearConstraint]()

    def _house_rules(self) -> None:
        model = self._model
        for each, rooms, is_open in zip(self._candidates, self._rooms, self._open, strict=True):
            model.add_linear_constraint(rooms - each.most * is_open <= 0)
            model.add_linear_constraint(rooms - each.fewest * is_open >= 0)
        for place in {each.place for each in self._candidates}:
            here = [one for one, each in zip(self._open, self._candidates, strict=True) if each.place == place]
            model.add_linear_constraint(mathopt.fast_sum(here) <= 1)

    def _worth_of(self, inside: Rooms, futures: int) -> mathopt.LinearExpression:
        """Give half the mean and half the mean of the worst, the latter as Rockafellar and Uryasev write it."""
        model = self._model
        level, mean = model.add_variable(), [term for terms in inside.placed for term in terms]
        shortfalls = [model.add_variable(lb=0.0) for _ in range(futures)]
        for short, terms in zip(shortfalls, inside.placed, strict=True):
            model.add_linear_constraint(short + mathopt.fast_sum(terms) - level >= 0)
        worst = level - (1.0 / (WORST * futures)) * mathopt.fast_sum(shortfalls)
        return (1 - CAUTION) / futures * mathopt.fast_sum(mean) + CAUTION * worst

    def spend(self, budget: Budget) -> list[mathopt.LinearConstraint]:
        """Keep within a budget; gives the rows, to be taken back."""
        model = self._model
        rows = [
            model.add_linear_constraint(mathopt.fast_sum(self._open) <= budget.houses),
            model.add_linear_constraint(mathopt.fast_sum(self._rooms) <= budget.rooms),
        ]
        if budget.money is not None:
            costs = [
                each.opening * is_open + each.room * rooms
                for each, rooms, is_open in zip(self._candidates, self._rooms, self._open, strict=True)
            ]
            rows.append(model.add_linear_constraint(mathopt.fast_sum(costs) <= budget.money))
        return rows

    def share(self, floor: float) -> None:
        """Let every group have at least a share of its part; any floor of before goes."""
        self.forget(self._floor_rows)
        everybody = [term for terms in self._inside.of_group.values() for term in terms]
        many = sum(term.variable.upper_bound for term in everybody)
        self._floor_rows = [
            self._model.add_linear_constraint(
                mathopt.fast_sum(terms)
                - floor * (sum(term.variable.upper_bound for term in terms) / many) * mathopt.fast_sum(everybody)
                >= 0
            )
            for terms in self._inside.of_group.values()
            if floor
        ]

    def exclude(self, plan: Plan) -> mathopt.LinearConstraint:
        """Choose other candidates than a plan does."""
        kept = [1 - one if at in plan.rooms else one + 0 for at, one in enumerate(self._open)]
        return self._model.add_linear_constraint(mathopt.fast_sum(kept) >= 1)

    def forget(self, rows: Sequence[mathopt.LinearConstraint]) -> None:
        """Take rows back."""
        for row in rows:
            self._model.delete_linear_constraint(row)

    def best(self, patience: timedelta) -> Plan | None:
        """Give the best plan that is found, where one is."""
        parameters = mathopt.SolveParameters(time_limit=patience, relative_gap_tolerance=GAP)
        result = mathopt.solve(self._model, mathopt.SolverType.HIGHS, params=parameters)
        if not result.has_primal_feasible_solution():
            return None
        values = result.variable_values()
        rooms = {at: many for at, one in enumerate(self._rooms) if (many := round(values[one]))}
        cost = sum(self._candidates[at].cost(many) for at, many in rooms.items())
        proven = result.termination.reason == mathopt.TerminationReason.OPTIMAL
        return Plan(rooms, cost, result.objective_value(), proven, self._inside.taken_in(values))


def choose(
    candidates: Sequence[Candidate],
    futures: Sequence[Sequence[Family]],
    groups: Sequence[str],
    budget: Budget,
    *,
    patience: timedelta,
    tell: Callable[[int, int], None] | None = None,
) -> Siting:
    """Choose what opens.

    Parameters
    ----------
    candidates
        The houses that could open.
    futures
        Who finds no place, future by future, from `unmet_of`.
    groups
        Of which group each request of the problem is; each is to have its part.
    budget
        What may be spent.
    patience
        How long each of the programs may take.
    tell
        Called with how many programs are solved, and of how many.

    Returns
    -------
    Siting
        The best plans, and what fewer houses would come to; without plans where no candidate places anybody within the
        budget.

    Raises
    ------
    InstanceError
        When there is no future.
    """
    gone = hardly_in_question(candidates, futures, groups, budget)
    search = _Search(Chooser(candidates, futures, groups, gone), budget, patience, tell)
    floor, best = search.with_a_floor()
    frontier = [*search.with_fewer_houses(), *([best] if best else [])]
    plans = [best, *search.next_to(best)] if best else []
    opened = [best.rooms.get(at, 0) if best else 0 for at in range(len(candidates))]
    return Siting(tuple(plans), tuple(frontier), floor, filled(futures, groups, opened).price)


class _Search:
    """The programs that a choice takes, one after the other."""

    def __init__(
        self, chooser: Chooser, budget: Budget, patience: timedelta, tell: Callable[[int, int], None] | None
    ) -> None:
        self._chooser, self._budget, self._patience, self._tell = chooser, budget, patience, tell
        self._done, self._steps = 0, 1 + len(FLOORS) + budget.houses - 1 + OTHERS

    def _solved(self) -> Plan | None:
        plan = self._chooser.best(self._patience)
        self._done += 1
        if self._tell is not None:
            self._tell(self._done, self._steps)
        return plan if plan is not None and plan.rooms else None

    def with_a_floor(self) -> tuple[float, Plan | None]:
        """Give the highest floor that costs little of what there would be without one, and the plan with it."""
        rows = self._chooser.spend(self._budget)
        kept, best = 0.0, self._solved()
        for floor in FLOORS if best else ():
            self._chooser.share(floor)
            plan = self._solved()
            if best is not None and plan is not None and plan.worth >= (1 - DEAR) * best.worth:
                kept, best = floor, plan
                break
        self._chooser.share(kept)
        self._chooser.forget(rows)
        return kept, best

    def with_fewer_houses(self) -> list[Plan]:
        """Give the best plan with one house, with two, and so on, below the budget."""
        plans = []
        for houses in range(1, self._budget.houses):
            rows = self._chooser.spend(replace(self._budget, houses=houses))
            plan = self._solved()
            self._chooser.forget(rows)
            if plan is not None:
                plans.append(plan)
        return plans

    def next_to(self, best: Plan) -> list[Plan]:
        """Give the plans next to the best, each of which opens other candidates than those before it."""
        plans, rows = [best], self._chooser.spend(self._budget)
        while len(plans) <= OTHERS:
            rows.append(self._chooser.exclude(plans[-1]))
            plan = self._solved()
            if plan is None:
                break
            plans.append(plan)
        self._chooser.forget(rows)
        return plans[1:]
