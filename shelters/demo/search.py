"""Where a party of the invented past found a place: its own network first, then the nearest house that fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

import numpy as np

from shelters.demo.asking import RequestPlan
from shelters.demo.houses import HousePlan
from shelters.demo.past import Offered
from shelters.demo.spaces import EARTH_KM, Calendar, Space, near_danger
from shelters.placement.attributes import refused, required
from shelters.places import Municipality, municipality

# A committee of people asks round among the houses it knows, not among all.
_ASKED = 40
_DATES_TRIED = 5
_OWN_FIRST_KM = 10_000.0


class Search:
    """The houses as committees know them, with their beds by night."""

    def __init__(self, spaces: Mapping[UUID, list[Space]], networks: Mapping[str, UUID], calendar: Calendar) -> None:
        """Keep the rooms of each house."""
        self._rooms = list(spaces.values())
        self._houses = [rooms[0].house for rooms in self._rooms]
        self._networks, self._calendar = networks, calendar
        places = np.radians([(house.place.lat, house.place.lon) for house in self._houses])
        self._lat, self._lon = places[:, 0], places[:, 1]
        self._owner = np.array([house.network for house in self._houses])

    def offer(self, plan: RequestPlan, day: date, declined: Collection[UUID] = ()) -> Offered | None:
        """Find beds from that day on, or from the first night she can come; none where no house fits."""
        return next(self._offers(plan, day, declined), None)

    def houses_for(self, plan: RequestPlan, day: date, most: int) -> int:
        """Count the houses that would have beds, up to a number that is enough."""
        return sum(1 for _ in islice(self._offers(plan, day, ()), most))

    def why_not(self, plan: RequestPlan) -> list[tuple[str, str | None]]:
        """List the rules that closed the houses a committee asked, the one that closed most of them first."""
        closed: Counter[tuple[str, str | None]] = Counter()
        for number, km in self._in_order(plan):
            house = self._houses[number]
            if self._may_live(plan, house, km):
                closed[self._in_the_way(plan, self._rooms[number])] += 1
            else:
                closed[("danger_zone" if near_danger(plan.draft.case, house.place) else "too_far"), None] += 1
        return [rule for rule, _ in closed.most_common()]

    def _in_the_way(self, plan: RequestPlan, rooms: list[Space]) -> tuple[str, str | None]:
        """Say what kept a party out of a house that is near enough: what its best room has not, or its nights."""
        case, network = plan.draft.case, self._networks[plan.network]
        best = min(rooms, key=lambda space: len(required(case, network) - space.attributes))
        missing = sorted(required(case, network) - best.attributes)
        if missing:
            return ("not_open", None) if missing[0].startswith("open_to") else ("missing", missing[0])
        if refused(case, network, self._networks.values()) & best.attributes:
            return "not_open", None
        return "too_few_beds" if all(len(space.nights) < case.beds for space in rooms) else "not_free", None

    def _offers(self, plan: RequestPlan, day: date, declined: Collection[UUID]) -> Iterator[Offered]:
        """Give the best place of each house, in the order in which a committee asks."""
        case, network = plan.draft.case, self._networks[plan.network]
        asks = required(case, network), refused(case, network, self._networks.values())
        for number, km in self._in_order(plan):
            house = self._houses[number]
            if house.id in declined or not self._may_live(plan, house, km):
                continue
            for space in self._fitting(plan, asks, self._rooms[number]):
                stretches = self._stretches(plan, house, day)
                found = next(filter(None, (self._beds(plan, space, *stretch) for stretch in stretches)), None)
                if found is not None:
                    beds, first, until = found
                    yield Offered(space, beds, first, until, round(km))
                    break

    def _beds(self, plan: RequestPlan, space: Space, first: date, nights: int) -> tuple[list[int], date, date] | None:
        start = self._calendar.number(first)
        beds = space.beds_for(plan.draft.case, start, start + nights)
        return None if beds is None else (beds, first, first + timedelta(days=nights))

    def _in_order(self, plan: RequestPlan) -> list[tuple[int, float]]:
        km = self._km_from(municipality(plan.draft.case.origin))
        order = np.argsort(km + np.where(self._owner == plan.network, 0.0, _OWN_FIRST_KM), kind="stable")[:_ASKED]
        return [(int(number), float(km[number])) for number in order]

    def _km_from(self, origin: Municipality) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        lat, lon = np.radians(origin.lat), np.radians(origin.lon)
        half = np.sin((self._lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(self._lat) * np.sin((self._lon - lon) / 2) ** 2
        km: np.ndarray[tuple[int], np.dtype[np.float64]] = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
        return km

    @staticmethod
    def _may_live(plan: RequestPlan, house: HousePlan, km: float) -> bool:
        case = plan.draft.case
        return (case.max_km is None or km <= case.max_km) and not near_danger(case, house.place)

    @staticmethod
    def _fitting(plan: RequestPlan, asks: tuple[frozenset[str], frozenset[str]], rooms: list[Space]) -> Iterator[Space]:
        """Give the rooms that have all she requires and nothing she refuses, those that waste least first."""
        needs, unfit = asks
        for space in sorted(rooms, key=lambda space: len(space.nights)):
            kept = space.room.draft.kept_for_tier
            big_enough = len(space.nights) >= plan.draft.case.beds and (kept or 4) >= plan.draft.urgency
            if big_enough and needs <= space.attributes and not unfit & space.attributes:
                yield space

    @staticmethod
    def _stretches(plan: RequestPlan, house: HousePlan, day: date) -> Iterator[tuple[date, int]]:
        nights = plan.draft.nights
        first = max(nights.earliest, day)
        # Who is asked late in the evening comes a day later than she wished: better than not at all.
        window = max(0, (nights.latest - first).days)
        for wanted in dict.fromkeys((min(nights.nights, house.draft.max_nights), nights.shortest)):
            if nights.shortest <= wanted <= house.draft.max_nights:
                for later in range(0, window + 1, max(1, window // _DATES_TRIED)):
                    yield first + timedelta(days=later), wanted
