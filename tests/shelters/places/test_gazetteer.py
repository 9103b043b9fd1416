"""Municipalities, zones and labels."""

from __future__ import annotations

import pytest

from shelters.errors import NotFoundError
from shelters.places import label, municipality, resolve, zone, zones
from shelters.places.gazetteer import Municipality, all_municipalities


def place(text: str) -> Municipality:
    found = resolve(text)
    assert isinstance(found, Municipality)
    return found


def test_a_municipality_is_found_by_its_stable_id() -> None:
    assert municipality("3517285").name == "Tlaxiaco"


@pytest.mark.parametrize("wrong", ["", "0", "Tlaxiaco", "3517285 ", "-1"])
def test_an_unknown_municipality_is_not_found(wrong: str) -> None:
    with pytest.raises(NotFoundError):
        municipality(wrong)


@pytest.mark.parametrize("wrong", ["", "MX", "MX-XXX", "oax"])
def test_an_unknown_zone_is_not_found(wrong: str) -> None:
    with pytest.raises(NotFoundError):
        zone(wrong)


def test_zones_are_listed_for_a_country_or_for_the_region() -> None:
    assert [each.code for each in zones("CR")] == ["CR-A", "CR-C", "CR-G", "CR-H", "CR-L", "CR-P", "CR-SJ"]
    assert len(zones()) == 110
    assert zones("FR") == []


def test_a_label_names_place_zone_and_country() -> None:
    assert label(municipality("3517285")) == "Tlaxiaco, Oaxaca, México"


def test_a_label_does_not_repeat_the_country_as_a_zone() -> None:
    assert label(place("Villa Nueva, Guatemala")) == "Villa Nueva, Guatemala"


def test_namesakes_of_one_zone_are_told_apart_by_a_place_nearby() -> None:
    namesakes = [
        each for each in all_municipalities().values() if (each.name, each.zone) == ("Benito Juárez", "MX-CHP")
    ]

    assert len(namesakes) > 1
    assert len({label(each) for each in namesakes}) == len(namesakes)


def test_the_gazetteer_is_read_once() -> None:
    assert all_municipalities() is all_municipalities()
