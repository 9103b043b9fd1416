"""Why someone has no place in a plan: the rules that stand in the way, each once."""

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.eligibility import mask_of
from optimizer.rules import Reason, Rule, rules_in


def reasons_for(board: Board, at: int) -> tuple[Reason, ...]:
    """Give the rules that close places to a request; ``OUTRANKED`` when some place was open to it."""
    if board.starts[at + 1] > board.starts[at]:
        return (Reason(Rule.OUTRANKED),)
    request = board.problem.requests[at]
    if board.problem.candidates is not None:
        listed = any(candidate.request == request.id for candidate in board.problem.candidates)
        return (Reason(Rule.NOT_FREE if listed else Rule.NOT_LISTED),)
    if request.start[0] + request.fewest > board.problem.nights:
        return (Reason(Rule.START_WINDOW),)
    mask = mask_of(board.problem, (request,), board.kinds, board.names)[0]
    if not len(mask) or (mask == 0).any():
        return (Reason(Rule.NOT_FREE),)
    return tuple(Reason(rule) for rule in rules_in(int(np.bitwise_or.reduce(mask))))
