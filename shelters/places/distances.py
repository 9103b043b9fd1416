"""Distances between municipalities, and how precisely they may be told."""

from __future__ import annotations

from geopy.distance import geodesic

from shelters.places.gazetteer import Municipality

# Asking from several places must not find another network's house by where the circles cross.
_STEP_KM = 25


def distance_km(one: Municipality, other: Municipality) -> float:
    """Measure the geodesic between two municipalities, in kilometres."""
    return float(geodesic((one.lat, one.lon), (other.lat, other.lon)).km)


def rounded_km(km: float) -> int:
    """Round a distance to another network's house to 25 km, and never below 25."""
    return max(_STEP_KM, round(km / _STEP_KM) * _STEP_KM)
