"""Which rules each kind of room fails for each request, as bits of a mask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.board.kinds import Bools, Ints, Kinds, Names
from optimizer.distance import haversine_km, within_km
from optimizer.problem import Problem, Request
from optimizer.rules import BIT, Rule

Masks = NDArray[np.uint16]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What requests ask of attributes: what they require, refuse and want in any way as bits, ``[R, W]``.

    ``prefers[R, N]`` numbers the attributes that each prefers and ``points[R, N]`` says what they are worth; short rows
    are filled up with attributes worth nothing.
    """

    requires: Bits
    refuses: Bits
    wanted: Bits
    prefers: Ints
    points: Ints


def wishes_of(requests: tuple[Request, ...], names: Names) -> Wishes:
    """Lay out what each request asks of attributes."""
    number = names.attribute
    requires = [(at, number[name]) for at, request in enumerate(requests) for name in request.requires]
    refuses = [(at, number[name]) for at, request in enumerate(requests) for name in request.refuses]
    prefers = [(at, number[name]) for at, request in enumerate(requests) for name in request.prefers]
    most = max((len(request.prefers) for request in requests), default=0)
    liked, points = np.zeros((2, len(requests), most), dtype=np.int32)
    for at, request in enumerate(requests):
        liked[at, : len(request.prefers)] = [number[name] for name in request.prefers]
        points[at, : len(request.prefers)] = list(request.prefers.values())
    shape = len(requests), len(number)
    return Wishes(
        _marked(requires, shape), _marked(refuses, shape), _marked([*requires, *prefers], shape), liked, points
    )


def _marked(marks: list[tuple[int, int]], shape: tuple[int, int]) -> Bits:
    there = np.zeros(shape, dtype=np.bool_)
    if marks:
        there[tuple(np.array(marks).T)] = True
    return bits_of(there)


def bits_of(there: Bools) -> Bits:
    """Pack rows of truths into words of 64 bits, so that sets can be compared many at a time."""
    wide = np.zeros((len(there), 64 * max(1, -(-there.shape[1] // 64))), dtype=np.bool_)
    wide[:, : there.shape[1]] = there
    return np.packbits(wide, axis=1).view(np.uint64)


def _meet(some: Bits, others: Bits) -> Bools:
    """Tell which sets of one list have something in common with which of the other."""
    found = np.zeros((len(some), len(others)), dtype=np.bool_)
    for word in range(some.shape[1]):
        found |= (some[:, word, None] & others[:, word]) != 0
    return found


def mask_of(problem: Problem, requests: tuple[Request, ...], kinds: Kinds, names: Names) -> Masks:
    """Tell which rules that do not depend on the night each kind fails for each request: ``[R, K]``.

    A pair may be used when its mask is zero and the nights allow it.
    """
    wishes = wishes_of(requests, names)
    tier = np.array([request.tier for request in requests], dtype=np.int8)
    beds = np.array([request.beds for request in requests], dtype=np.int32)
    mask = _site_masks(problem, requests)[:, kinds.site]
    _mark(mask, Rule.TOO_FEW_BEDS, beds[:, None] > kinds.beds)
    _mark(mask, Rule.MISSING, _meet(wishes.requires, bits_of(~kinds.offers)))
    _mark(mask, Rule.REFUSED, _meet(wishes.refuses, bits_of(kinds.offers)))
    _mark(mask, Rule.KEPT, tier[:, None] > kinds.kept.astype(np.int8))
    return mask


def _site_masks(problem: Problem, requests: tuple[Request, ...]) -> Masks:
    """The rules that are about the site alone: ``[R, S]``."""
    fewest = np.array([request.fewest for request in requests], dtype=np.int32)
    longest = np.array([site.max_nights or problem.nights for site in problem.sites], dtype=np.int32)
    mask = np.zeros((len(requests), len(problem.sites)), dtype=np.uint16)
    _mark(mask, Rule.LONGEST_STAY, fewest[:, None] > longest)
    _mark(mask, Rule.TOO_FAR, _too_far(problem, requests))
    _mark(mask, Rule.DANGER_ZONE, _in_danger(problem, requests))
    return mask


def _mark(mask: Masks, rule: Rule, failed: Bools) -> None:
    mask |= failed * np.uint16(BIT[rule])


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
    """Latitudes and longitudes of the sites; not numbers where nothing measures a distance to them."""
    points = np.array([site.point for site in problem.sites], dtype=np.float64).reshape(-1, 2)
    return points[:, 0], points[:, 1]


@dataclass(frozen=True, slots=True)
class Costs:
    """Points, kilometres and scarcity of some pairs of request and kind."""

    points: Ints
    km: Ints
    scarcity: Ints


def costs_of(
    problem: Problem, requests: tuple[Request, ...], kinds: Kinds, names: Names, pairs: tuple[Ints, Ints]
) -> Costs:
    """Work out what the lower levels say of pairs: positions in ``requests``, and kinds."""
    row, kind = pairs
    wishes = wishes_of(requests, names)
    points = np.zeros(len(row), dtype=np.int32)
    for nth in range(wishes.prefers.shape[1]):
        points += wishes.points[row, nth] * ~kinds.offers[kind, wishes.prefers[row, nth]]
    rare = bits_of(kinds.offers & rare_of(kinds))
    scarce = np.bitwise_count(rare[kind] & ~wishes.wanted[row]).sum(axis=1, dtype=np.int32)
    beds = np.array([request.beds for request in requests], dtype=np.int32)
    waste = np.where(kinds.single[kind], kinds.beds[kind] - beds[row], 0)
    return Costs(points, km_of(problem, requests)[row, kinds.site[kind]], scarce + waste)


def rare_of(kinds: Kinds) -> Bools:
    """Tell which attributes at most one space in ten offers."""
    # Whole numbers of this size are exact as floats, and their product is much quicker.
    counts = kinds.many.astype(np.float64) @ kinds.offers.astype(np.float64)
    return np.asarray(10 * counts <= kinds.many.sum(), dtype=np.bool_)


def km_of(problem: Problem, requests: tuple[Request, ...]) -> Ints:
    """Whole great-circle kilometres from each request's origin to each site; 0 without an origin."""
    lat, lon = site_points(problem)
    origins = np.array([request.origin or (np.nan, np.nan) for request in requests], dtype=np.float64).reshape(-1, 2)
    km = np.rint(haversine_km(origins[:, :1], origins[:, 1:], lat, lon))
    return np.nan_to_num(km, nan=0.0).astype(np.int32)
