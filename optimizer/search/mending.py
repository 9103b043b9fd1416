"""An earlier plan made good after a change: whoever can stay stays, and room is made for whoever cannot."""

import numpy as np

from optimizer.board.kinds import Ints
from optimizer.search.greedy import best_fit, greedy
from optimizer.search.guide import weighted_costs
from optimizer.search.polish import polish
from optimizer.search.state import Search

ROUNDS = 12


def mend(search: Search, start: Ints) -> None:
    """Begin from what is still allowed of a plan, seat the others, and look around those who are left."""
    board = search.board
    search.offer(greedy(board, best_fit(board), start), "start")
    able = np.diff(board.starts) > 0
    if (able & (search.best < 0)).any() and not search.clock.over:
        price = weighted_costs(search, np.arange(len(board.columns)))
        polish(search, price, ROUNDS, search.clock.stop.seconds)
