"""The board: a problem compiled to arrays, with pinned requests already seated."""

from dataclasses import dataclass

import numpy as np

from optimizer.board.columns import Columns, columns_of
from optimizer.board.inventory import inventory_of
from optimizer.board.kinds import Ints, Kinds, Names
from optimizer.board.rows import Rows, rows_of
from optimizer.board.values import values_of
from optimizer.plan import Assignment
from optimizer.problem import Problem


@dataclass(frozen=True, slots=True)
class Board:
    """A problem as arrays.

    ``starts[r] : starts[r + 1]`` are the columns of request ``r``; ``order`` lists the requests that are not pinned,
    most urgent first; ``fixed`` is what pinned requests add to each level; ``apart[r]`` names whom ``r`` must be apart
    from.
    """

    problem: Problem
    names: Names
    kinds: Kinds
    columns: Columns
    rows: Rows
    starts: Ints
    tier: Ints
    class_: Ints
    order: Ints
    fixed: Ints
    apart: dict[int, tuple[int, ...]]

    @property
    def site(self) -> Ints:
        """The site of each column."""
        return self.kinds.site[self.columns.kind]


def compile_board(problem: Problem) -> Board:
    """Compile a problem with every stay that is allowed."""
    inventory = inventory_of(problem)
    return board_of(problem, columns_of(problem, inventory.kinds, inventory.names, loose_requests(problem)))


def loose_requests(problem: Problem) -> list[int]:
    """The positions of the requests that are not pinned."""
    return [at for at, request in enumerate(problem.requests) if request.pinned is None]


def board_of(problem: Problem, columns: Columns) -> Board:
    """Compile a problem with some columns, sorted by request."""
    inventory = inventory_of(problem)
    names, kinds = inventory.names, inventory.kinds
    starts = np.searchsorted(columns.request, np.arange(len(problem.requests) + 1)).astype(np.int32)
    return Board(
        problem=problem,
        names=names,
        kinds=kinds,
        columns=columns,
        rows=rows_of(columns, kinds),
        starts=starts,
        tier=np.array([request.tier for request in problem.requests], dtype=np.int32),
        class_=np.array([names.class_[request.class_] for request in problem.requests], dtype=np.int32),
        order=_order(problem, loose_requests(problem)),
        fixed=_fixed(problem),
        apart=_apart(problem, names),
    )


def _order(problem: Problem, loose: list[int]) -> Ints:
    """Most urgent first, then the longest waiting, then the lot, then as written."""
    requests = problem.requests
    ordered = sorted(loose, key=lambda at: (requests[at].tier, -requests[at].waiting, requests[at].lot, at))
    return np.array(ordered, dtype=np.int32)


def _apart(problem: Problem, names: Names) -> dict[int, tuple[int, ...]]:
    found: dict[int, set[int]] = {}
    for one, other in problem.apart:
        a, b = names.request[one], names.request[other]
        if problem.requests[a].pinned is None and problem.requests[b].pinned is None:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return {at: tuple(sorted(others)) for at, others in found.items()}


def _fixed(problem: Problem) -> Ints:
    pins = [(request.id, request.pinned) for request in problem.requests if request.pinned is not None]
    return values_of(problem, [Assignment(name, pin.space, pin.first, pin.nights) for name, pin in pins])
