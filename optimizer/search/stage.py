"""The program of one level: its cost over some columns, with the levels before held at their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from optimizer.search.conflicts import conflict_rows
from optimizer.search.program import Program
from optimizer.search.worth import cost_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.board.compile import Board
    from optimizer.board.occupancy import Occupancy
    from optimizer.search.worth import Floats


@dataclass(frozen=True, slots=True)
class Limit:
    """The cost of the chosen columns on a level may not exceed ``most``."""

    level: int
    most: float


def relaxed_program(
    board: Board,
    which: NDArray[np.intp],
    costs: Floats,
    limits: list[Limit],
    seated: Occupancy | None = None,
) -> Program:
    """Build the program over some columns, without the conflicts between parties: its bound holds for the full one.

    Rows come in this order: requests, capacity (less what is seated already), limits.
    """
    many, requests = len(which), len(board.tier)
    at = np.arange(many)
    own = csr_matrix((np.ones(many), (board.columns.request[which], at)), shape=(requests, many))
    capacity = board.rows.matrix(which, board.columns.load)
    held = [cost_of(board, limit.level, which) for limit in limits]
    blocks = [own, capacity, csr_matrix(np.array(held, dtype=np.float64))] if limits else [own, capacity]
    matrix = vstack(blocks, format="csr")
    room = board.rows.room if seated is None else seated.room(board.rows.kind, board.rows.night)
    most = np.concatenate([np.ones(requests), room, [limit.most for limit in limits]])
    return Program(costs, matrix, np.full(len(most), -np.inf), most)


def whole_program(
    board: Board,
    which: NDArray[np.intp],
    costs: Floats,
    limits: list[Limit],
    seated: Occupancy | None = None,
) -> Program:
    """Build the program with every rule in it; helper variables for classes come after the columns."""
    relaxed = relaxed_program(board, which, costs, limits, seated)
    conflicts, most = conflict_rows(board, which)
    more = conflicts.shape[1] - len(which)
    wide = hstack([relaxed.matrix, csr_matrix((relaxed.matrix.shape[0], more))], format="csr")
    matrix = vstack([wide, conflicts], format="csr")
    busy = np.flatnonzero(np.diff(matrix.indptr))
    ceiling = np.concatenate([relaxed.most, most])[busy]
    return Program(np.concatenate([costs, np.zeros(more)]), matrix[busy], np.full(len(busy), -np.inf), ceiling)
