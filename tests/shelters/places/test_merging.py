"""Which zones are shown as one, so that nobody can point at a house."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shelters.places import merged_zones, zones

CODES = [each.code for each in zones()]


def test_a_zone_with_three_houses_is_shown_as_itself() -> None:
    assert merged_zones({"MX-OAX": 3})["MX-OAX"].name == "Oaxaca"


def test_a_zone_with_fewer_houses_joins_its_nearest_neighbour() -> None:
    shown = merged_zones({"MX-OAX": 2, "MX-PUE": 5, "MX-SON": 7})

    assert shown["MX-OAX"].codes == ("MX-OAX", "MX-PUE")
    assert shown["MX-OAX"] == shown["MX-PUE"]
    assert shown["MX-SON"].codes == ("MX-SON",)


def test_zones_join_only_inside_a_country() -> None:
    shown = merged_zones({"MX-CHP": 1, "GT-13": 9, "MX-SON": 4})

    assert shown["MX-CHP"].codes == ("MX-CHP", "MX-SON")
    assert shown["GT-13"].codes == ("GT-13",)


def test_a_country_with_too_few_houses_is_all_that_is_named() -> None:
    group = merged_zones({"HN-FM": 1, "HN-YO": 1})["HN-FM"]

    assert group.whole_country
    assert group.name == "Honduras"


def test_a_zone_without_houses_is_not_mentioned() -> None:
    assert merged_zones({"MX-OAX": 0}) == {}
    assert "MX-PUE" not in merged_zones({"MX-OAX": 3, "MX-PUE": 0})


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 9), max_size=40))
def test_no_group_smaller_than_a_country_holds_fewer_than_three_houses(houses: dict[str, int]) -> None:
    shown = merged_zones(houses)

    assert set(shown) == {code for code, count in houses.items() if count}
    for code, group in shown.items():
        held = sum(houses[each] for each, other in shown.items() if other == group)
        assert group.whole_country or (held >= 3 and code in group.codes)


@given(st.dictionaries(st.sampled_from(CODES), st.integers(1, 5), max_size=20), st.randoms())
def test_the_order_of_asking_changes_nothing(houses: dict[str, int], random: object) -> None:
    shuffled = list(houses.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert merged_zones(dict(shuffled)) == merged_zones(houses)
