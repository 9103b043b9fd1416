"""The checker's distances agree with geopy, which shares no code with them."""

from __future__ import annotations

from geopy.distance import geodesic, great_circle
from hypothesis import given
from hypothesis import strategies as st

from optimizer.checker_geodesic import geodesic_km, rounded_km

degrees = st.tuples(st.floats(5, 35), st.floats(-120, -75))


@given(degrees, degrees)
def test_the_limits_use_the_geodesic_to_the_millimetre(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert abs(geodesic_km(*one, *other) - geodesic(one, other).km) < 1e-6


@given(degrees, degrees)
def test_the_objective_uses_whole_kilometres_of_great_circle(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert abs(rounded_km(*one, *other) - great_circle(one, other).km) <= 0.501


def test_a_place_is_at_no_distance_from_itself() -> None:
    assert geodesic_km(14.6, -90.5, 14.6, -90.5) == 0


def test_points_opposite_on_the_globe_are_far_and_not_an_endless_loop() -> None:
    assert geodesic_km(0, 0, 0.5, 179.7) > 19_900
