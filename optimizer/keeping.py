"""A plan becomes promises: what is decided next keeps to them unless something more urgent demands otherwise."""

from collections import Counter
from dataclasses import replace

from optimizer.plan import Plan
from optimizer.problem import Pin, Problem


def keeping(problem: Problem, plan: Plan) -> Problem:
    """Promise everyone whom a plan places the place that it gave.

    Parameters
    ----------
    problem
        The problem of the plan, or the same with something changed: a request more, a room closed, a place refused.
    plan
        The last plan. Stays of requests or spaces that the problem does not have any more are passed over, and so are
        stays that begin or end outside its nights.

    Returns
    -------
    Problem
        The problem with promises; whoever is pinned, split over two sites or not in the plan keeps what was there.

    Examples
    --------
    >>> changed = keeping(changed, plan)  # doctest: +SKIP
    >>> solve(changed, Stop(seconds=0.5), start=plan)  # doctest: +SKIP
    """
    spaces = {space.id for space in problem.spaces}
    parts = Counter(stay.request for stay in plan.assignments)
    places = {
        stay.request: Pin(stay.space, stay.first, stay.nights)
        for stay in plan.assignments
        if parts[stay.request] == 1 and stay.space in spaces and stay.first + stay.nights <= problem.nights
    }
    requests = tuple(
        each if each.pinned else replace(each, promised=places.get(each.id, each.promised)) for each in problem.requests
    )
    return replace(problem, requests=requests)
