"""One weighted program to find a plan that is good on every level at once; it proves nothing by itself.

Rows that hold earlier levels at their best values starve the heuristics of any solver, so the search is guided by
weights, and what it finds is certified level by level afterwards.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.greedy import ranked
from optimizer.search.highs import solve_by_highs
from optimizer.search.pricing import weighted
from optimizer.search.program import Answer, solve_linear, solve_whole
from optimizer.search.rounded import rounded_program
from optimizer.search.rounding import HALF, NOTHING, round_plan
from optimizer.search.stage import relaxed_program, whole_program
from optimizer.search.state import Search
from optimizer.search.worth import Floats


def guide(search: Search, seconds: float) -> None:
    """Solve the weighted relaxation, round it, and settle what it left undecided with an integer program."""
    which = search.alive
    costs = weighted(search.board, search.order.weights, which)
    relaxed = relaxed_program(search.board, which, costs, [])
    answer = solve_linear(relaxed, seconds)
    if answer.x is None or answer.duals is None:
        return
    price = np.full(len(search.board.columns), np.inf)
    price[which] = costs - relaxed.matrix.T @ answer.duals
    search.price = price
    share = np.zeros(len(search.board.columns))
    share[which] = answer.x
    search.offer(round_plan(search.board, share, ranked(search.board, [price])), "round")
    settle(search, share, price, seconds)


def settle(search: Search, share: Floats, price: Floats, seconds: float) -> None:
    """Keep what is whole in a fractional answer, and choose the rest together."""
    board = search.board
    occupancy = Occupancy(board)
    for column in np.flatnonzero(share > 1 - NOTHING):
        if occupancy.fits(int(column)):
            occupancy.add(int(column))
    undecided = np.flatnonzero(occupancy.chosen < 0)
    free = np.flatnonzero(np.isin(board.columns.request, undecided) & np.isfinite(price))
    inside = free[cheap(board.columns.request[free], price[free])]
    choose(search, occupancy, inside, seconds, "settle")


def cheap(request: Ints, price: Floats, most: int = 60) -> NDArray[np.intp]:
    """Give the positions of the cheapest few columns of each request."""
    order = np.lexsort((price, request))
    begins = np.flatnonzero(np.r_[True, np.diff(request[order]) != 0]) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(begins, np.diff(np.r_[begins, len(order)]))
    return np.asarray(np.sort(order[rank < most]))


def choose(search: Search, occupancy: Occupancy, inside: NDArray[np.intp], seconds: float, phase: str) -> None:
    """Choose among some columns around what is seated, by the weights of the order, and offer the plan."""
    inside = _fitting(search, occupancy, inside)
    if len(inside):
        program = whole_program(
            search.board, inside, weighted(search.board, search.order.weights, inside), [], occupancy
        )
        _offer(search, occupancy, inside, solve_whole(program, seconds), phase)


def choose_widely(
    search: Search, occupancy: Occupancy, inside: NDArray[np.intp], costs: Floats, seconds: float, phase: str
) -> None:
    """Choose among many columns around what is seated, by their costs, with rows that make that many nearly whole."""
    kept = np.isin(inside, _fitting(search, occupancy, inside))
    inside, costs = inside[kept], costs[kept]
    if len(inside):
        program = rounded_program(search.board, inside, costs, occupancy)
        _offer(search, occupancy, inside, solve_by_highs(program, seconds), phase)


def _fitting(search: Search, occupancy: Occupancy, inside: NDArray[np.intp]) -> NDArray[np.intp]:
    """Keep the columns that fit beside what is seated."""
    request = search.board.columns.request[inside]
    if not len(inside):
        return inside
    edges = np.flatnonzero(np.concatenate([[True], np.diff(request) != 0, [True]]))
    fits = np.concatenate([occupancy.fitting(inside[begin:end]) for begin, end in pairwise(edges)])
    return np.asarray(inside[fits])


def _offer(search: Search, occupancy: Occupancy, inside: NDArray[np.intp], answer: Answer, phase: str) -> None:
    if answer.x is not None:
        chosen = occupancy.chosen.copy()
        used = inside[answer.x[: len(inside)] > HALF]
        chosen[search.board.columns.request[used]] = used
        search.offer(chosen, phase)
