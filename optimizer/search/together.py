"""A first plan where classes matter: long stays first, each where it is cheap and keeps open the fewest room-nights."""

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.kinds import ANY_CLASS, Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.worth import Floats


def seat_together(board: Board, costs: Floats, opening: float, rng: np.random.Generator) -> Ints:
    """Seat by urgency, then by length; a night in a one-class room that nobody has yet costs ``opening`` more."""
    occupancy = Occupancy(board)
    loose = board.order
    longest = np.zeros(len(board.tier))
    np.maximum.at(longest, board.columns.request, board.columns.nights)
    for request in loose[np.lexsort((rng.random(len(loose)), -longest[loose], board.tier[loose]))]:
        own = np.arange(board.starts[request], board.starts[request + 1])
        own = own[occupancy.fitting(own)]
        if len(own):
            price = costs[own] + opening * _unheld(board, occupancy, own)
            occupancy.add(int(own[price.argmin()]))
    return occupancy.chosen


def _unheld(board: Board, occupancy: Occupancy, own: Ints) -> Ints:
    """Count the nights of each stay on which nobody holds the room for a class."""
    columns = board.columns
    first, end = int(columns.first[own].min()), int((columns.first[own] + columns.nights[own]).max())
    kind = columns.kind[own]
    nights = np.broadcast_to(np.arange(first, end), (len(own), end - first))
    open_ = (occupancy.held(kind[:, None], nights) == ANY_CLASS) & board.kinds.classed[kind][:, None]
    inside = (nights >= columns.first[own][:, None]) & (nights < (columns.first[own] + columns.nights[own])[:, None])
    return np.asarray((open_ & inside).sum(axis=1))
