"""What must hold of pairs: of requests to be kept apart, and of candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.consistency.limits import MOST_BEDS, MOST_CANDIDATES_EACH, known, whole
from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from optimizer.problem import Problem


def check_apart(pairs: tuple[tuple[str, str], ...], requests: dict[str, int]) -> None:
    """Refuse pairs of one, and of nobody known."""
    for at, (one, other) in enumerate(pairs):
        known(one, requests, f"apart[{at}][0]")
        known(other, requests, f"apart[{at}][1]")
        if one == other:
            raise InstanceError("a request cannot be kept apart from itself", f"apart[{at}]")


def check_candidates(problem: Problem, spaces: dict[str, int], requests: dict[str, int]) -> None:
    """Refuse candidates that name nothing known, and a pair that is listed twice."""
    seen: set[tuple[str, str]] = set()
    each = dict.fromkeys(requests, 0)
    for at, candidate in enumerate(problem.candidates or ()):
        path = f"candidates[{at}]"
        known(candidate.request, requests, f"{path}.request")
        known(candidate.space, spaces, f"{path}.space")
        whole(candidate.beds, 0, MOST_BEDS, f"{path}.beds")
        for part, cost in enumerate(candidate.cost):
            whole(cost, -(10**9), 10**9, f"{path}.cost[{part}]")
        each[candidate.request] += 1
        if each[candidate.request] > MOST_CANDIDATES_EACH:
            too_many = f"{candidate.request!r} has more than {MOST_CANDIDATES_EACH} candidates; leave out the worst"
            raise InstanceError(too_many, path)
        if (candidate.request, candidate.space) in seen:
            raise InstanceError("this pair is listed twice; keep one", path)
        seen.add((candidate.request, candidate.space))
