"""Which side of a limit a house is on is decided on the ellipsoid."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import geodesic

from optimizer import Avoid, Problem, Request, Rule, Site, Space, options, why_not
from optimizer.distance import geodesic_km, haversine_km, within_km

CENTRE = (14.634915, -90.506882)


def test_the_geodesic_is_that_of_geopy_to_a_millimetre() -> None:
    random = np.random.default_rng(0)
    lat, lon = random.uniform(5, 33, (2, 300)), random.uniform(-118, -77, (2, 300))
    ours = geodesic_km(lat[0], lon[0], lat[1], lon[1])
    theirs = [geodesic((lat[0, at], lon[0, at]), (lat[1, at], lon[1, at])).km for at in range(300)]
    assert np.abs(ours - theirs).max() < 1e-6


def test_the_sphere_is_never_off_by_more_than_the_band_in_which_the_ellipsoid_decides() -> None:
    random = np.random.default_rng(1)
    lat, lon = random.uniform(-80, 80, (2, 2000)), random.uniform(-180, 180, (2, 2000))
    exact = geodesic_km(lat[0], lon[0], lat[1], lon[1])
    assert (np.abs(haversine_km(lat[0], lon[0], lat[1], lon[1]) - exact) <= 0.006 * exact + 1e-6).all()


def test_a_place_is_no_distance_from_itself_and_antipodes_are_far() -> None:
    assert geodesic_km(*CENTRE, *CENTRE) == 0
    assert geodesic_km(0, 0, 0, 180) > 20_000


@pytest.mark.parametrize("km", [5.0, 50.0, 300.0, 1500.0])
@pytest.mark.parametrize("bearing", range(0, 360, 45))
def test_houses_fifty_metres_either_side_of_a_zone_are_told_apart(km: float, bearing: int) -> None:
    for metres, inside in ((-50, True), (-1, True), (1, False), (50, False)):
        house = geodesic(kilometers=km + metres / 1000).destination(CENTRE, bearing)
        problem = one_house(house.latitude, house.longitude, Avoid(*CENTRE, km))
        refusals = why_not(problem, "ana")
        assert [str(reason.rule) for refusal in refusals for reason in refusal.reasons] == ["danger_zone"] * inside
        assert len(options(problem, "ana")) == (not inside)


def test_the_sphere_alone_would_have_put_a_house_on_the_wrong_side() -> None:
    house = geodesic(kilometers=300.05).destination(CENTRE, 0)
    assert haversine_km(*CENTRE, house.latitude, house.longitude) != pytest.approx(300.05, abs=0.5)
    assert not within_km(*CENTRE, house.latitude, house.longitude, 300.0)


def test_the_furthest_distance_is_allowed_and_a_metre_more_is_not() -> None:
    house = geodesic(kilometers=120.0).destination(CENTRE, 60)
    for limit, allowed in ((120.0005, True), (119.9995, False)):
        problem = one_house(house.latitude, house.longitude, max_km=limit)
        assert [refusal.reasons[0].rule for refusal in why_not(problem, "ana")] == [Rule.TOO_FAR] * (not allowed)


def one_house(lat: float, lon: float, *zones: Avoid, max_km: float | None = None) -> Problem:
    request = Request("ana", 1, 1, (0, 0), 2, origin=CENTRE, avoid=zones, max_km=max_km)
    return Problem(3, (Site("casa", lat, lon),), (Space("uno", "casa", 2),), (request,))
