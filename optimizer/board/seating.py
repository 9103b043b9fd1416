"""From kinds back to rooms: deal the stays of a merged kind out to its members."""

import heapq

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.kinds import Ints
from optimizer.plan import Assignment, Plan
from optimizer.problem import Space


def assignments_of(board: Board, chosen: Ints) -> list[Assignment]:
    """Give every stay a room, pinned requests included, in the order of the requests."""
    problem, columns = board.problem, board.columns
    by_kind: dict[int, list[int]] = {}
    for column in chosen[chosen >= 0]:
        by_kind.setdefault(int(columns.kind[column]), []).append(int(column))
    found = {
        at: Assignment(request.id, request.pinned.space, request.pinned.first, request.pinned.nights)
        for at, request in enumerate(problem.requests)
        if request.pinned is not None
    }
    for kind, stays in by_kind.items():
        for column, space in _deal(board, kind, stays):
            at, first, nights = int(columns.request[column]), int(columns.first[column]), int(columns.nights[column])
            found[at] = Assignment(problem.requests[at].id, problem.spaces[space].id, first, nights)
    return [found[at] for at in sorted(found)]


def _deal(board: Board, kind: int, stays: list[int]) -> list[tuple[int, int]]:
    members, columns = board.kinds.members[kind], board.columns
    if len(members) == 1:
        return [(column, members[0]) for column in stays]
    free_from = [(first_free(board.problem.spaces[space]), space) for space in members]
    heapq.heapify(free_from)
    dealt = []
    for column in sorted(stays, key=lambda column: (int(columns.first[column]), int(columns.request[column]))):
        _, space = heapq.heappop(free_from)
        dealt.append((column, space))
        heapq.heappush(free_from, (int(columns.first[column] + columns.nights[column]), space))
    return dealt


def first_free(space: Space) -> int:
    """Give the night from which a merged room is free: nothing is taken later, or it would not be merged."""
    return max((end for first, end, beds, *_ in space.taken if beds and end > first), default=0)


def chosen_from(board: Board, plan: Plan) -> Ints:
    """Find the columns of a plan made for this or a similar problem; what is no longer allowed is left out."""
    names, columns, kinds = board.names, board.columns, board.kinds
    chosen = np.full(len(board.tier), -1, dtype=np.int32)
    for stay in plan.assignments:
        at, space = names.request.get(stay.request), names.space.get(stay.space)
        if at is None or space is None:
            continue
        own = slice(int(board.starts[at]), int(board.starts[at + 1]))
        same = (columns.kind[own] == kinds.of_space[space]) & (columns.first[own] == stay.first)
        found = np.flatnonzero(same & (columns.nights[own] == stay.nights))
        if len(found):
            chosen[at] = own.start + found[0]
    return chosen
