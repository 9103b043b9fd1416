"""When requests come: a Poisson stream with waves, over the past twelve months and up to this hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from shelters.clock import REGION
from shelters.demo.chance import dealt, drawn_code, drawn_id, happens, nights_about, source, weighted
from shelters.demo.lands import home, troubled_zone
from shelters.demo.needs import case
from shelters.demo.networks import NETWORKS
from shelters.demo.parties import collective, party
from shelters.demo.sizes import Measure
from shelters.requests.models import Nights, RequestDraft
from shelters.requests.words import Urgency

PAST = timedelta(days=365)
_WAVES_A_YEAR = 7
_IN_A_WAVE = {Urgency.IMMEDIATE: 0.35, Urgency.URGENT: 0.45, Urgency.PLANNED: 0.2}
_ORDINARY = {Urgency.IMMEDIATE: 0.14, Urgency.URGENT: 0.3, Urgency.PLANNED: 0.36, Urgency.PREVENTIVE: 0.2}
# Days until the first possible night, days that it can wait, and how long a stay is on average.
_TIMES = {
    Urgency.IMMEDIATE: ((0, 0), (0, 1), 12),
    Urgency.URGENT: ((0, 1), (1, 3), 20),
    Urgency.PLANNED: ((3, 14), (3, 10), 26),
    Urgency.PREVENTIVE: ((10, 40), (7, 30), 16),
}
_COLLECTIVE_NIGHTS = 10
# Hours that a request of each urgency may have been on the table.
_WAITING = {Urgency.IMMEDIATE: 20, Urgency.URGENT: 60, Urgency.PLANNED: 150, Urgency.PREVENTIVE: 400}


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A request as it was filed, with what the system would have drawn for it."""

    id: UUID
    network: str
    filed_at: datetime
    draft: RequestDraft
    code: str
    tie: int


@dataclass(frozen=True, slots=True)
class Wave:
    """Days in which one zone is under attack, and how much more arrives from there than in all else."""

    network: str
    zone: str
    first: datetime
    until: datetime
    times: float


def requests(seed: int, measure: Measure, now: datetime) -> list[RequestPlan]:
    """Draw the requests of the past year, the oldest first."""
    random = source(seed, "requests")
    waves = _waves(random, now)
    plans = []
    for moment in _moments(random, measure.requests_per_day, waves, now):
        wave = _wave_at(random, waves, moment)
        country = wave.network if wave else weighted(random, {each.country: each.requests for each in NETWORKS})
        urgency = weighted(random, _IN_A_WAVE if wave else _ORDINARY)
        plans.append(_request(random, moment, country, urgency, moment, wave.zone if wave else None))
    return plans


def queue(seed: int, measure: Measure, now: datetime) -> list[RequestPlan]:
    """Draw the requests that are on the table today, by country and urgency in fair shares."""
    random = source(seed, "queue")
    countries = dealt(random, {each.country: each.requests for each in NETWORKS}, measure.on_the_table)
    urgencies = dealt(random, _ORDINARY, measure.on_the_table)
    moments = [now - timedelta(hours=_WAITING[urgency] * random.uniform(0.05, 0.9)) for urgency in urgencies]
    asked = zip(moments, countries, urgencies, strict=True)
    # The nights are drawn from today: she can still come.
    return [_request(random, moment, country, urgency, now) for moment, country, urgency in sorted(asked)]


def _waves(random: Random, now: datetime) -> list[Wave]:
    waves = []
    for _ in range(_WAVES_A_YEAR):
        network = weighted(random, {each.country: each.requests for each in NETWORKS})
        first = now - PAST * random.random()
        lasts = timedelta(days=random.randint(4, 14))
        waves.append(Wave(network, troubled_zone(random, network), first, first + lasts, random.uniform(0.6, 2.0)))
    return waves


def _moments(random: Random, per_day: float, waves: list[Wave], now: datetime) -> Iterator[datetime]:
    """Thin a faster stream down to the rate of each moment, which gives a Poisson stream of changing rate."""
    fastest = 1 + sum(wave.times for wave in waves)
    moment = now - PAST
    while True:
        moment += timedelta(days=random.expovariate(per_day * fastest))
        if moment >= now:
            return
        if happens(random, (1 + sum(wave.times for wave in _rising(waves, moment))) / fastest):
            yield moment


def _rising(waves: list[Wave], moment: datetime) -> list[Wave]:
    return [wave for wave in waves if wave.first <= moment < wave.until]


def _wave_at(random: Random, waves: list[Wave], moment: datetime) -> Wave | None:
    """Say which wave a request belongs to, if any."""
    return weighted(random, {None: 1.0} | {wave: wave.times for wave in _rising(waves, moment)})


def _request(
    random: Random, filed_at: datetime, country: str, urgency: Urgency, since: datetime, zone: str | None = None
) -> RequestPlan:
    together = urgency is Urgency.PREVENTIVE and happens(random, 0.3)
    members = collective(random) if together else party(random)
    nights = _nights(random, urgency, since.astimezone(REGION).date(), together=together)
    draft = RequestDraft(urgency=urgency, nights=nights, case=case(random, members, home(random, country, zone)))
    return RequestPlan(drawn_id(random), country, filed_at, draft, drawn_code(random), random.getrandbits(62))


def _nights(random: Random, urgency: Urgency, filed: date, *, together: bool) -> Nights:
    before, wait, mean = _TIMES[urgency]
    earliest = filed + timedelta(days=random.randint(*before))
    nights = _COLLECTIVE_NIGHTS if together else nights_about(random, mean, 3, 75)
    return Nights(
        earliest=earliest,
        latest=earliest + timedelta(days=random.randint(*wait)),
        nights=nights,
        shortest=nights if together else max(2, round(nights * random.uniform(0.3, 0.8))),
    )
