"""What a person types, and what it finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.errors import InvalidInputError
from shelters.places import Choices, Municipality, label, resolve, search
from shelters.places.gazetteer import all_municipalities


def names(text: str, **options: object) -> list[str]:
    return [place.name for place in search(text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["Tlaxiaco", "tlaxiaco", "TLAXÍACO", "  tlaxiaco ", "tlaxia", "Tlaxiaco, Oaxaca"])
def test_accents_capitals_and_spaces_do_not_matter(typed: str) -> None:
    assert names(typed)[0] == "Tlaxiaco"


def test_any_word_of_a_name_can_begin_a_search() -> None:
    assert "Juchitán de Zaragoza" in names("zaragoza", limit=100)


def test_the_exact_name_comes_before_bigger_places() -> None:
    assert names("Nebaj")[0] == "Nebaj"
    assert names("León")[0] == "León"
    assert names("San José")[0] == "San José"


def test_among_equals_the_bigger_place_comes_first() -> None:
    assert names("san cristobal")[0] == "San Cristóbal de las Casas"


def test_a_zone_or_country_after_the_comma_narrows_the_search() -> None:
    assert search("La Paz, Hond")[0].zone == "HN-LP"
    assert {place.country for place in search("La Paz, Hond")} == {"HN"}
    assert [place.zone for place in search("la paz, bcs")] == ["MX-BCS"]


def test_a_zone_can_follow_without_a_comma() -> None:
    assert names("tlaxiaco oaxaca")[0] == "Tlaxiaco"


def test_a_country_keeps_the_others_out() -> None:
    assert {place.country for place in search("san", limit=8, country="SV")} == {"SV"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("huehuetenago", "Huehuetenango"),
        ("Tapachla", "Tapachula"),
        ("Chiuahua", "Chihuahua"),
        ("Tlaxiaxo, Oaxaca", "Tlaxiaco"),
        ("San Cristobal de las Caasas", "San Cristóbal de las Casas"),
        ("Tegusigalpa", "Tegucigalpa"),
        ("Blufields", "Bluefields"),
    ],
)
def test_a_typing_error_still_finds_the_place(typed: str, meant: str) -> None:
    assert names(typed)[0] == meant


def test_people_s_own_short_names_are_known() -> None:
    assert names("CDMX")[0] == "Ciudad de México"
    assert names("xela")[0] == "Quetzaltenango"


@pytest.mark.parametrize("typed", ["", " ", ",", ",,,", "¿?", "qqqqqq", "\x00", "x" * 100_000])
def test_nothing_sensible_finds_nothing(typed: str) -> None:
    assert search(typed) == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(typed: str) -> None:
    assert len(search(typed, limit=5)) <= 5


def test_a_limit_is_kept() -> None:
    assert len(search("san", limit=3)) == 3


def test_a_full_label_always_resolves_to_its_own_place() -> None:
    for place in list(all_municipalities().values())[::11]:
        assert resolve(label(place)) == place


def test_a_name_with_its_zone_resolves_without_help() -> None:
    found = resolve("Tlaxiaco, Oaxaca")

    assert isinstance(found, Municipality)
    assert found.id == "3517285"


def test_namesakes_are_offered_as_choices() -> None:
    found = resolve("La Paz")

    assert isinstance(found, Choices)
    assert {"BCS" in place.zone for place in found.places} == {True, False}
    assert found.text == "La Paz"


def test_a_beginning_is_never_taken_for_a_place_without_asking() -> None:
    found = resolve("Tlaxia")

    assert isinstance(found, Choices)


def test_an_unknown_place_names_what_it_may_have_been() -> None:
    with pytest.raises(InvalidInputError, match="Huehuetenango, Huehuetenango, Guatemala") as refused:
        resolve("huehuetenago", field="origin")

    assert refused.value.field == "origin"


@pytest.mark.parametrize("typed", ["", "qqqqqq", "x" * 100_000, "Tlaxiaco, Chiapas y Francia"])
def test_a_place_like_no_other_says_how_to_write_it(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        resolve(typed)
