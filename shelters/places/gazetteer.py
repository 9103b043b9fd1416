"""Municipalities and zones of the region, read once from the files in `data/`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from shelters.errors import N_, NotFoundError

# The countries of the gazetteer by ISO 3166-1, as a committee writes them.
COUNTRIES = {
    "MX": "México",
    "GT": "Guatemala",
    "HN": "Honduras",
    "SV": "El Salvador",
    "NI": "Nicaragua",
    "CR": "Costa Rica",
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A state, department or province by its ISO 3166-2 code, with the middle of its places."""

    code: str
    country: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """A place by its stable GeoNames number; `near` tells namesakes of one zone apart, and is empty for others."""

    id: str
    name: str
    zone: str
    country: str
    lat: float
    lon: float
    population: int
    near: str = ""
    aliases: tuple[str, ...] = ()


def municipality(municipality_id: str) -> Municipality:
    """Give the municipality of that id."""
    try:
        return all_municipalities()[municipality_id]
    except KeyError:
        raise NotFoundError(N_("Ese municipio no está en la lista. Elige otro.")) from None


def zone(code: str) -> Zone:
    """Give the zone of that ISO 3166-2 code."""
    try:
        return _all_zones()[code]
    except KeyError:
        raise NotFoundError(N_("Esa zona no está en la lista. Elige otra.")) from None


def zones(country: str | None = None) -> list[Zone]:
    """List the zones of a country, or of the region, in the order of the countries and then of the alphabet."""
    return [each for each in _all_zones().values() if country in (None, each.country)]


def label(place: Municipality) -> str:
    """Write a municipality so that nobody takes it for a namesake: "Tlaxiaco, Oaxaca, México"."""
    name = f"{place.name} ({place.near})" if place.near else place.name
    # "Villa Nueva, Guatemala, Guatemala" says nothing more than "Villa Nueva, Guatemala".
    around = dict.fromkeys([zone(place.zone).name, COUNTRIES[place.country]])
    return ", ".join([name, *around])


@lru_cache(maxsize=1)
def all_municipalities() -> dict[str, Municipality]:
    """Read the gazetteer, by id."""
    return {
        row["id"]: Municipality(
            id=row["id"],
            name=row["name"],
            zone=row["zone"],
            country=row["zone"][:2],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=int(row["population"]),
            near=row["near"],
            aliases=tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in _rows("municipalities.csv")
    }


@lru_cache(maxsize=1)
def _all_zones() -> dict[str, Zone]:
    return {
        row["code"]: Zone(row["code"], row["country"], row["name"], float(row["lat"]), float(row["lon"]))
        for row in _rows("zones.csv")
    }


def _rows(name: str) -> csv.DictReader[str]:
    text = (files("shelters.places") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(io.StringIO(text))
