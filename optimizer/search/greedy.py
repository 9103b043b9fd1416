"""One request after another: each takes the best place that is still free."""

from collections.abc import Iterable

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.board.occupancy import Occupancy
from optimizer.search.worth import Floats

FIRST_LOOK = 6


def ranked(board: Board, keys: Iterable[Ints | Floats]) -> Ints:
    """Order the columns of each request by some keys, the first key deciding first; the best come first."""
    order = np.lexsort((*reversed(list(keys)), board.columns.request))
    return np.asarray(order, dtype=np.int32)


def best_fit(board: Board) -> Ints:
    """Rank places by what they waste, then by points and kilometres."""
    columns = board.columns
    return ranked(board, [-columns.kept, columns.points + 2 * columns.scarcity, columns.km, -columns.nights])


def nearest(board: Board) -> Ints:
    """Rank places as the party itself would: by points, then by kilometres."""
    columns = board.columns
    return ranked(board, [-columns.kept, columns.points, columns.km, columns.scarcity])


def seat(board: Board, occupancy: Occupancy, ranking: Ints, requests: Iterable[int]) -> None:
    """Seat requests one by one, each in the first place of its ranking that fits."""
    for request in requests:
        own = ranking[board.starts[request] : board.starts[request + 1]]
        column = first_fitting(occupancy, own)
        if column >= 0:
            occupancy.add(column)


def first_fitting(occupancy: Occupancy, own: Ints) -> int:
    """Give the first column that fits, or -1; the first few are tried one by one, because they mostly do."""
    for column in own[:FIRST_LOOK]:
        if occupancy.fits(int(column)):
            return int(column)
    rest = own[FIRST_LOOK:]
    fits = np.flatnonzero(occupancy.fitting(rest)) if len(rest) else rest
    return int(rest[fits[0]]) if len(fits) else -1


def greedy(board: Board, ranking: Ints, start: Ints | None = None) -> Ints:
    """Seat whoever a start plan seats, then everyone else by urgency."""
    occupancy = Occupancy(board)
    for column in start[start >= 0] if start is not None else ():
        if occupancy.fits(int(column)):
            occupancy.add(int(column))
    seat(board, occupancy, ranking, (int(at) for at in board.order if occupancy.chosen[at] < 0))
    return occupancy.chosen
