"""A whole invented region with its year: houses, requests, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shelters.clock import REGION
from shelters.demo.arrivals import PAST, requests
from shelters.demo.chance import drawn_id, source
from shelters.demo.closures import closures
from shelters.demo.course import Course
from shelters.demo.houses import HousePlan, houses
from shelters.demo.networks import NETWORKS
from shelters.demo.past import Past
from shelters.demo.search import Search
from shelters.demo.sizes import MEASURES, Size
from shelters.demo.spaces import Calendar, spaces
from shelters.demo.tonight import guests, on_the_table

Progress = Callable[[str, int, int], None]

_TOLD_EVERY = 200


@dataclass(frozen=True, slots=True)
class Region:
    """Everything that is to be written, with the ids it will have, as of a moment."""

    at: datetime
    networks: Mapping[str, UUID]
    houses: list[HousePlan]
    past: Past


def quiet(_what: str, _done: int, _all: int) -> None:
    """Tell nobody."""


def region(size: Size, seed: int, now: datetime, progress: Progress = quiet) -> Region:
    """Draw a region and let its year pass; the same seed and hour give the same region."""
    measure = MEASURES[size]
    ids = source(seed, "networks")
    networks = {network.country: drawn_id(ids) for network in NETWORKS}
    drawn = houses(seed, measure, now)
    calendar = Calendar((now - PAST).astimezone(REGION).date(), now.astimezone(REGION).date())
    rooms = spaces(drawn, networks, calendar)
    course = Course(source(seed, "course"), Search(rooms, networks, calendar), calendar, now)
    resting = source(seed, "closures")
    for each in rooms.values():
        course.past.closures += closures(resting, each, calendar)
    stream = requests(seed, measure, now)
    for number, plan in enumerate(stream):
        if number % _TOLD_EVERY == 0:
            progress("requests", number, len(stream))
        course.follow(plan)
    for plan in guests(seed, measure, now, course.places):
        course.settle(plan)
    for plan, with_a_house in on_the_table(seed, measure, now, course.places):
        course.leave_open(plan, with_a_house=with_a_house)
    progress("requests", len(stream), len(stream))
    return Region(now, networks, drawn, course.past)
