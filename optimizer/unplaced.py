"""Why people have no place in a plan: the rules that stand in the way, each once."""

import numpy as np

from optimizer.board.compile import Board
from optimizer.board.eligibility import Masks, mask_of
from optimizer.plan import Unplaced
from optimizer.rules import Reason, Rule, rules_in


def reasons_for(board: Board, missing: list[int]) -> tuple[Unplaced, ...]:
    """Give, for each request at those positions, the rules that close places to it.

    ``OUTRANKED`` is given when some place was open to it.
    """
    shut = [at for at in missing if board.starts[at] == board.starts[at + 1]]
    masks = dict(zip(shut, _masks(board, shut), strict=True))
    reasons = {at: _shut(board, at, masks[at]) if at in masks else (Reason(Rule.OUTRANKED),) for at in missing}
    return tuple(Unplaced(board.problem.requests[at].id, reasons[at]) for at in missing)


def _masks(board: Board, requests: list[int]) -> Masks:
    if not requests or board.problem.candidates is not None:
        return np.zeros((len(requests), 0), dtype=np.uint16)
    return mask_of(board.problem, tuple(board.problem.requests[at] for at in requests), board.kinds, board.names)


def _shut(board: Board, at: int, mask: Masks) -> tuple[Reason, ...]:
    request = board.problem.requests[at]
    if board.problem.candidates is not None:
        listed = any(candidate.request == request.id for candidate in board.problem.candidates)
        return (Reason(Rule.NOT_FREE if listed else Rule.NOT_LISTED),)
    if request.start[0] + request.fewest > board.problem.nights:
        return (Reason(Rule.START_WINDOW),)
    if not len(mask) or (mask == 0).any():
        return (Reason(Rule.NOT_FREE),)
    return tuple(Reason(rule) for rule in rules_in(int(np.bitwise_or.reduce(mask))))
