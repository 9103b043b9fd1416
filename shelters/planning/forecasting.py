"""How many requests the next months may bring, told from the months that are over, and how well that would have worked.

Three ways are tried on months held back: again as in the last month, again as in the same month a year before, and
exponential smoothing, with seasons once two years are known. Whichever came nearest is shown.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.stats import nbinom, poisson
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing

YEAR: Final = 12
# The month that is running, and three after it: thirteen weeks from any day.
AHEAD: Final = 4
# With fewer months there is nothing to learn from, and so many of the last are held back, one after the other.
FEWEST_MONTHS: Final = 6
_HELD_BACK: Final = 12
# Eight of ten should lie inside.
INSIDE: Final = 0.8
_ENOUGH_ERRORS: Final = 4


class Way(StrEnum):
    """A way to tell the next months."""

    LAST = "last"
    YEAR_AGO = "year_ago"
    SMOOTHED = "smoothed"


@dataclass(frozen=True)
class Interval:
    """How many are expected, and between which numbers eight of ten should lie."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, middle: float, spread: float) -> Interval:
        """Spread a count around its mean: by chance alone, or more where the past was wilder than that."""
        middle = max(middle, 0.0)
        ends = (1 - INSIDE) / 2, (1 + INSIDE) / 2
        if middle == 0:
            return cls(0.0, 0.0, 0.0)
        if spread <= 1:
            low, high = (float(poisson.ppf(end, middle)) for end in ends)
        else:
            low, high = (float(nbinom.ppf(end, middle / (spread - 1), 1 / spread)) for end in ends)
        return cls(middle, low, high)

    def __contains__(self, number: float) -> bool:
        """Say whether a number lies inside."""
        return self.low <= number <= self.high


@dataclass(frozen=True)
class Trial:
    """One month held back: which, how far ahead, what was told of it, and what came."""

    month: int
    ahead: int
    told: float
    came: float


@dataclass(frozen=True)
class Coverage:
    """How many of the months held back lay inside the interval that would have been told."""

    inside: int
    of: int


@dataclass(frozen=True)
class Forecast:
    """The next months by the way that came nearest, how far off each way was, and how often the interval held."""

    way: Way
    months: tuple[Interval, ...]
    errors: Mapping[Way, float]
    coverage: Coverage


def forecast(counts: Sequence[int]) -> Forecast | None:
    """Tell the next months; nothing where too few are over."""
    trials = _comparable({way: _trials(way, counts) for way in Way})
    if not trials:
        return None
    errors = {way: float(np.mean([abs(each.came - each.told) for each in tried])) for way, tried in trials.items()}
    # Of two that came as near the plainer one is taken: they stand in that order.
    way = min(errors, key=lambda each: round(errors[each], 6))
    spread = _spread(trials[way])
    months = tuple(Interval.of(each, spread) for each in _told(way, tuple(counts)))
    return Forecast(way, months, errors, _coverage(trials[way]))


@dataclass(frozen=True)
class Shared:
    """What is expected of each part over the three months after the running one, and how often the intervals held."""

    parts: Mapping[str, Interval]
    coverage: Coverage


def shared(parts: Mapping[str, Sequence[int]], way: Way) -> Shared:
    """Share what is told of all between its parts, as the last twelve months did."""
    number = len(next(iter(parts.values())))
    trials = [
        Trial(origin, 0, told[part], sum(counts[origin + 1 : origin + AHEAD]))
        for origin in _origins(number)
        if origin + AHEAD <= number
        for told in [_share(parts, way, origin)]
        if told
        for part, counts in parts.items()
    ]
    spread = _spread(trials)
    return Shared(
        {part: Interval.of(told, spread) for part, told in _share(parts, way, number).items()},
        _coverage(trials, late=AHEAD - 1),
    )


def _share(parts: Mapping[str, Sequence[int]], way: Way, until: int) -> dict[str, float]:
    totals = tuple(int(each) for each in np.sum([counts[:until] for counts in parts.values()], axis=0))
    told = _told(way, totals)
    whole = sum(totals[-YEAR:])
    if not told or not whole:
        return {}
    return {part: sum(told[1:]) * sum(counts[:until][-YEAR:]) / whole for part, counts in parts.items()}


def _origins(number: int) -> range:
    return range(max(FEWEST_MONTHS, number - _HELD_BACK), number)


def _trials(way: Way, counts: Sequence[int]) -> list[Trial]:
    return [
        Trial(origin + ahead, ahead, told, counts[origin + ahead])
        for origin in _origins(len(counts))
        for ahead, told in enumerate(_told(way, tuple(counts[:origin])))
        if origin + ahead < len(counts)
    ]


def _comparable(trials: Mapping[Way, Sequence[Trial]]) -> dict[Way, list[Trial]]:
    """Keep the months that every way could tell; a way that could tell few of them is left out."""
    most = max(map(len, trials.values()))
    kept = {way: tried for way, tried in trials.items() if tried and 2 * len(tried) >= most}
    if not kept:
        return {}
    known = set.intersection(*({(each.month, each.ahead) for each in tried} for tried in kept.values()))
    return {way: [each for each in tried if (each.month, each.ahead) in known] for way, tried in kept.items()}


def _spread(trials: Sequence[Trial]) -> float:
    """Say how far off it was, beside what chance alone does to counts of that size."""
    off = sum((each.came - each.told) ** 2 for each in trials)
    return max(1.0, off / max(1.0, sum(each.told for each in trials)))


def _coverage(trials: Sequence[Trial], late: int = 0) -> Coverage:
    """Count what lay inside the interval that was known when it was told: of months that were over by then."""
    inside = of = 0
    for trial in trials:
        earlier = [each for each in trials if each.month + late < trial.month - trial.ahead]
        if len(earlier) >= _ENOUGH_ERRORS:
            of += 1
            inside += trial.came in Interval.of(trial.told, _spread(earlier))
    return Coverage(inside, of)


@lru_cache(maxsize=256)
def _told(way: Way, counts: tuple[int, ...]) -> tuple[float, ...]:
    """Tell the next months in one way; nothing where it cannot."""
    if way is Way.LAST:
        return (float(counts[-1]),) * AHEAD if counts else ()
    if way is Way.YEAR_AGO:
        return tuple(map(float, counts[-YEAR:][:AHEAD])) if len(counts) >= YEAR else ()
    return _smoothed(counts) if len(counts) >= FEWEST_MONTHS else ()


def _smoothed(counts: tuple[int, ...]) -> tuple[float, ...]:
    """Smooth the logarithms, so that a busy season is so much busier and not so many more."""
    logs = np.log1p(counts)
    with warnings.catch_warnings():
        # What does not settle, or fits without any error, is tried on the months held back all the same.
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        if len(counts) >= 2 * YEAR:
            model = ExponentialSmoothing(logs, seasonal="add", seasonal_periods=YEAR, initialization_method="estimated")
        else:
            model = SimpleExpSmoothing(logs, initialization_method="estimated")
        told = np.expm1(model.fit().forecast(AHEAD))
    return tuple(float(each) for each in np.clip(told, 0.0, None))
