"""A part of the plan decided again, all at once, while the rest stays: which requests, which rooms may change class."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import Bools, Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.classes import agreeing, classes_of
from optimizer.search.classrows import class_rows
from optimizer.search.conflicts import apart_rows
from optimizer.search.highs import solve_by_highs
from optimizer.search.program import Program, stacked
from optimizer.search.rounding import HALF
from optimizer.search.stage import relaxed_program
from optimizer.search.state import Search
from optimizer.search.worth import Floats, costs_of_plan


@dataclass(frozen=True, slots=True)
class Scope:
    """What is decided again: some requests, by columns priced up to a limit, and kinds that may change class."""

    requests: Bools
    columns: NDArray[np.intp]
    opened: Bools


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the plan, whether it is better than before, and whether the part was decided to the end."""

    plan: Ints
    better: bool
    finished: bool


def decide_again(search: Search, base: Ints, scope: Scope, costs: Floats, seconds: float) -> Outcome:
    """Decide a part of a plan again, and offer the result.

    Rooms that are not opened keep the class of each night. Requests that have a place keep one, so that the program
    needs no large weights.
    """
    board = search.board
    rest = np.where(scope.requests, -1, base).astype(np.int32)
    occupancy = Occupancy(board, rest)
    which = _open_columns(board, base, scope, classes_of(board, base, search.rng), occupancy)
    if not len(which):
        return Outcome(base, better=False, finished=True)
    program = _program(board, base[board.columns.request[which]] >= 0, which, costs, occupancy)
    answer = solve_by_highs(program, seconds)
    if answer.x is None:
        return Outcome(base, better=False, finished=answer.optimal)
    used = which[answer.x[: len(which)] > HALF]
    rest[board.columns.request[used]] = used
    better = costs_of_plan(board, rest) < costs_of_plan(board, base)
    search.offer(rest, "neighbourhood")
    return Outcome(rest if better else base, better, answer.optimal)


def _open_columns(board: Board, base: Ints, scope: Scope, classes: Ints, occupancy: Occupancy) -> NDArray[np.intp]:
    """Columns that fit beside what stays; the places that parties have now are always among them."""
    current = base[scope.requests & (base >= 0)]
    which = scope.columns[scope.requests[board.columns.request[scope.columns]]]
    which = which[agreeing(board, which, classes, scope.opened)]
    which = np.union1d(which, current).astype(np.intp)
    request = board.columns.request[which]
    edges = np.flatnonzero(np.r_[True, np.diff(request) != 0, True]) if len(which) else np.zeros(1, dtype=np.intp)
    fits = [occupancy.fitting(which[begin:end]) for begin, end in pairwise(edges)]
    return which[np.concatenate(fits)] if fits else which


def _program(board: Board, placed: Bools, which: NDArray[np.intp], costs: Floats, occupancy: Occupancy) -> Program:
    request = board.columns.request[which]
    reward = np.where(placed, 0.0, _reward(board, costs[which])[request])
    relaxed = relaxed_program(board, which, costs[which] - reward, [], occupancy)
    parts = [class_rows(board, which, occupancy)]
    least = relaxed.least.copy()
    least[np.unique(request[placed])] = 1.0
    if board.apart:
        parts.append(apart_rows(board, which))
    return stacked(replace(relaxed, least=least), parts)


def _reward(board: Board, costs: Floats) -> Floats:
    """What placing one more party is worth: more than anything it can cost the others, and more for urgent tiers."""
    spread = float(np.ptp(costs)) + 1.0
    return np.asarray(20.0 * spread * 4.0 ** (4 - board.tier))
