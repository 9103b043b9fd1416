"""When requests come: a Poisson stream with waves, over the past twelve months and up to this hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from shelters.demo.asking import RequestPlan, draw_request
from shelters.demo.chance import happens, source, weighted
from shelters.demo.lands import troubled_zone
from shelters.demo.networks import NETWORKS
from shelters.demo.sizes import Measure
from shelters.requests.words import Urgency

PAST = timedelta(days=365)
_WAVES_A_YEAR = 7
_IN_A_WAVE = {Urgency.IMMEDIATE: 0.35, Urgency.URGENT: 0.45, Urgency.PLANNED: 0.2}
ORDINARY = {Urgency.IMMEDIATE: 0.14, Urgency.URGENT: 0.3, Urgency.PLANNED: 0.36, Urgency.PREVENTIVE: 0.2}


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
        urgency = weighted(random, _IN_A_WAVE if wave else ORDINARY)
        plans.append(draw_request(random, moment, country, urgency, moment, wave.zone if wave else None))
    return plans


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
