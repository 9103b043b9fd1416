"""How big an invented region is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """The three sizes: to try things, to work with, and to find the limits."""

    SMALL = "small"
    REGION = "region"
    STRESS = "stress"


@dataclass(frozen=True, slots=True)
class Measure:
    """Houses and beds, requests on an ordinary day, those on the table today, and guests who came of late."""

    houses: int
    beds: int
    requests_per_day: float
    on_the_table: int
    guests: int


MEASURES = {
    Size.SMALL: Measure(8, 60, 0.6, 12, 9),
    Size.REGION: Measure(60, 500, 5.2, 48, 12),
    Size.STRESS: Measure(1_000, 10_000, 40.0, 500, 60),
}
