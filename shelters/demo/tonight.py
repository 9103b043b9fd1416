"""What today looks like: the requests on the table, and the guests who have just come or are on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from shelters.demo.arrivals import ORDINARY
from shelters.demo.asking import RequestPlan, draw_request
from shelters.demo.chance import dealt, source
from shelters.demo.networks import NETWORKS
from shelters.demo.sizes import Measure
from shelters.requests.words import Urgency

# Says in how many houses a request could have a place.
Places = Callable[[RequestPlan], int]

# Hours that a request of each urgency may have been on the table.
_WAITING = {Urgency.IMMEDIATE: 20, Urgency.URGENT: 60, Urgency.PLANNED: 150, Urgency.PREVENTIVE: 400}
# Who tries the system should mostly find places to choose from: every fourth request is left as it comes.
_AS_IT_COMES = 4
_CHOICES = 3
_DRAWS = 25
# The first request of each country is with a house, and then every fourth.
_WITH_A_HOUSE = 4
# Every third guest is still on her way.
_ON_HER_WAY = 3


def on_the_table(seed: int, measure: Measure, now: datetime, places: Places) -> Iterator[tuple[RequestPlan, bool]]:
    """Draw the requests of today in fair shares, and say which of them a house has been asked for."""
    random = source(seed, "queue")
    countries = _countries(random, measure.on_the_table)
    urgencies = dealt(random, ORDINARY, measure.on_the_table)
    seen: Counter[str] = Counter()
    for number, (country, urgency) in enumerate(zip(countries, urgencies, strict=True)):
        filed_at = now - timedelta(hours=_WAITING[urgency] * random.uniform(0.05, 0.9))
        wanted = 0 if number % _AS_IT_COMES == _AS_IT_COMES - 1 else _CHOICES
        # The nights are drawn from now: she can still come.
        plan = _drawn(lambda: draw_request(random, filed_at, country, urgency, now), places, wanted)  # noqa: B023
        yield plan, seen[country] % _WITH_A_HOUSE == 0
        seen[country] += 1


def guests(seed: int, measure: Measure, now: datetime, places: Places) -> Iterator[RequestPlan]:
    """Draw the requests of those who came in the last days, or come tonight."""
    random = source(seed, "guests")
    for number, country in enumerate(_countries(random, measure.guests)):
        coming = number % _ON_HER_WAY == 0
        filed_at = now - timedelta(hours=random.uniform(8, 30) if coming else random.uniform(40, 220))
        since = now if coming else filed_at
        yield _drawn(lambda: draw_request(random, filed_at, country, Urgency.URGENT, since), places, 1)  # noqa: B023


def _countries(random: Random, number: int) -> list[str]:
    return dealt(random, {each.country: each.requests for each in NETWORKS}, number)


def _drawn(draw: Callable[[], RequestPlan], places: Places, wanted: int) -> RequestPlan:
    """Draw until a request has places to choose from, for so long as that is likely to help."""
    plan = draw()
    for _ in range(_DRAWS):
        if places(plan) >= wanted:
            break
        plan = draw()
    return plan
