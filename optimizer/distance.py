"""Distances on the sphere for ranking, and on the ellipsoid for whatever refuses a place."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EARTH_KM = 6371.0088
_A, _F = 6378.137, 1 / 298.257223563
_B = _A * (1 - _F)
# The sphere is off by less than 0.56 % of the distance, so nothing outside this band changes sides.
BAND = 0.006
_ROUNDS, _SETTLED, _EQUATOR = 30, 1e-12, 1e-15


def haversine_km(lat: ArrayLike, lon: ArrayLike, other_lat: ArrayLike, other_lon: ArrayLike) -> Floats:
    """Great-circle distance in kilometres between points in degrees, with numpy broadcasting."""
    points = (lat, lon, other_lat, other_lon)
    lat, lon, other_lat, other_lon = (np.radians(np.asarray(x, dtype=np.float64)) for x in points)
    half = np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), dtype=np.float64)


def geodesic_km(lat: ArrayLike, lon: ArrayLike, other_lat: ArrayLike, other_lon: ArrayLike) -> Floats:
    """Geodesic distance in kilometres on WGS 84, by Vincenty's inverse formula (1975).

    Accurate to a millimetre, except within half a degree of the antipode, where the iteration does not settle
    and the great circle is returned: nothing that this library decides is that far away.
    """
    lat, lon, other_lat, other_lon = np.broadcast_arrays(
        *(np.radians(np.asarray(x, dtype=np.float64)) for x in (lat, lon, other_lat, other_lon))
    )
    u1, u2 = np.arctan((1 - _F) * np.tan(lat)), np.arctan((1 - _F) * np.tan(other_lat))
    difference = np.mod(other_lon - lon + np.pi, 2 * np.pi) - np.pi
    lam = difference.copy()
    change = np.full(lam.shape, np.inf)
    arc = _on_auxiliary_sphere(u1, u2, lam)
    for _ in range(_ROUNDS):
        sin_sigma, cos_sigma, sigma, cos_sq, cos_2m, sin_alpha = arc
        c = _F / 16 * cos_sq * (4 + _F * (4 - 3 * cos_sq))
        bend = sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m**2 - 1))
        new = difference + (1 - c) * _F * sin_alpha * bend
        change, lam = np.abs(new - lam), new
        arc = _on_auxiliary_sphere(u1, u2, lam)
        if np.all(change < _SETTLED):
            break
    exact = _arc_length(*arc[:5])
    sphere = haversine_km(*(np.degrees(x) for x in (lat, lon, other_lat, other_lon)))
    return np.where(change < 1000 * _SETTLED, exact, sphere)


def _on_auxiliary_sphere(u1: Floats, u2: Floats, lam: Floats) -> tuple[Floats, ...]:
    sin_lam, cos_lam = np.sin(lam), np.cos(lam)
    across = np.cos(u2) * sin_lam
    along = np.cos(u1) * np.sin(u2) - np.sin(u1) * np.cos(u2) * cos_lam
    sin_sigma = np.hypot(across, along)
    cos_sigma = np.sin(u1) * np.sin(u2) + np.cos(u1) * np.cos(u2) * cos_lam
    safe = np.where(sin_sigma == 0, 1.0, sin_sigma)
    sin_alpha = np.cos(u1) * np.cos(u2) * sin_lam / safe
    cos_sq = 1 - sin_alpha**2
    level = np.where(cos_sq < _EQUATOR, 1.0, cos_sq)
    cos_2m = np.where(cos_sq < _EQUATOR, 0.0, cos_sigma - 2 * np.sin(u1) * np.sin(u2) / level)
    return sin_sigma, cos_sigma, np.arctan2(sin_sigma, cos_sigma), cos_sq, cos_2m, sin_alpha


def _arc_length(sin_sigma: Floats, cos_sigma: Floats, sigma: Floats, cos_sq: Floats, cos_2m: Floats) -> Floats:
    u_sq = cos_sq * (_A**2 - _B**2) / _B**2
    a = 1 + u_sq / 16384 * (4096 + u_sq * (-768 + u_sq * (320 - 175 * u_sq)))
    b = u_sq / 1024 * (256 + u_sq * (-128 + u_sq * (74 - 47 * u_sq)))
    inner = cos_sigma * (2 * cos_2m**2 - 1) - b / 6 * cos_2m * (4 * sin_sigma**2 - 3) * (4 * cos_2m**2 - 3)
    return _B * a * (sigma - b * sin_sigma * (cos_2m + b / 4 * inner))


def within_km(
    lat: ArrayLike, lon: ArrayLike, other_lat: ArrayLike, other_lon: ArrayLike, km: ArrayLike
) -> NDArray[np.bool_]:
    """Tell which points are at most ``km`` apart on the ellipsoid, measuring exactly only near the limit."""
    near = haversine_km(lat, lon, other_lat, other_lon)
    lat, lon, other_lat, other_lon, km = (
        np.broadcast_to(np.asarray(x, dtype=np.float64), near.shape) for x in (lat, lon, other_lat, other_lon, km)
    )
    inside = np.asarray(near <= km)
    close = np.abs(near - km) <= BAND * near + 1e-6
    if np.any(close):
        inside[close] = geodesic_km(lat[close], lon[close], other_lat[close], other_lon[close]) <= km[close]
    return inside
