"""Where the invented houses and people are: real municipalities, by country, setting and language."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from shelters.capacity.words import Setting
from shelters.demo.chance import happens
from shelters.places import Municipality
from shelters.places.gazetteer import all_municipalities

_TOWN_FROM = 5_000
_CITY_FROM = 60_000

# Languages of the zones besides Spanish, by ISO 639-3.
LANGUAGES_OF = {
    "MX-OAX": ("zap", "mxv"),
    "MX-GRO": ("nhn", "mxv"),
    "MX-CHP": ("tzo", "tzh"),
    "MX-PUE": ("nhn",),
    "MX-TLA": ("nhn",),
    "MX-HID": ("nch",),
    "MX-SLP": ("nch",),
    "MX-VER": ("nch", "nhn"),
    "MX-YUC": ("yua",),
    "MX-ROO": ("yua",),
    "MX-CAM": ("yua",),
    "GT-04": ("cak",),
    "GT-07": ("cak", "quc"),
    "GT-08": ("quc",),
    "GT-09": ("mam", "quc"),
    "GT-12": ("mam",),
    "GT-13": ("mam",),
    "GT-14": ("quc",),
    "GT-16": ("kek",),
    "GT-17": ("kek",),
    "GT-18": ("kek", "cab"),
    "HN-AT": ("cab",),
    "HN-CL": ("cab",),
    "HN-GD": ("miq",),
    "HN-IB": ("eng",),
    "NI-AN": ("miq", "yan"),
    "NI-AS": ("eng", "miq"),
    "CR-L": ("bzd", "eng"),
    "CR-P": ("gym",),
}

# Where defenders of land and territory are attacked most, as the region's own registers tell by zone.
_TROUBLED = frozenset({"MX-OAX", "MX-CHP", "MX-GRO", "MX-MIC", "MX-VER", "GT-13", "GT-14", "GT-16", "GT-18", "HN-CL"})


def setting_of(place: Municipality) -> Setting:
    """Say whether a place is rural, a town or a city, by its people."""
    if place.population >= _CITY_FROM:
        return Setting.CITY
    return Setting.TOWN if place.population >= _TOWN_FROM else Setting.RURAL


def house_place(random: Random, country: str, setting: Setting) -> Municipality:
    """Draw where a house stands."""
    return random.choice(_places(country)[setting])


def home(random: Random, country: str, zone: str | None = None) -> Municipality:
    """Draw where somebody comes from: mostly small places, and troubled zones more often; or from one zone."""
    setting = random.choices((Setting.RURAL, Setting.TOWN, Setting.CITY), (0.45, 0.35, 0.20))[0]
    places = _places(country)[setting]
    if zone is not None:
        return random.choice([place for place in places if place.zone == zone] or places)
    first, second = random.choice(places), random.choice(places)
    return second if second.zone in _TROUBLED and happens(random, 0.7) else first


def troubled_zone(random: Random, country: str) -> str:
    """Draw the zone that a wave of attacks comes over."""
    zones = sorted({place.zone for place in _places(country)[Setting.TOWN]})
    return random.choice([zone for zone in zones if zone in _TROUBLED] or zones)


@lru_cache(maxsize=8)
def _places(country: str) -> dict[Setting, list[Municipality]]:
    here: dict[Setting, list[Municipality]] = {setting: [] for setting in Setting}
    for place in all_municipalities().values():
        if place.country == country:
            here[setting_of(place)].append(place)
    return here
