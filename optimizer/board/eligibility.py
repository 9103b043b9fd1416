"""Which rules each kind of room fails for each request, as bits of a mask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.board.kinds import Bools, Ints, Kinds, Names
from optimizer.distance import haversine_km, within_km
from optimizer.problem import Problem, Request
from optimizer.rules import BIT, Rule

Masks = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What requests require, refuse and prefer, by attribute: ``[R, A]``."""

    requires: Bools
    refuses: Bools
    points: NDArray[np.float32]


def wishes_of(requests: tuple[Request, ...], names: Names) -> Wishes:
    """Lay out what each request asks of attributes."""
    shape = len(requests), len(names.attribute)
    wishes = Wishes(np.zeros(shape, np.bool_), np.zeros(shape, np.bool_), np.zeros(shape, np.float32))
    for at, request in enumerate(requests):
        wishes.requires[at, [names.attribute[name] for name in request.requires]] = True
        wishes.refuses[at, [names.attribute[name] for name in request.refuses]] = True
        wishes.points[at, [names.attribute[name] for name in request.prefers]] = list(request.prefers.values())
    return wishes


def mask_of(problem: Problem, requests: tuple[Request, ...], kinds: Kinds, names: Names) -> Masks:
    """Tell which rules that do not depend on the night each kind fails for each request: ``[R, K]``.

    A pair may be used when its mask is zero and the nights allow it.
    """
    wishes = wishes_of(requests, names)
    tier = np.array([request.tier for request in requests], dtype=np.int32)
    beds = np.array([request.beds for request in requests], dtype=np.int32)
    fewest = np.array([request.fewest for request in requests], dtype=np.int32)
    longest = np.array([site.max_nights or problem.nights for site in problem.sites], dtype=np.int32)[kinds.site]
    lacks = (~kinds.offers).astype(np.float32).T
    offers = kinds.offers.astype(np.float32).T
    mask = np.zeros((len(requests), len(kinds)), dtype=np.uint16)
    _mark(mask, Rule.TOO_FEW_BEDS, beds[:, None] > kinds.beds)
    _mark(mask, Rule.MISSING, wishes.requires.astype(np.float32) @ lacks > 0)
    _mark(mask, Rule.REFUSED, wishes.refuses.astype(np.float32) @ offers > 0)
    _mark(mask, Rule.KEPT, tier[:, None] > kinds.kept)
    _mark(mask, Rule.LONGEST_STAY, fewest[:, None] > longest)
    _mark(mask, Rule.TOO_FAR, _too_far(problem, requests)[:, kinds.site])
    _mark(mask, Rule.DANGER_ZONE, _in_danger(problem, requests)[:, kinds.site])
    return mask


def _mark(mask: Masks, rule: Rule, failed: Bools) -> None:
    mask |= np.where(failed, np.uint16(BIT[rule]), np.uint16(0))


def _too_far(problem: Problem, requests: tuple[Request, ...]) -> Bools:
    lat, lon = site_points(problem)
    far = np.zeros((len(requests), len(lat)), dtype=np.bool_)
    limited = [at for at, request in enumerate(requests) if request.max_km is not None and request.origin is not None]
    if limited:
        origins = np.array([requests[at].origin for at in limited], dtype=np.float64)
        limits = np.array([requests[at].max_km for at in limited], dtype=np.float64)
        far[limited] = ~within_km(origins[:, :1], origins[:, 1:], lat, lon, limits[:, None])
    return far


def _in_danger(problem: Problem, requests: tuple[Request, ...]) -> Bools:
    lat, lon = site_points(problem)
    inside = np.zeros((len(requests), len(lat)), dtype=np.bool_)
    zones = [(at, zone) for at, request in enumerate(requests) for zone in request.avoid]
    if zones:
        centres = np.array([(zone.lat, zone.lon, zone.km) for _, zone in zones], dtype=np.float64)
        near = within_km(centres[:, :1], centres[:, 1:2], lat, lon, centres[:, 2:])
        np.logical_or.at(inside, [at for at, _ in zones], near)
    return inside


def site_points(problem: Problem) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of the sites."""
    points = np.array([(site.lat, site.lon) for site in problem.sites], dtype=np.float64).reshape(-1, 2)
    return points[:, 0], points[:, 1]


@dataclass(frozen=True, slots=True)
class Costs:
    """Points, kilometres and scarcity of each request in each kind: ``[R, K]``."""

    points: Ints
    km: Ints
    scarcity: Ints


def costs_of(problem: Problem, requests: tuple[Request, ...], kinds: Kinds, names: Names) -> Costs:
    """Work out what the lower levels say of each pair."""
    wishes = wishes_of(requests, names)
    points = np.rint(wishes.points @ (~kinds.offers).astype(np.float32).T)
    rare = rare_of(kinds)
    unwanted = (~(wishes.requires | (wishes.points > 0) | _preferred(requests, names)))[:, rare]
    scarce = unwanted.astype(np.float32) @ kinds.offers[:, rare].astype(np.float32).T
    beds = np.array([request.beds for request in requests], dtype=np.int32)
    waste = np.where(kinds.single, kinds.beds - beds[:, None], 0)
    return Costs(points.astype(np.int32), km_of(problem, requests)[:, kinds.site], (scarce + waste).astype(np.int32))


def rare_of(kinds: Kinds) -> Bools:
    """Tell which attributes at most one space in ten offers."""
    many = np.array([len(members) for members in kinds.members])
    return np.asarray(10 * (many @ kinds.offers.astype(np.int64)) <= many.sum(), dtype=np.bool_)


def _preferred(requests: tuple[Request, ...], names: Names) -> Bools:
    preferred = np.zeros((len(requests), len(names.attribute)), dtype=np.bool_)
    for at, request in enumerate(requests):
        preferred[at, [names.attribute[name] for name in request.prefers]] = True
    return preferred


def km_of(problem: Problem, requests: tuple[Request, ...]) -> Ints:
    """Whole great-circle kilometres from each request's origin to each site; 0 without an origin."""
    lat, lon = site_points(problem)
    origins = np.array([request.origin or (np.nan, np.nan) for request in requests], dtype=np.float64).reshape(-1, 2)
    km = np.rint(haversine_km(origins[:, :1], origins[:, 1:], lat, lon))
    return np.nan_to_num(km, nan=0.0).astype(np.int32)
