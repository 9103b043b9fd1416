"""Generalised assignment: every job to one agent, at least cost, within what each agent can carry.

The text is whole numbers apart by blanks: ``m`` agents, ``n`` jobs, ``m`` rows of ``n`` costs, ``m`` rows of ``n``
weights, ``m`` capacities (Chu & Beasley 1997; Yagiura, Ibaraki & Glover 2004).
"""

from collections.abc import Sequence
from pathlib import Path

from optimizer.consistency.limits import MOST_BEDS
from optimizer.problem import Candidate, Problem, Request, Sharing, Site, Space
from optimizer.readers.words import Words, lines_of

MOST_PAIRS = 2_000_000
Table = Sequence[Sequence[int]]


def read_assignment(source: str | Path) -> Problem:
    """Read a generalised assignment file as a problem of one night.

    Parameters
    ----------
    source
        The path of the file.

    Returns
    -------
    Problem
        One night; each agent a space shared by beds, with its capacity as beds; each job a request of tier 1; a
        candidate for each pair that fits, its weight as beds and its cost as points.

    Raises
    ------
    InstanceError
        With the line and the field (``costs[agent][job]``, ``weights[agent][job]``, ``capacities[agent]``).

    References
    ----------
    P. C. Chu, J. E. Beasley, "A genetic algorithm for the generalised assignment problem" (1997); M. Yagiura,
    T. Ibaraki, F. Glover, "An ejection chain approach for the generalized assignment problem" (2004).
    """
    words = Words(iter(enumerate(lines_of(Path(source)), start=1)))
    agents, jobs = words.whole("agents", 1, MOST_BEDS), words.whole("jobs", 1, MOST_BEDS)
    if agents * jobs > MOST_PAIRS:
        words.refuse(f"makes {agents * jobs} pairs with the agents; at most {MOST_PAIRS} are accepted", "jobs")
    costs = _table(words, agents, jobs, "costs", 10**9)
    weights = _table(words, agents, jobs, "weights", MOST_BEDS)
    capacities = [words.whole(f"capacities[{agent}]", 0, MOST_BEDS) for agent in range(agents)]
    words.end("capacities")
    return _problem(costs, weights, capacities)


def _table(words: Words, agents: int, jobs: int, name: str, most: int) -> list[list[int]]:
    return [[words.whole(f"{name}[{agent}][{job}]", 0, most) for job in range(jobs)] for agent in range(agents)]


def _problem(costs: Table, weights: Table, capacities: Sequence[int]) -> Problem:
    agents, jobs = range(len(capacities)), range(len(costs[0]))
    return Problem(
        nights=1,
        sites=(Site("agents"),),
        spaces=tuple(Space(f"agent-{agent}", "agents", capacities[agent], Sharing.BEDS) for agent in agents),
        requests=tuple(
            Request(f"job-{job}", max(1, min(weights[agent][job] for agent in agents)), 1, (0, 0), 1) for job in jobs
        ),
        candidates=tuple(
            Candidate(f"job-{job}", f"agent-{agent}", weights[agent][job], (costs[agent][job], 0))
            for job in jobs
            for agent in agents
            if weights[agent][job] <= capacities[agent]
        ),
    )
