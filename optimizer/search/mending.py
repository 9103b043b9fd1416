"""An earlier plan made good after a change: whoever can stay stays, and room is made for whoever cannot."""

import numpy as np
from numpy.typing import NDArray

from optimizer.board.compile import Board
from optimizer.board.kinds import Bools, Ints
from optimizer.board.occupancy import Occupancy
from optimizer.board.seating import chosen_from
from optimizer.plan import Plan
from optimizer.search.greedy import first_fitting
from optimizer.search.guide import choose
from optimizer.search.pricing import weighted
from optimizer.search.state import Search

KINDS, RIVALS, CHOICES = 20, 40, 24
"""How many kinds of room are looked at for one party, whose guests may move, and how many places each has to choose."""


def mend(search: Search, plan: Plan, until: float) -> None:
    """Begin from what is still allowed of a plan, seat the others, and make room for those who are left.

    Whoever had no place in that plan already comes last: for the others, something has changed.
    """
    board = search.board
    search.offer(_seated(board, chosen_from(board, plan)), "start")
    waiting = {missing.request for missing in plan.unplaced}
    left = [int(at) for at in board.order if search.best[at] < 0 and board.starts[at] < board.starts[at + 1]]
    for at in sorted(left, key=lambda at: board.problem.requests[at].id in waiting):
        if search.clock.over or search.clock.seconds > until:
            return
        if search.best[at] < 0:
            make_room(search, at, until)


def _seated(board: Board, start: Ints) -> Ints:
    """Seat whoever the plan seats, then the others by urgency, each where least is wasted."""
    occupancy = Occupancy(board)
    for column in start[start >= 0]:
        if occupancy.fits(int(column)):
            occupancy.add(int(column))
    for at in (int(at) for at in board.order if occupancy.chosen[at] < 0):
        column = first_fitting(occupancy, by_fit(board, at))
        if column >= 0:
            occupancy.add(column)
    return occupancy.chosen


def by_fit(board: Board, at: int) -> Ints:
    """Order the places of one request by what they waste."""
    own = np.arange(board.starts[at], board.starts[at + 1])
    columns = board.columns.take(own)
    return own[np.lexsort((-columns.nights, columns.km, columns.points + 2 * columns.scarcity, -columns.kept))]


def make_room(search: Search, at: int, until: float) -> None:
    """Decide one party again together with those who hold the rooms that it could have."""
    board = search.board
    freed = np.zeros(len(board.tier), dtype=np.bool_)
    freed[at] = True
    freed[_holders(search, at)] = True
    occupancy = Occupancy(board, np.where(freed, -1, search.best).astype(np.int32))
    seconds = min(until - search.clock.seconds, search.clock.left)
    choose(search, occupancy, _choices(search, freed), max(0.0, seconds), "mend")


def _holders(search: Search, at: int) -> Ints:
    """Who is in the rooms that a party would like best, on nights that it could stay there."""
    board, columns = search.board, search.board.columns
    own = np.arange(board.starts[at], board.starts[at + 1])
    own = own[np.argsort(weighted(search.board, search.order.weights, own), kind="stable")]
    _, first = np.unique(columns.kind[own], return_index=True)
    kinds = columns.kind[own[np.sort(first)[:KINDS]]]
    since, end = columns.first[own].min(), (columns.first[own] + columns.nights[own]).max()
    seated = search.best[search.best >= 0]
    there = np.isin(columns.kind[seated], kinds) & (columns.first[seated] < end)
    there &= columns.first[seated] + columns.nights[seated] > since
    return np.asarray(columns.request[seated[there]][:RIVALS])


def _choices(search: Search, freed: Bools) -> NDArray[np.intp]:
    """The cheapest places of whoever is decided again, and where they are now."""
    board = search.board
    parts = [search.best[freed & (search.best >= 0)].astype(np.intp)]
    for at in np.flatnonzero(freed):
        own = np.arange(board.starts[at], board.starts[at + 1])
        cost = weighted(search.board, search.order.weights, own)
        parts.append(own[np.argsort(cost, kind="stable")[:CHOICES]])
    return np.unique(np.concatenate(parts))
