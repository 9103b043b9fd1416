"""Zones as another network may see them: one with fewer than three houses hides among its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from geopy.distance import great_circle

from shelters.places.gazetteer import COUNTRIES, zone

# With fewer houses than this, to name the zone is nearly to name the house.
FEWEST_HOUSES = 3


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Zones that are shown as one; a whole country when even all its zones hold too few houses."""

    country: str
    codes: tuple[str, ...]

    @property
    def whole_country(self) -> bool:
        """Say whether only the country may be named."""
        return self.codes == (self.country,)

    @property
    def key(self) -> str:
        """Give what tells it from other groups, whatever it is called."""
        return " ".join(self.codes)

    @property
    def name(self) -> str:
        """Name the group as it is shown: "Chiapas / Oaxaca", or the country."""
        if self.whole_country:
            return COUNTRIES[self.country]
        return " / ".join(zone(code).name for code in self.codes)


def merged_zones(houses_per_zone: Mapping[str, int], fewest: int = FEWEST_HOUSES) -> dict[str, ZoneGroup]:
    """Map each zone that has a house to the group under which it may be shown."""
    by_country: dict[str, dict[str, int]] = defaultdict(dict)
    for code, houses in sorted(houses_per_zone.items()):
        if houses > 0:
            by_country[zone(code).country][code] = houses
    groups = [group for country, houses in by_country.items() for group in _groups_of(country, houses, fewest)]
    return {code: group for codes, group in groups for code in codes}


def _groups_of(country: str, houses: Mapping[str, int], fewest: int) -> list[tuple[frozenset[str], ZoneGroup]]:
    groups = [frozenset([code]) for code in houses]

    def held(group: frozenset[str]) -> int:
        return sum(houses[code] for code in group)

    while len(groups) > 1:
        smallest = min(groups, key=lambda group: (held(group), sorted(group)))
        if held(smallest) >= fewest:
            break
        groups.remove(smallest)
        nearest = min(groups, key=lambda group: (_apart(smallest, group), sorted(group)))
        groups[groups.index(nearest)] = nearest | smallest
    if sum(houses.values()) < fewest:
        return [(group, ZoneGroup(country, (country,))) for group in groups]
    return [(group, ZoneGroup(country, tuple(sorted(group)))) for group in groups]


def _apart(one: frozenset[str], other: frozenset[str]) -> float:
    # The order of nearness is all that matters here, so the quick sphere is exact enough.
    return min(_centres_apart(a, b) for a in one for b in other)


def _centres_apart(one: str, other: str) -> float:
    first, second = zone(one), zone(other)
    return float(great_circle((first.lat, first.lon), (second.lat, second.lon)).km)
