"""The invented houses."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from shelters.capacity.words import HouseKind
from shelters.demo.houses import houses
from shelters.demo.lands import LANGUAGES_OF, setting_of
from shelters.demo.names import house_names
from shelters.demo.networks import MARK, NETWORKS
from shelters.demo.sizes import MEASURES, Size
from shelters.places import municipality

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("seed", [1, 7])
def test_a_region_has_exactly_its_houses_and_beds(size: Size, seed: int) -> None:
    drawn = houses(seed, MEASURES[size], NOW)

    assert len(drawn) == MEASURES[size].houses
    assert sum(house.beds for house in drawn) == MEASURES[size].beds
    assert min(house.beds for house in drawn) >= 3


def test_the_same_seed_gives_the_same_region() -> None:
    assert houses(5, MEASURES[Size.REGION], NOW) == houses(5, MEASURES[Size.REGION], NOW)
    assert houses(5, MEASURES[Size.REGION], NOW) != houses(6, MEASURES[Size.REGION], NOW)


def test_every_invented_name_shows_that_it_is_invented() -> None:
    drawn = houses(1, MEASURES[Size.STRESS], NOW)

    assert all(house.draft.code_name.endswith(MARK) for house in drawn)
    assert all("inventad" in house.draft.address.address for house in drawn)
    assert all(network.name.endswith(MARK) for network in NETWORKS)


def test_no_name_is_given_twice() -> None:
    names = house_names()

    assert max(Counter(next(names) for _ in range(3_000)).values()) == 1


def test_a_house_stands_where_its_setting_says() -> None:
    for house in houses(1, MEASURES[Size.STRESS], NOW):
        assert setting_of(house.place) is house.draft.setting
        assert municipality(house.draft.municipality_id) == house.place


def test_a_house_speaks_the_languages_of_its_zone() -> None:
    for house in houses(1, MEASURES[Size.STRESS], NOW):
        assert set(house.draft.profile.languages) <= set(LANGUAGES_OF.get(house.place.zone, ()))


def test_even_the_small_region_has_houses_of_every_kind_and_a_free_choice_of_networks() -> None:
    drawn = houses(1, MEASURES[Size.SMALL], NOW)

    assert {house.draft.kind for house in drawn} == set(HouseKind)
    assert {house.network for house in drawn} >= {"MX", "GT", "HN", "SV", "NI"}
    assert {house.draft.open_to for house in drawn} == {"network", "region"}


def test_rooms_and_beds_have_names_of_their_own() -> None:
    for house in houses(1, MEASURES[Size.REGION], NOW):
        names = [room.draft.name for room in house.rooms]
        assert len(set(names)) == len(names)
        for room in house.rooms:
            assert len({bed.label for bed in room.draft.beds}) == len(room.draft.beds)
