"""A few rooms filled again, exactly: CP-SAT decides who of their guests and of those without a place goes where."""

import numpy as np
from ortools.sat.python import cp_model

from optimizer.board.kinds import Bools, Ints
from optimizer.search.interruptible import unless_cancelled
from optimizer.search.packing import NOBODY, Packing

SCALE = 1000
"""Costs are rounded to thousandths; what comes back is valued exactly."""


def refill(packing: Packing, seats: Ints, kinds: Ints, likely: Bools, effort: tuple[float, int]) -> tuple[Ints, bool]:
    """Fill some kinds again; ``effort`` is a time in seconds and a seed. Returns seats, and whether it ended by itself.

    The plan is never worse than before, because it is a hint and a start.
    """
    parties = np.flatnonzero(np.isin(seats, kinds) | (seats == NOBODY))
    mask = np.zeros(packing.shape, dtype=np.bool_)
    mask[np.ix_(kinds, parties)] = (likely & (packing.column >= 0))[np.ix_(kinds, parties)]
    placed = parties[seats[parties] != NOBODY]
    mask[seats[placed], placed] = True
    kind, party = np.nonzero(mask)
    model, takes = _model(packing, kind, party, parties)
    for at, take in enumerate(takes):
        model.add_hint(take, bool(seats[party[at]] == kind[at]))
    solver = cp_model.CpSolver()
    _limit(solver, *effort)
    status = unless_cancelled(lambda: solver.solve(model), solver.stop_search)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return seats, False
    filled = seats.copy()
    filled[parties] = NOBODY
    taken = [at for at, take in enumerate(takes) if solver.value(take)]
    filled[party[taken]] = kind[taken]
    better = packing.value(filled) <= packing.value(seats)
    return (filled if better else seats), status == cp_model.OPTIMAL


def _model(packing: Packing, kind: Ints, party: Ints, parties: Ints) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in kind]
    alone = {int(each): model.new_bool_var("") for each in parties}
    by_party: dict[int, list[cp_model.IntVar]] = {each: [variable] for each, variable in alone.items()}
    for at, take in enumerate(takes):
        by_party[int(party[at])].append(take)
    for choices in by_party.values():
        model.add_exactly_one(choices)
    for each in np.unique(kind):
        inside = np.flatnonzero(kind == each)
        loads = [int(packing.load[each, party[at]]) for at in inside]
        weighted = cp_model.LinearExpr.weighted_sum([takes[at] for at in inside], loads)
        model.add(weighted <= int(packing.room[each]))
    costs = np.rint(SCALE * packing.cost[kind, party]).astype(np.int64).tolist()
    lost = [int(SCALE * packing.reward[each]) for each in alone]
    model.minimize(cp_model.LinearExpr.weighted_sum([*takes, *alone.values()], [*costs, *lost]))
    return model, takes


def _limit(solver: cp_model.CpSolver, seconds: float, seed: int) -> None:
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = 2 * seconds
