"""What time it is where a house stands: nights are dates there, whoever holds them from wherever."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from shelters.places.gazetteer import municipality


def clock_of(municipality_id: str) -> ZoneInfo:
    """Give the time zone of a municipality: its state's, but where the law gives it another."""
    clocks = _clocks()
    return ZoneInfo(clocks.get(municipality_id) or clocks[municipality(municipality_id).zone])


def all_clocks() -> set[str]:
    """Name every time zone of the region."""
    return set(_clocks().values())


@lru_cache(maxsize=1)
def _clocks() -> dict[str, str]:
    text = (files("shelters.places") / "data" / "clocks.csv").read_text(encoding="utf-8")
    return {row["where"]: row["clock"] for row in csv.DictReader(io.StringIO(text))}
