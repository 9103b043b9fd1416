"""Invented sites and spaces, with the bookings that they have already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from optimizer.problem import Sharing, Site, Space

if TYPE_CHECKING:
    from random import Random

Taken = tuple[int, int, int] | tuple[int, int, int, str]

COUNTRIES = {"mx": 34, "gt": 22, "hn": 15, "sv": 12, "ni": 9, "cr": 8}
"""Networks by weight. The codes are familiar, the points below are not those of any house."""

CENTRES = {
    "mx": [(19.3, -99.4), (17.0, -96.6), (16.7, -92.8), (20.6, -103.4), (25.5, -100.2), (19.1, -96.3), (21.0, -89.7)],
    "gt": [(14.6, -90.6), (14.9, -91.6), (15.5, -90.3), (15.6, -89.0)],
    "hn": [(14.1, -87.2), (15.5, -87.9), (15.7, -86.6)],
    "sv": [(13.7, -89.2), (13.5, -88.3), (13.9, -89.6)],
    "ni": [(12.1, -86.2), (12.9, -85.9), (14.0, -83.6)],
    "cr": [(9.9, -84.1), (10.6, -85.4), (9.3, -83.7)],
}
LANGUAGES = {
    "mx": ["nhn", "zai", "tzo", "yua"],
    "gt": ["mam", "quc", "kek"],
    "hn": ["cab", "miq"],
    "sv": ["ppl"],
    "ni": ["miq", "cab"],
    "cr": ["bzd"],
}
SPREAD_DEGREES = 0.6
REMAINING = (1, 20)
BOOKING = (5, 30)
HOUSE_OFFERS = {"pets": 0.2, "lgbtq": 0.4, "clinic": 0.22, "healing": 0.3, "school": 0.35, "garden": 0.4}
ROOM_OFFERS = {"cots": 0.3, "private_bath": 0.4}
BEDS = {1: 10, 2: 28, 3: 26, 4: 20, 5: 9, 6: 7}
SHARING = {Sharing.ONE_PARTY: 66, Sharing.BEDS: 20, Sharing.ONE_CLASS: 14}
LONGEST = {None: 40, 30: 20, 45: 15, 60: 25}


@dataclass(frozen=True)
class Supply:
    """How many sites and spaces, and how free they are.

    Attributes
    ----------
    occupied : float
        Share of spaces (of beds, where they are shared) in use on the first night.
    booked : float
        Share of the later nights that is booked.
    regional : float
        Share of sites that serve every network and not only their own.
    """

    sites: int
    spaces: int
    occupied: float
    booked: float
    regional: float


Key = TypeVar("Key")


def chosen(random: Random, weights: dict[Key, int]) -> Key:
    """Draw one key by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def happens(random: Random, share: float) -> bool:
    """Draw whether something that happens in a share of all cases happens here."""
    return random.random() < share


def point_in(random: Random, country: str) -> tuple[float, float]:
    """Draw a point near one of a country's centres, in degrees."""
    lat, lon = random.choice(CENTRES[country])
    return round(random.gauss(lat, SPREAD_DEGREES), 4), round(random.gauss(lon, SPREAD_DEGREES), 4)


def sites_and_spaces(random: Random, supply: Supply, nights: int) -> tuple[tuple[Site, ...], tuple[Space, ...]]:
    """Draw all sites, then all spaces; every site has at least one space."""
    sites = tuple(_site(random, f"h{index:04}", supply.regional) for index in range(supply.sites))
    owners = [*sites, *random.choices(sites, k=supply.spaces - supply.sites)]
    owners.sort(key=lambda site: site.id)
    spaces = tuple(_space(random, f"r{at:04}", site, supply, nights) for at, site in enumerate(owners))
    return sites, spaces


def _site(random: Random, name: str, regional: float) -> Site:
    country = chosen(random, COUNTRIES)
    lat, lon = point_in(random, country)
    open_to = COUNTRIES if happens(random, regional) else [country]
    offers = {f"open:{network}" for network in open_to}
    offers.add("rural" if happens(random, 0.45) else "urban")
    offers.update(name for name, share in HOUSE_OFFERS.items() if happens(random, share))
    offers.update(f"lang:{code}" for code in LANGUAGES[country] if happens(random, 0.3))
    offers.update(_welcomes(random))
    if happens(random, 0.3):
        offers.add("accessible")
    return Site(name, lat, lon, frozenset(offers), chosen(random, LONGEST))


def _welcomes(random: Random) -> set[str]:
    """Draw who may live in the house: children, older sons, men."""
    if happens(random, 0.25):
        return set()
    older = {"children", "older_sons"} if happens(random, 0.45) else {"children"}
    return older | {"men"} if happens(random, 0.35) else older


def _space(random: Random, name: str, site: Site, supply: Supply, nights: int) -> Space:
    beds, sharing = chosen(random, BEDS), chosen(random, SHARING)
    offers = {offer for offer, share in ROOM_OFFERS.items() if happens(random, share)}
    if "accessible" in site.attributes and happens(random, 0.5):
        offers.add("step_free")
    kept = random.choice((1, 2)) if happens(random, 0.05) else None
    taken = _bookings(random, beds, sharing, supply, nights)
    return Space(name, site.id, beds, sharing, frozenset(offers), taken, kept)


def _bookings(random: Random, beds: int, sharing: Sharing, supply: Supply, nights: int) -> tuple[Taken, ...]:
    """Draw chains of bookings: one for a room of one party, one for each bed of a shared room."""
    if sharing is Sharing.ONE_PARTY:
        return tuple((first, end, random.randint(1, beds)) for first, end in _chain(random, supply, nights))
    chains = [(first, end, 1) for _ in range(beds) for first, end in _chain(random, supply, nights)]
    if sharing is Sharing.BEDS:
        return tuple(chains)
    kind = random.choice(("women", "family"))
    return tuple((first, end, one, kind) for first, end, one in chains)


def _chain(random: Random, supply: Supply, nights: int) -> list[tuple[int, int]]:
    """Draw what is left of the stay of the first night, then bookings, fewer the further away they are."""
    chain, night = [], 0
    if happens(random, supply.occupied):
        night = random.randint(*REMAINING)
        chain.append((0, night))
    while night < nights:
        length = random.randint(*BOOKING)
        if happens(random, min(1.0, supply.booked * (1.35 - 0.7 * night / nights))):
            chain.append((night, min(nights, night + length)))
        night += length
    return chain
