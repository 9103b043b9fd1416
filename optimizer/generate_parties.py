"""Invented requests: five kinds of party, with the needs that each kind tends to have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.generate_places import COUNTRIES, HOUSE_OFFERS, LANGUAGES, chosen, happens, point_in
from optimizer.problem import Avoid, Request

if TYPE_CHECKING:
    from random import Random

TIERS = {1: 10, 2: 21, 3: 43, 4: 26}
WAITS = {1: 1, 2: 2, 3: 5, 4: 12}
"""How many nights later than its earliest start a tier can still begin."""


@dataclass(frozen=True)
class Kind:
    """One kind of party: fewest and most beds, class in shared rooms, and what it must find."""

    weight: int
    beds: tuple[int, int]
    shared_as: str
    requires: frozenset[str]
    prefers: tuple[str, ...]


LONG_STAY = 6
KINDS = (
    Kind(34, (1, 1), "women", frozenset(), ("healing", "rural", "private_bath")),
    Kind(33, (2, 4), "family", frozenset({"children"}), ("cots", "school", "garden")),
    Kind(14, (3, 5), "family", frozenset({"children", "older_sons"}), ("school", "private_bath")),
    Kind(11, (2, 5), "family", frozenset({"children", "men"}), ("private_bath", "garden")),
    Kind(8, (4, 6), "women", frozenset(), ("healing", "rural", "garden")),
)


@dataclass(frozen=True)
class Demand:
    """How many requests, over how many first nights, for how long; `urgent_first` brings tier 1 at once."""

    requests: int
    arrive_within: int
    nights: tuple[int, int]
    urgent_first: bool = True


def parties(random: Random, demand: Demand, nights: int) -> tuple[Request, ...]:
    """Draw all requests, in the order in which they were made."""
    return tuple(_party(random, f"q{index:04}", demand, nights) for index in range(demand.requests))


def _party(random: Random, name: str, demand: Demand, horizon: int) -> Request:
    kind = random.choices(KINDS, [kind.weight for kind in KINDS])[0]
    tier, country = chosen(random, TIERS), chosen(random, COUNTRIES)
    origin = point_in(random, country)
    length = random.randint(*demand.nights)
    start = _window(random, tier, demand, horizon - length)
    return Request(
        id=name,
        beds=random.randint(*kind.beds),
        tier=tier,
        start=start,
        nights=length,
        shortest=max(3, length - random.randint(1, 4)) if length > LONG_STAY and happens(random, 0.15) else None,
        class_=kind.shared_as,
        requires=kind.requires | _needs(random, country),
        refuses=_refusals(random, kind),
        prefers=_wishes(random, kind, country),
        origin=origin,
        max_km=float(random.randrange(120, 600, 20)) if happens(random, 0.35) else None,
        avoid=_zones(random, origin, country),
        waiting=random.randint(0, 20),
        lot=random.getrandbits(31),
        splittable=happens(random, 0.03),
    )


def _window(random: Random, tier: int, demand: Demand, last: int) -> tuple[int, int]:
    latest = demand.arrive_within
    if demand.urgent_first:
        latest = max(1, latest * tier // 4)
    earliest = min(last, random.randrange(latest))
    return earliest, min(last, earliest + random.randint(0, WAITS[tier]))


def _needs(random: Random, country: str) -> frozenset[str]:
    needs = {f"open:{country}"}
    for need, share in (("step_free", 0.05), ("pets", 0.05), ("lgbtq", 0.06), ("clinic", 0.05)):
        if happens(random, share):
            needs.add(need)
    if happens(random, 0.03):
        needs.add(f"lang:{random.choice(LANGUAGES[country])}")
    return frozenset(needs)


def _refusals(random: Random, kind: Kind) -> frozenset[str]:
    refusals = {"urban"} if happens(random, 0.08) else set()
    if "men" not in kind.requires and happens(random, 0.25):
        refusals.add("men")
    return frozenset(refusals)


def _wishes(random: Random, kind: Kind, country: str) -> dict[str, int]:
    wishes = {wish: random.randint(1, 2) for wish in kind.prefers if happens(random, 0.55)}
    if happens(random, 0.12):
        wishes[f"lang:{random.choice(LANGUAGES[country])}"] = 3
    if happens(random, 0.1):
        wishes[random.choice(list(HOUSE_OFFERS))] = 1
    return wishes


def _zones(random: Random, origin: tuple[float, float], country: str) -> tuple[Avoid, ...]:
    """Draw zones to avoid: often where she comes from, sometimes another place in her country."""
    zones = []
    if happens(random, 0.3):
        zones.append(Avoid(*origin, km=float(random.randrange(15, 90, 5))))
    if happens(random, 0.15):
        zones.append(Avoid(*point_in(random, country), km=float(random.randrange(20, 120, 10))))
    return tuple(zones)
