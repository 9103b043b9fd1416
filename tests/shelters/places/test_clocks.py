"""Each municipality keeps the time that its state keeps, or its own where the law says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.clock import REGION, today, today_somewhere
from shelters.places import clock_of
from shelters.places.clocks import all_clocks
from shelters.places.gazetteer import all_municipalities
from tests.scene import place

SUMMER, WINTER = datetime(2027, 7, 1, 12, tzinfo=UTC), datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "clock"),
    [
        ("Tijuana, Baja California", "America/Tijuana"),
        ("Juárez, Chihuahua", "America/Ciudad_Juarez"),
        ("Manuel Ojinaga, Chihuahua", "America/Ojinaga"),
        ("Chihuahua, Chihuahua", "America/Chihuahua"),
        ("Hermosillo, Sonora", "America/Hermosillo"),
        ("Mazatlán, Sinaloa", "America/Mazatlan"),
        ("Cancún, Quintana Roo", "America/Cancun"),
        ("Matamoros, Tamaulipas", "America/Matamoros"),
        ("Ciudad Victoria, Tamaulipas", "America/Monterrey"),
        ("Puebla, Puebla", "America/Mexico_City"),
        ("Quetzaltenango", "America/Guatemala"),
        ("Tegucigalpa", "America/Tegucigalpa"),
        ("San Salvador", "America/El_Salvador"),
        ("Managua", "America/Managua"),
        ("Heredia", "America/Costa_Rica"),
    ],
)
def test_a_place_keeps_its_own_time(name: str, clock: str) -> None:
    assert clock_of(place(name)) == ZoneInfo(clock)


def test_every_municipality_has_a_time_that_python_knows() -> None:
    assert {clock_of(each).key for each in all_municipalities()} == all_clocks()


def test_the_border_changes_its_clocks_with_its_neighbour_and_the_rest_of_the_region_does_not() -> None:
    def shifts(name: str) -> bool:
        return SUMMER.astimezone(ZoneInfo(name)).utcoffset() != WINTER.astimezone(ZoneInfo(name)).utcoffset()

    assert {name for name in all_clocks() if shifts(name)} == {
        "America/Tijuana",
        "America/Ciudad_Juarez",
        "America/Ojinaga",
        "America/Matamoros",
    }


@given(st.integers(0, 2 * 366 * 24 * 4))
def test_nowhere_a_day_ends_later_than_the_day_that_is_today_somewhere(quarters: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shelters.clock.now", lambda: moment)
        dates = {today(ZoneInfo(name)) for name in all_clocks()}
        assert min(dates) == today_somewhere()
        assert max(dates) - min(dates) <= timedelta(days=1)
        assert today(REGION) in dates
