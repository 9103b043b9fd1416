"""One night without classes: who takes which room is a packing of parties into beds."""

from dataclasses import dataclass

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.kinds import Bools, Ints
from optimizer.search.worth import Floats

MOST_CELLS = 60_000_000
BARRED = 1e15
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Packing:
    """Parties (``n``) to be packed into kinds (``m``).

    ``cost[m, n]`` is ``BARRED`` where the pair is no candidate, ``load[m, n]`` the beds it takes, ``room[m]`` the beds
    there are, ``column[m, n]`` and ``request[n]`` lead back to the board, ``reward[n]`` is what placing a party is
    worth; ``plain`` says that costs are points and nothing else.
    """

    cost: Floats
    load: Ints
    room: Ints
    column: Ints
    request: Ints
    reward: Floats
    plain: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Number of kinds and of parties."""
        return self.cost.shape[0], self.cost.shape[1]

    def value(self, seats: Ints) -> float:
        """Cost of a packing, with what is lost by parties that nobody takes; ``seats[n]`` names kinds."""
        taken = np.flatnonzero(seats != NOBODY)
        return float(self.cost[seats[taken], taken].sum() + self.reward[seats == NOBODY].sum())

    def spare(self, seats: Ints) -> Ints:
        """Beds left in each kind."""
        taken = np.flatnonzero(seats != NOBODY)
        used = np.bincount(seats[taken], weights=self.load[seats[taken], taken], minlength=len(self.room))
        return np.asarray(self.room - used.astype(np.int64))

    def chosen(self, seats: Ints, many: int) -> Ints:
        """Columns of the board, by request."""
        chosen = np.full(many, NOBODY, dtype=np.int32)
        taken = np.flatnonzero(seats != NOBODY)
        chosen[self.request[taken]] = self.column[seats[taken], taken]
        return chosen

    def seats(self, chosen: Ints) -> Ints:
        """Kinds of the parties, from columns of the board by request."""
        own = chosen[self.request]
        same = self.column == own
        return np.where((own >= 0) & same.any(axis=0), same.argmax(axis=0), NOBODY)


def packing_of(board: Board, costs: Floats) -> Packing | None:
    """Give the packing that a board is; nothing if there is more to it (nights, classes, pairs apart) or too much."""
    columns, kinds = board.columns, board.kinds
    request, at = np.unique(columns.request, return_inverse=True)
    shape = len(kinds), len(request)
    simple = kinds.free.shape[1] == 1 and not kinds.classed.any() and not board.apart
    if not simple or not len(columns) or shape[1] * int(kinds.free.sum()) > MOST_CELLS:
        return None
    cost, load = np.full(shape, BARRED), np.zeros(shape, dtype=np.int64)
    column = np.full(shape, NOBODY - 1, dtype=np.int64)
    cost[columns.kind, at] = costs
    load[columns.kind, at] = columns.load
    column[columns.kind, at] = np.arange(len(columns))
    urgency = np.power(4.0, 4 - board.tier[request])
    reward = np.asarray(4.0 * (float(np.ptp(costs)) + 1.0) * urgency + float(costs.max()), dtype=np.float64)
    plain = bool((costs == columns.points).all())
    return Packing(cost, load, kinds.free[:, 0].astype(np.int64), column, request, reward, plain)


def cheapest(price: Floats, each: float) -> Bools:
    """Mark the pairs of least price, as many as make ``each`` for a party on average."""
    share = min(1.0, each / max(1, price.shape[0]))
    return np.asarray(price <= np.quantile(price, share))
