"""Distances, and how precisely they may be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.places import distance_km, municipality, rounded_km

OAXACA, TLAXIACO, MANAGUA = "3522507", "3517285", "3617763"


def test_a_known_distance_is_right() -> None:
    assert distance_km(municipality(OAXACA), municipality(TLAXIACO)) == pytest.approx(104, abs=3)
    assert distance_km(municipality(OAXACA), municipality(MANAGUA)) == pytest.approx(1255, rel=0.02)


def test_a_distance_is_the_same_both_ways_and_nothing_to_itself() -> None:
    one, other = municipality(OAXACA), municipality(MANAGUA)

    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert distance_km(one, one) == 0


@pytest.mark.parametrize(("km", "told"), [(0, 25), (12, 25), (37, 25), (38, 50), (99, 100), (412, 400), (413, 425)])
def test_another_network_s_distance_is_told_to_25_km(km: float, told: int) -> None:
    assert rounded_km(km) == told


@given(st.floats(0, 5_000))
def test_a_rounded_distance_is_never_far_from_the_true_one(km: float) -> None:
    assert abs(rounded_km(km) - km) <= 25
    assert rounded_km(km) % 25 == 0
