"""What must hold between the parts of a problem before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.consistency.limits import MOST_IDS, MOST_NIGHTS, known, whole
from optimizer.consistency.lists import check_apart, check_candidates
from optimizer.consistency.parties import check_request
from optimizer.consistency.pins import check_pins
from optimizer.consistency.places import check_measured, check_site, check_space
from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.problem import Problem


def check_problem(problem: Problem) -> None:
    """Refuse a problem whose parts do not fit together."""
    whole(problem.nights, 1, MOST_NIGHTS, "nights")
    sites = _unique((site.id for site in problem.sites), "sites")
    spaces = _unique((space.id for space in problem.spaces), "spaces")
    requests = _unique((request.id for request in problem.requests), "requests")
    for at, site in enumerate(problem.sites):
        check_site(site, f"sites[{at}]")
    for at, space in enumerate(problem.spaces):
        known(space.site, sites, f"spaces[{at}].site")
        check_space(space, problem.nights, f"spaces[{at}]")
    explicit = problem.candidates is not None
    for at, request in enumerate(problem.requests):
        check_request(request, spaces, problem.nights, f"requests[{at}]", explicit=explicit)
    check_measured(problem)
    check_apart(problem.apart, requests)
    check_candidates(problem, spaces, requests)
    check_pins(problem)


def _unique(names: Iterable[object], where: str) -> dict[str, int]:
    seen: dict[str, int] = {}
    for at, name in enumerate(names):
        if not (isinstance(name, str) and name):
            raise InstanceError("must be a text that is not empty", f"{where}[{at}].id")
        if name in seen:
            raise InstanceError(f"{name!r} is the id of {where}[{seen[name]}] too; ids are unique", f"{where}[{at}].id")
        seen[name] = at
    if len(seen) > MOST_IDS:
        raise InstanceError(f"has {len(seen)} entries; at most {MOST_IDS} are accepted", where)
    return seen
