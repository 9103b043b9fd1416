"""One request beside a plan: everyone else is where the plan puts them."""

from collections.abc import Iterator
from dataclasses import replace

from optimizer.belonging import require_belonging
from optimizer.errors import InstanceError
from optimizer.plan import Assignment, Plan
from optimizer.problem import Candidate, Pin, Problem, Request

AGAIN = "{id} (second part)"


def beside(problem: Problem, plan: Plan, request_id: str) -> Problem:
    """Pin everyone but one request where a plan puts them, to ask for options or reasons beside it.

    Parameters
    ----------
    problem
        The problem of the plan.
    plan
        Where everyone else is. Whoever is split over two sites is in both: the second part is a request of its own.
        Stays of requests that the problem does not have any more are passed over.
    request_id
        Who is asked about: where the plan puts it is free.

    Returns
    -------
    Problem
        The problem with everyone else pinned.

    Raises
    ------
    InstanceError
        When the plan is of another instance: most of its requests are unknown, or its stays do not fit.
    """
    require_belonging(problem, plan)
    stays: dict[str, list[Assignment]] = {}
    for stay in sorted(plan.assignments, key=lambda each: each.first):
        if stay.request != request_id:
            stays.setdefault(stay.request, []).append(stay)
    twice = [each for each in problem.requests if len(stays.get(each.id, ())) > 1]
    firsts = (replace(each, pinned=_pin(stays[each.id][0])) if each.id in stays else each for each in problem.requests)
    seconds = (_second(each, stay) for each in twice for stay in stays[each.id][1:])
    again = {each.id: AGAIN.format(id=each.id) for each in twice}
    try:
        return replace(
            problem,
            requests=(*firsts, *seconds),
            apart=(*problem.apart, *_apart(problem, again)),
            candidates=None if problem.candidates is None else (*problem.candidates, *_listed(problem, again)),
        )
    except InstanceError as error:
        raise InstanceError(f"this plan does not fit this instance: {error.what}") from None


def _pin(stay: Assignment) -> Pin:
    return Pin(stay.space, stay.first, stay.nights)


def _second(request: Request, stay: Assignment) -> Request:
    return replace(request, id=AGAIN.format(id=request.id), pinned=_pin(stay))


def _apart(problem: Problem, again: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Keep the second part of a stay apart from whoever the first is kept apart from."""
    for pair in problem.apart:
        for one, other in (pair, pair[::-1]):
            if one in again:
                yield again[one], other
                if other in again and one < other:
                    yield again[one], again[other]


def _listed(problem: Problem, again: dict[str, str]) -> Iterator[Candidate]:
    """List for the second part of a stay what is listed for the first."""
    for pair in problem.candidates or ():
        if pair.request in again:
            yield replace(pair, request=again[pair.request])
