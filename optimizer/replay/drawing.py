"""Futures drawn from a past: whole weeks of arrivals, each taken from about the same time of the year."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from optimizer.errors import InstanceError

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEK = 7
SEASON = 4  # weeks before and after from which another week may be taken


class Arrival(NamedTuple):
    """Somebody like the request at a position of the problem comes, so many nights later than that one did."""

    request: int
    later: int = 0


def drawn_like(came: Sequence[int], seed: int, season: int = SEASON) -> list[Arrival]:
    """Draw a year like the past one.

    Weeks are drawn, not requests: in a bad week many come at once, and it is such weeks that fill houses.

    Parameters
    ----------
    came
        The night on which each request of the problem became known, from 0 on.
    seed
        The same seed draws the same year.
    season
        How many weeks before or after a week may stand in for it.

    Returns
    -------
    list of Arrival
        In the order in which they come; who comes on one night stands in the order of the problem.

    Raises
    ------
    InstanceError
        When a night lies before the first one.
    """
    if came and min(came) < 0:
        raise InstanceError("must be counted from night 0 on", "came")
    weeks: dict[int, list[int]] = defaultdict(list)
    for at, night in enumerate(came):
        weeks[night // WEEK].append(at)
    last, random = max(weeks, default=-1), Random(seed)  # noqa: S311 - invented futures, no secret
    arrivals = [
        Arrival(at, WEEK * (week - taken))
        for week in range(last + 1)
        for taken in [random.randint(max(0, week - season), min(last, week + season))]
        for at in weeks[taken]
    ]
    return sorted(arrivals, key=lambda each: (came[each.request] + each.later, each.request))
