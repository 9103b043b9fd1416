"""Decide a stream of requests one by one, and compare with someone who knew them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, vstack

from optimizer.board.compile import Board, compile_board
from optimizer.board.occupancy import Occupancy
from optimizer.board.seating import assignments_of
from optimizer.errors import InstanceError
from optimizer.search.program import Program, solve_linear
from optimizer.simulate_policies import POLICIES, PRICED, Policy, priced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.plan import Assignment
    from optimizer.problem import Problem


@dataclass(frozen=True, slots=True)
class Run:
    """What one ``policy`` decided: the stays are its ``assignments``."""

    policy: str
    assignments: tuple[Assignment, ...]

    @property
    def placed(self) -> int:
        """Parties with a place."""
        return len(self.assignments)


@dataclass(frozen=True, slots=True)
class Report:
    """The ``runs`` of every policy on one stream of ``requests``, and the ``bound``: how many hindsight could place."""

    requests: int
    bound: int
    runs: tuple[Run, ...]

    def ratio(self, run: Run) -> float:
        """Share of the hindsight bound that a policy placed."""
        return run.placed / max(1, self.bound)


def simulate(problem: Problem, past: Sequence[Problem] = (), seconds: float = 60.0) -> Report:
    """Replay a stream: each request is decided on the night its window opens.

    Parameters
    ----------
    problem : Problem
        The stream. Requests of one night are decided by urgency, then waiting time, then lot.
    past : sequence of Problem
        Earlier streams on the same spaces, to learn prices from; without any, the policy that uses
        prices is left out.
    seconds : float
        Most seconds for the linear program of the hindsight bound.

    Returns
    -------
    Report
        What each policy decided, and the bound: the linear relaxation of placing as many parties as
        possible, knowing all of them. No plan of whole stays can pass it.

    Raises
    ------
    InstanceError
        When a past stream is about other spaces, or the bound needs more time.

    Notes
    -----
    Prices choose the room and never refuse a person: whoever has any free place on arrival gets one.
    Shadow prices for placing people as they arrive follow Ahani, Gölz, Procaccia, Teytelboym and
    Trapp, "Dynamic placement in refugee resettlement" (2021).
    """
    board = compile_board(problem)
    policies = {name: make(board) for name, make in POLICIES.items()}
    if past:
        policies[PRICED] = priced(board, past)
    runs = tuple(Run(name, _replay(board, policy)) for name, policy in policies.items())
    return Report(len(problem.requests), hindsight_bound(board, seconds), runs)


def _replay(board: Board, policy: Policy) -> tuple[Assignment, ...]:
    """Seat each request on arrival where the policy likes it best; pinned ones are seated already."""
    occupancy = Occupancy(board)
    for at in arrivals(board):
        own = np.arange(board.starts[at], board.starts[at + 1])
        free = own[occupancy.fitting(own)] if len(own) else own
        if len(free):
            cost = policy(occupancy, board.problem.requests[at].start[0], free)
            occupancy.add(int(free[np.argmin(cost)]))
    return tuple(assignments_of(board, occupancy.chosen))


def arrivals(board: Board) -> list[int]:
    """List the requests in the order in which they are decided: by night, then as the solver ranks them."""
    requests = board.problem.requests
    return sorted((int(at) for at in board.order), key=lambda at: requests[at].start[0])


def hindsight_bound(board: Board, seconds: float) -> int:
    """Bound how many parties any plan of whole stays can place.

    Raises
    ------
    InstanceError
        When the time does not suffice for the linear program.
    """
    columns, parties = board.columns, len(board.tier)
    every = np.arange(len(columns))
    once = csr_matrix((np.ones(len(columns)), (columns.request, every)), shape=(parties, len(columns)))
    matrix = vstack([board.rows.matrix(every, columns.load), once]).tocsr()
    most = np.concatenate([board.rows.room, np.ones(parties)]).astype(np.float64)
    answer = solve_linear(Program(-np.ones(len(columns)), matrix, np.full(len(most), -np.inf), most), seconds)
    if not answer.optimal:
        raise InstanceError(f"the hindsight bound needs more than {seconds:g} seconds; give it more")
    pinned = sum(request.pinned is not None for request in board.problem.requests)
    return int(np.floor(-answer.bound + 1e-6)) + pinned
