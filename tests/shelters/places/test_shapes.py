"""The outlines of the zones: one for each, and each where its places are."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from shelters.places import zones
from shelters.places.gazetteer import all_municipalities
from shelters.places.make_shapes import holds, simplified
from shelters.places.shapes import shapes


def test_every_zone_has_a_shape_and_no_shape_lacks_a_zone() -> None:
    assert set(shapes()) == {zone.code for zone in zones()}


def test_outlines_are_closed() -> None:
    assert all(line[0] == line[-1] and len(line) > 3 for lines in shapes().values() for line in lines)


@pytest.mark.parametrize("code", sorted(shapes()))
def test_most_people_of_a_zone_live_inside_its_shape(code: str) -> None:
    inside: Counter[bool] = Counter()
    for place in all_municipalities().values():
        if place.zone == code:
            within = any(holds(list(line), (place.lon, place.lat)) for line in shapes()[code])
            inside[within] += max(place.population, 1)
    # A coast drawn this coarsely cuts off ports.
    assert inside[True] > 0.7 * inside.total()


def test_the_file_is_small() -> None:
    assert len((files("shelters.places") / "data" / "shapes.json").read_bytes()) < 150_000


def test_a_line_loses_what_strays_little_and_keeps_its_corners() -> None:
    assert simplified([(0, 0), (1, 0.001), (2, 0), (2, 1), (0, 0)]) == [(0, 0), (2, 0), (2, 1), (0, 0)]
