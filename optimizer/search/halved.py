"""Split stays as columns of a relaxation: each meets the capacity rows of two kinds."""

import numpy as np
from scipy.sparse import csr_matrix

from optimizer.board.compile import Board
from optimizer.board.halves import Split
from optimizer.board.rows import Rows
from optimizer.search.worth import Floats


class Splits(list[Split]):
    """The split stays that a relaxation knows so far, each once."""

    def learn(self, found: list[Split], least: Floats) -> bool:
        """Take up split stays that cost less than the least of their request does; tells whether any was new."""
        known = {(split.request, split.kinds, split.nights) for split in self}
        cheap = [split for split in found if split.cost < least[split.request]]
        new = [split for split in cheap if (split.request, split.kinds, split.nights) not in known]
        self.extend(new)
        return bool(new)

    def costs(self, board: Board, weights: Floats) -> Floats:
        """Give what each costs with levels added up by weight; a split stay is never one that was promised."""
        parts = [(split.points, split.km, split.scarcity) for split in self]
        gain = weights[board.tier[[split.request for split in self]] - 1] if self else np.zeros(0)
        return np.asarray(np.array(parts, dtype=np.float64).reshape(-1, 3) @ weights[5:] - gain)

    def columns(self, board: Board, rows: int) -> csr_matrix:
        """Give their columns, over so many rows of which those of requests and of capacity come first.

        Rows that are rounded by size do without them, which can only widen a bound.
        """
        parts = [_loads(board.rows, split) for split in self]
        request = [split.request for split in self]
        row = np.concatenate([request, *(len(board.tier) + np.flatnonzero(part) for part in parts)]).astype(np.intp)
        at = np.concatenate([np.arange(len(self)), *(np.full(np.count_nonzero(p), i) for i, p in enumerate(parts))])
        value = np.concatenate([np.ones(len(self)), *(part[part > 0] for part in parts)])
        return csr_matrix((value, (row, at.astype(np.intp))), shape=(rows, len(self)))


def _loads(rows: Rows, split: Split) -> Floats:
    """What a split stay takes in each capacity row."""
    taken = np.zeros(len(rows))
    for kind, load, (first, end) in zip(split.kinds, split.loads, split.nights, strict=True):
        taken += load * ((rows.kind == kind) & (first <= rows.night) & (rows.night < end))
    return taken
