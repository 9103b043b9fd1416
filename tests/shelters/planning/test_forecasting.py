"""Forecasts are judged on months held back, and the plainest that comes as near is taken."""

from __future__ import annotations

import numpy as np
import pytest

from shelters.planning.forecasting import (
    AHEAD,
    FEWEST_MONTHS,
    Coverage,
    Interval,
    Trial,
    Way,
    _coverage,
    forecast,
    shared,
)

CHANCE = np.random.default_rng(7)
SEASONS = 1 + 0.6 * np.sin(np.arange(60) * 2 * np.pi / 12)


def seasonal(size: float, months: int = 60) -> list[int]:
    return [int(each) for each in CHANCE.poisson(size * SEASONS[:months])]


@pytest.fixture(scope="module")
def busy_summers() -> list[int]:
    return seasonal(100)


def test_with_seasons_of_five_years_the_model_is_nearer_than_the_past_and_tells_the_season(
    busy_summers: list[int],
) -> None:
    told = forecast(busy_summers)
    assert told is not None
    assert told.way is Way.SMOOTHED
    assert told.errors[Way.SMOOTHED] < min(told.errors[Way.LAST], told.errors[Way.YEAR_AGO])
    # The sixtieth month is a spring that follows a winter of half as many.
    assert all(later.middle > earlier.middle for earlier, later in zip(told.months, told.months[1:], strict=False))


def test_where_each_month_is_as_the_one_before_the_model_is_not_shown() -> None:
    told = forecast([100, 100, 100, 100, 100, 100, 160, 160, 160, 160, 160, 160, 160, 160])
    assert told is not None
    assert told.way is Way.LAST
    assert told.errors[Way.LAST] <= told.errors[Way.SMOOTHED]
    assert [each.middle for each in told.months] == [160] * AHEAD


def test_where_years_repeat_themselves_the_year_before_is_shown() -> None:
    told = forecast([int(200 + 150 * (month % 3)) for month in range(36)])
    assert told is not None
    assert told.way is Way.YEAR_AGO
    assert told.errors[Way.YEAR_AGO] == 0


@pytest.mark.parametrize("months", range(FEWEST_MONTHS + 1))
def test_of_too_few_months_nothing_is_told(months: int) -> None:
    assert forecast([10] * months) is None


def test_intervals_hold_about_as_often_as_they_say(busy_summers: list[int]) -> None:
    inside = of = 0
    for size in (20, 100, 200):
        told = forecast(seasonal(size)) if size != 100 else forecast(busy_summers)
        assert told is not None
        inside, of = inside + told.coverage.inside, of + told.coverage.of
    assert of >= 90
    assert 0.65 <= inside / of <= 0.98


def test_an_interval_of_half_the_width_does_not_hold_as_often() -> None:
    drawn = CHANCE.poisson(60, 400)
    whole = Interval.of(60, 1)
    half = Interval(60, 60 - (60 - whole.low) / 2, 60 + (whole.high - 60) / 2)
    assert 0.77 <= np.mean([number in whole for number in drawn]) <= 0.87
    assert np.mean([number in half for number in drawn]) < 0.6


def test_a_wilder_past_makes_wider_intervals() -> None:
    calm, wild = Interval.of(50, 1), Interval.of(50, 6)
    assert wild.low < calm.low < 50 < calm.high < wild.high
    assert Interval.of(0, 1) == Interval(0, 0, 0)


def test_coverage_uses_no_month_that_was_not_over_when_it_was_told() -> None:
    calm = [Trial(month, 0, 100, 100) for month in range(8)]
    surprise = Trial(8, 0, 100, 300)
    assert _coverage([*calm, surprise]) == Coverage(4, 5)


def test_parts_share_what_is_told_of_all() -> None:
    parts = {"a": [30] * 17, "b": [10] * 17, "": [0] * 17}
    told = shared(parts, Way.LAST)
    assert {part: each.middle for part, each in told.parts.items()} == {"a": 90, "b": 30, "": 0}
    assert told.coverage.inside == told.coverage.of > 0
