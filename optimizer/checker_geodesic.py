"""Distances of the checker: great circle for the objective, ellipsoid for the limits."""

from __future__ import annotations

import math

EARTH_RADIUS_KM = 6371.0088
SEMI_MAJOR_KM = 6378.137
FLATTENING = 1 / 298.257223563
ITERATIONS = 200
CONVERGED = 1e-12
EQUATORIAL = 1e-15


def rounded_km(from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> int:
    """Return the haversine distance in whole kilometres."""
    phi, psi = math.radians(from_lat), math.radians(to_lat)
    half_chord = (
        math.sin((psi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(psi) * math.sin(math.radians(to_lon - from_lon) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord))))


def geodesic_km(from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> float:
    """Return the distance on the WGS 84 ellipsoid in kilometres, right to a millimetre.

    Vincenty's inverse formula (Survey Review 23, 1975). It does not converge for points almost
    opposite on the globe; there the answer is half the circumference, which no limit here is near.
    """
    minor = SEMI_MAJOR_KM * (1 - FLATTENING)
    u1 = math.atan((1 - FLATTENING) * math.tan(math.radians(from_lat)))
    u2 = math.atan((1 - FLATTENING) * math.tan(math.radians(to_lat)))
    difference = math.remainder(math.radians(to_lon - from_lon), 2 * math.pi)
    longitude = difference
    for _ in range(ITERATIONS):
        sin_sigma, cos_sigma, cos2_alpha, cos_mid = _on_the_sphere(u1, u2, longitude)
        if sin_sigma == 0:
            return 0.0
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(longitude) / sin_sigma
        c = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
        series = sigma + c * sin_sigma * (cos_mid + c * cos_sigma * (2 * cos_mid**2 - 1))
        before, longitude = longitude, difference + (1 - c) * FLATTENING * sin_alpha * series
        if abs(longitude - before) < CONVERGED:
            return _along(minor, sigma, cos2_alpha, cos_mid)
    return math.pi * minor


def _on_the_sphere(u1: float, u2: float, longitude: float) -> tuple[float, float, float, float]:
    across = math.cos(u2) * math.sin(longitude)
    along = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(longitude)
    sin_sigma = math.hypot(across, along)
    cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(longitude)
    sin_alpha = math.cos(u1) * across / sin_sigma if sin_sigma else 0.0
    cos2_alpha = 1 - sin_alpha**2
    # On the equator the squared cosine is zero and so is the term that it divides.
    cos_mid = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2_alpha if cos2_alpha > EQUATORIAL else 0.0
    return sin_sigma, cos_sigma, cos2_alpha, cos_mid


def _along(minor: float, sigma: float, cos2_alpha: float, cos_mid: float) -> float:
    u2 = cos2_alpha * (SEMI_MAJOR_KM**2 - minor**2) / minor**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    sine, cosine = math.sin(sigma), math.cos(sigma)
    inner = cosine * (2 * cos_mid**2 - 1) - b / 6 * cos_mid * (4 * sine**2 - 3) * (4 * cos_mid**2 - 3)
    return minor * a * (sigma - b * sine * (cos_mid + b / 4 * inner))
