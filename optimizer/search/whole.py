"""Everyone decided at once, with proof: an integer program over the pairs that can matter, and a way out for the rest.

Pairs of request and kind that cost much more than their request pays are not written down. Instead every request has
a way out, which takes no room and costs as much as the cheapest pair that was left out. No plan can cost less than the
best of this program; where nobody takes the way out, it is the best plan there is. Whoever takes it is given more
pairs, and everyone is decided again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from optimizer.board.columns import Columns, stays_of
from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.board.tariff import Tariff
from optimizer.search.ascent import least_by_request
from optimizer.search.greedy import greedy, ranked
from optimizer.search.highs import solve_by_highs
from optimizer.search.pricing import weighted, worth_of
from optimizer.search.program import Program
from optimizer.search.rounded import rounded_program
from optimizer.search.rounding import HALF, whole_plan
from optimizer.search.wide import Wide, carried
from optimizer.search.worth import Floats

REACH, FURTHER = 12.0, 60.0
"""How far above what its request pays a pair may cost and be written down; and how much more where that was too few."""
STAYS = 250_000
"""Stays that a program may have at most when it begins; memory and presolving grow with them."""


def decide_all(wide: Wide, weights: Floats, tariff: Tariff, share: float) -> None:
    """Decide everyone at once, and again with more pairs for whoever took the way out, until nobody does.

    ``share`` is the share of the time left that each program may take.
    """
    reach = _Reach(wide, weights, tariff)
    wide.widen([reach.stays()])
    while not wide.search.clock.over:
        board, out = wide.search.board, reach.way_out()
        answer = _decide(wide, weights, out, share * wide.search.clock.left)
        wide.know(weights, answer.bound)
        if len(answer.gone):
            reach.go_further(answer.gone, out)
            wide.widen([reach.stays()])
        _offer(wide, weights, tariff, carried(board, answer.chosen, wide.search.board))
        wide.certify()
        if not len(answer.gone):
            return


def _offer(wide: Wide, weights: Floats, tariff: Tariff, chosen: Ints) -> None:
    """Offer what was decided, with whoever took the way out seated by price."""
    board = wide.search.board
    reduced = weighted(board, weights) + tariff.of(board.columns)
    wide.search.offer(greedy(board, ranked(board, [reduced]), chosen), "whole")


@dataclass(frozen=True, slots=True)
class _Answer:
    """A bound on the weighted cost of every plan, the columns chosen, and the requests that took the way out."""

    bound: float
    chosen: Ints
    gone: NDArray[np.intp]


class _Reach:
    """Which pairs are written down: those that cost at most so much more than their request pays at some prices."""

    def __init__(self, wide: Wide, weights: Floats, tariff: Tariff) -> None:
        board, self._universe = wide.search.board, wide.universe
        self._base = self._universe.base(worth_of(board, weights))
        reduced = weighted(board, weights) + tariff.of(board.columns)
        paid = np.minimum(0.0, least_by_request(board, reduced))
        self._upto = paid + self._affordable(self._base - paid[self._universe.request])

    def _affordable(self, above: Floats) -> float:
        """The reach, or less where that would be too many stays."""
        near = np.flatnonzero(above <= REACH)
        near = near[np.argsort(above[near])]
        end = int(np.searchsorted(np.cumsum(self._universe.most_stays[near]), STAYS))
        return float(above[near[end]]) if end < len(near) else REACH

    @property
    def _inside(self) -> NDArray[np.bool_]:
        return np.asarray(self._base <= self._upto[self._universe.request])

    def stays(self) -> Columns:
        """Every stay of the pairs that are written down."""
        universe, inventory = self._universe, self._universe.inventory
        some = universe.pairs.take(np.flatnonzero(self._inside))
        return stays_of(universe.problem, inventory.kinds, inventory.names, some, inventory.runs)

    def way_out(self) -> Floats:
        """What each request pays for not being in any of these pairs: the cheapest other, or nothing for no place."""
        out, others = np.zeros(len(self._upto)), ~self._inside
        np.minimum.at(out, self._universe.request[others], self._base[others])
        return out

    def go_further(self, requests: NDArray[np.intp], out: Floats) -> None:
        """Write down more pairs of some requests."""
        self._upto[requests] = out[requests] + FURTHER


def _decide(wide: Wide, weights: Floats, out: Floats, seconds: float) -> _Answer:
    """Solve the program over the present columns; whoever has none of them takes the way out, where there is one."""
    board = wide.search.board
    chosen, gone = np.full(len(board.tier), -1, dtype=np.int32), out < 0
    able = np.flatnonzero(np.diff(board.starts) > 0)
    if not len(able):
        return _Answer(float(out.sum()), chosen, np.flatnonzero(gone))
    answer = solve_by_highs(_program(board, weighted(board, weights), out[able]), seconds)
    bound = answer.bound + float(out.sum() - out[able].sum())
    if answer.x is None:
        return _Answer(bound, chosen, able[:0])
    gone[able] &= answer.x[-len(able) :] > HALF
    return _Answer(bound, whole_plan(board, np.arange(len(board.columns)), answer.x), np.flatnonzero(gone))


def _program(board: Board, costs: Floats, out: Floats) -> Program:
    """Build the program; its last columns are the ways out of those who have any stay."""
    program, many = rounded_program(board, np.arange(len(costs)), costs), len(out)
    # Rows of requests come first, and those without any stay are gone.
    at: Ints = np.arange(many)
    ways = csr_matrix((np.ones(many), (at, at)), shape=(program.matrix.shape[0], many))
    least = program.least.copy()
    least[:many] = 1.0
    return Program(np.append(program.costs, out), hstack([program.matrix, ways], format="csr"), least, program.most)
