"""One stream decided on arrival: each party takes the best place that is free and whose house says yes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from optimizer.board.inventory import inventory_of
from optimizer.replay.nights import Nights, longest_runs
from optimizer.replay.outcome import TIERS, Outcome
from optimizer.replay.ranking import Place, ranked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.problem import Problem, Request
    from optimizer.replay.drawing import Arrival


# Points, kilometres, waste, nights cut, first night and kind: worse than any place.
_WORST: Final = (1 << 60,) * 6


class Taken(NamedTuple):
    """A stay: the place, the first night, and how many."""

    place: Place
    first: int
    nights: int


class Replay:
    """Houses and requests compiled once, over which many streams are decided.

    Nobody of the problem is seated: who comes, and when, is what a stream says. Pinned and promised places of the
    problem's requests are not looked at.
    """

    def __init__(self, problem: Problem, declining: float = 0.0, rests: Mapping[str, int] | None = None) -> None:
        """Compile a problem.

        Parameters
        ----------
        problem
            The houses, and the requests that a stream names by position.
        declining
            The share of proposals to which a house says no.
        rests
            The nights that the beds of a site rest after each stay, by its id.
        """
        inventory = inventory_of(problem)
        self._problem, self._declining = problem, declining
        self._places = ranked(problem, inventory)
        self._nights = Nights(problem, inventory.kinds)
        self._class = [inventory.names.class_[request.class_] for request in problem.requests]
        self._apart = _apart(problem, inventory.names.request)
        self._rests = [(rests or {}).get(site.id, 0) for site in problem.sites]

    def run(self, arrivals: Sequence[Arrival], seed: int = 0) -> Outcome:
        """Decide a stream in its order; those of one night by urgency, then waiting, then lot.

        Parameters
        ----------
        arrivals
            Who comes, in order, as `drawn_like` gives them.
        seed
            The same seed draws the same refusals.

        Returns
        -------
        Outcome
            What it came to, by tier.
        """
        return _outcome(self._problem.requests, self.decided(arrivals, seed))

    def decided(self, arrivals: Sequence[Arrival], seed: int = 0) -> list[tuple[Arrival, Taken | None]]:
        """Give each arrival of a stream, in its order, with its stay or with none."""
        nights, where = self._nights.copy(), defaultdict[int, list[tuple[int, int]]](list)
        decided = []
        for arrival, refusing in zip(arrivals, self._refusing(len(arrivals), seed), strict=True):
            taken = self._best(nights, arrival, where, refusing)
            if taken is not None:
                place, mask = taken.place, ((1 << taken.nights) - 1) << taken.first
                resting = ((1 << self._rests[place.site]) - 1) << taken.first + taken.nights
                nights.take(place.kind, place.load, self._class[arrival.request], mask, resting)
                where[arrival.request].append((place.site, mask))
            decided.append((arrival, taken))
        return decided

    def _refusing(self, arrivals: int, seed: int) -> Iterable[Sequence[int]]:
        """Draw which sites would say no to each arrival.

        A row for each site, in the order of the problem: what is drawn for one stays when others are added behind it.
        """
        if not self._declining:
            return ((),) * arrivals
        drawn = np.random.default_rng(seed).random((len(self._problem.sites), arrivals)) < self._declining
        return [np.flatnonzero(row).tolist() for row in drawn.T]

    def _best(
        self, nights: Nights, arrival: Arrival, where: Mapping[int, Iterable[tuple[int, int]]], refusing: Sequence[int]
    ) -> Taken | None:
        """Find what `options` would offer first: fewest points (a night cut is one), then nearest, then least waste."""
        request, best, least = self._problem.requests[arrival.request], None, _WORST
        class_, shut = self._class[arrival.request], self._shut(arrival, where)
        for place in self._places[arrival.request]:
            if best is not None and place[:3] > least[:3]:
                break
            if place.site in refusing:
                continue
            closed = shut.get(place.site, 0)
            blocked = [taken | closed for taken in nights.blocked(place.kind, place.load, class_)]
            taken = _best_stay(self._problem.nights, request, arrival.later, place, blocked)
            if taken is not None:
                cut = request.nights - taken.nights
                rank = (place.points + cut, place.km, place.scarcity, cut, taken.first, place.kind)
                if rank < least:
                    best, least = taken, rank
        return best

    def _shut(self, arrival: Arrival, where: Mapping[int, Iterable[tuple[int, int]]]) -> dict[int, int]:
        """Give the nights of houses on which somebody is there with whom she must not live."""
        shut: dict[int, int] = {}
        for other in self._apart.get(arrival.request, ()):
            for site, nights in where.get(other, ()):
                shut[site] = shut.get(site, 0) | nights
        return shut


def _best_stay(horizon: int, request: Request, later: int, place: Place, blocked: Sequence[int]) -> Taken | None:
    """Give the longest stay in a place, and of these the one that begins first."""
    first, last = max(0, request.start[0] + later), request.start[1] + later
    window = (1 << last + 1) - (1 << first) if last >= first else 0
    most = min(request.nights, place.longest)
    nights, starts = longest_runs([((1 << horizon) - 1) & ~each for each in blocked], window, request.fewest, most)
    return Taken(place, (starts & -starts).bit_length() - 1, nights) if starts else None


def _apart(problem: Problem, names: Mapping[str, int]) -> dict[int, list[int]]:
    apart: dict[int, list[int]] = defaultdict(list)
    for one, other in problem.apart:
        apart[names[one]].append(names[other])
        apart[names[other]].append(names[one])
    return apart


def _outcome(requests: Sequence[Request], decided: Iterable[tuple[Arrival, Taken | None]]) -> Outcome:
    asked, placed, sums = [0] * TIERS, [0] * TIERS, [0] * 4
    for arrival, taken in decided:
        request = requests[arrival.request]
        asked[request.tier - 1] += 1
        if taken is not None:
            placed[request.tier - 1] += 1
            waited, cut = taken.first - request.start[0] - arrival.later, request.nights - taken.nights
            sums = [
                one + other for one, other in zip(sums, (taken.place.km, waited, cut, taken.place.points), strict=True)
            ]
    km, waited, cut, points = sums
    return Outcome(tuple(asked), tuple(placed), km, waited, cut, points)
