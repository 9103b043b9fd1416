"""What could be placed at most if those who may be split took no room at all: a bound on plans that split stays."""

from dataclasses import replace

from optimizer.board.compile import compile_board
from optimizer.problem import Problem
from optimizer.search.certify import certify_level
from optimizer.search.greedy import best_fit, greedy
from optimizer.search.guide import guide
from optimizer.search.state import Search

TIERS = 4


def splitters_of(problem: Problem) -> set[str]:
    """The requests whose stays may be split."""
    return {request.id for request in problem.requests if request.splittable and request.pinned is None}


def bound_splits(search: Search) -> list[float]:
    """Bound the tiers of a problem in which some stays may be split, as costs; the search itself splits nobody.

    Whoever may be split is taken to be placed, and to take no room from the others.
    """
    problem = search.board.problem
    gone = splitters_of(problem)
    others = tuple(request for request in problem.requests if request.id not in gone)
    apart = tuple(pair for pair in problem.apart if gone.isdisjoint(pair))
    rest = Search(compile_board(replace(problem, requests=others, apart=apart)), search.clock, 0, None)
    rest.offer(greedy(rest.board, best_fit(rest.board)), "greedy")
    guide(rest, search.clock.left / 4)
    bounds = []
    for level in range(TIERS):
        certify_level(rest, level, search.clock.left / 4)
        free = sum(request.tier == level + 1 for request in problem.requests if request.id in gone)
        bounds.append(min(rest.bounds[level], rest.costs[level]) - free)
        if not rest.at_bound(level):
            break
    return bounds
