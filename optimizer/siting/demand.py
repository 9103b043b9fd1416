"""Who finds no place in a drawn future, and which candidates could take her."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.board.inventory import inventory_of
from optimizer.errors import InstanceError
from optimizer.replay.drawing import WEEK, drawn_like
from optimizer.replay.ranking import ranked
from optimizer.replay.stream import Replay

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from optimizer.problem import Problem
    from optimizer.replay.many import Draws
    from optimizer.siting.candidates import Candidate


class Family(NamedTuple):
    """Somebody without a place.

    ``request`` is her position in the problem, ``weeks`` the nights that she needs in each week from the first on that
    she asked for, ``takers`` the positions of the candidates that the rules allow and that do not say no.
    """

    request: int
    weeks: tuple[tuple[int, int], ...]
    takers: tuple[int, ...]


def unmet_of(
    now: Problem, all_open: Problem, candidates: Sequence[Candidate], draws: Draws, tiers: Collection[int]
) -> list[list[Family]]:
    """List who finds no place, future by future.

    Parameters
    ----------
    now
        The houses as they are.
    all_open
        The same with the site of every candidate behind them; the same requests.
    candidates
        The houses that could open.
    draws
        How futures are drawn.
    tiers
        Whom it is about, by urgency.

    Returns
    -------
    list of list of Family
        For each future, those without a place in the order in which they come.

    Raises
    ------
    InstanceError
        When a candidate has no site in the problem that should have all of them.
    """
    allowed, places = _allowed(all_open, candidates), sorted({each.place for each in candidates})
    place_of = [places.index(each.place) for each in candidates]
    replay = Replay(now, draws.declining, draws.rests)
    futures = []
    for number in range(draws.many):
        seed = draws.seed * 1_000_003 + number
        arrivals = drawn_like(draws.came, seed, draws.season)
        refusing = np.random.default_rng(seed + 1).random((len(arrivals), len(places))) < draws.declining
        futures.append(
            [
                Family(
                    arrival.request,
                    _weeks(now, arrival.request, arrival.later),
                    tuple(at for at in allowed[arrival.request] if not no[place_of[at]]),
                )
                for (arrival, taken), no in zip(replay.decided(arrivals, seed), refusing, strict=True)
                if taken is None and now.requests[arrival.request].tier in tiers
            ]
        )
    return futures


def _allowed(all_open: Problem, candidates: Sequence[Candidate]) -> list[list[int]]:
    inventory = inventory_of(all_open)
    at = {each.site: number for number, each in enumerate(candidates)}
    missing = at.keys() - inventory.names.site.keys()
    if missing:
        raise InstanceError(f"have no site in the problem: {', '.join(sorted(missing))}", "candidates")
    of_site: Mapping[int, int] = {inventory.names.site[site]: number for site, number in at.items()}
    return [
        sorted({of_site[place.site] for place in places if place.site in of_site})
        for places in ranked(all_open, inventory)
    ]


def _weeks(problem: Problem, request: int, later: int) -> tuple[tuple[int, int], ...]:
    asked = problem.requests[request]
    first = max(0, asked.start[0] + later)
    nights = range(first, first + asked.nights)
    weeks = sorted({night // WEEK for night in nights})
    return tuple((week, sum(night // WEEK == week for night in nights)) for week in weeks)
