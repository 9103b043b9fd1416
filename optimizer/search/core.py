"""A packing as a linear program, and as an integer program over the pairs that its reduced costs make likely."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from optimizer.board.kinds import Bools, Ints
from optimizer.search.highs import solve_by_highs
from optimizer.search.packing import BARRED, NOBODY, Packing
from optimizer.search.program import Program, solve_linear
from optimizer.search.worth import Floats

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Guide:
    """What the relaxation says: the reduced cost of each pair, what each party is worth, and the bound."""

    reduced: Floats
    multipliers: Floats
    bound: float


def relax(packing: Packing, seconds: float) -> Guide | None:
    """Solve the linear relaxation; nothing comes back when time runs out."""
    answer = solve_linear(_program(packing, packing.column >= 0), seconds)
    if answer.duals is None:
        return None
    parties = packing.shape[1]
    worth, price = answer.duals[:parties], answer.duals[parties:]
    reduced = np.where(packing.column >= 0, packing.cost - worth - price[:, None] * packing.load, BARRED)
    return Guide(reduced, worth, answer.bound)


@dataclass(frozen=True, slots=True)
class Core:
    """What an integer program over some pairs found: seats, its bound over these pairs, and whether it is the best."""

    seats: Ints
    bound: float
    best: bool


def solve_core(packing: Packing, seats: Ints, mask: Bools, seconds: float) -> Core:
    """Pack over some pairs, with those of a known packing among them; it is the best when no pair was left out."""
    placed = np.flatnonzero(seats != NOBODY)
    mask = mask & (packing.column >= 0)
    mask[seats[placed], placed] = True
    answer = solve_by_highs(_program(packing, mask), seconds)
    if answer.x is None:
        return Core(seats, answer.bound, best=False)
    kind, party = np.nonzero(mask)
    taken = answer.x[: len(kind)] > HALF
    packed = np.full(packing.shape[1], NOBODY, dtype=np.int64)
    packed[party[taken]] = kind[taken]
    return Core(packed, answer.bound, best=answer.optimal and len(kind) == int((packing.column >= 0).sum()))


def _program(packing: Packing, mask: Bools) -> Program:
    """Each party in one kind or with nobody; the loads of a kind within its room."""
    kinds, parties = packing.shape
    kind, party = np.nonzero(mask)
    pair = np.arange(len(kind))
    rows = np.concatenate([party, np.arange(parties), parties + kind])
    columns = np.concatenate([pair, len(pair) + np.arange(parties), pair])
    values = np.concatenate([np.ones(len(pair) + parties), packing.load[kind, party].astype(np.float64)])
    shape = parties + kinds, len(pair) + parties
    return Program(
        costs=np.concatenate([packing.cost[kind, party], packing.reward]),
        matrix=csr_matrix((values, (rows, columns)), shape=shape),
        least=np.concatenate([np.ones(parties), np.full(kinds, -np.inf)]),
        most=np.concatenate([np.ones(parties), packing.room.astype(np.float64)]),
    )
