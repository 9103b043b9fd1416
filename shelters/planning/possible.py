"""Houses that could open: where most ask from, in two sizes of room, and with more or less of what a party can need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Final

from optimizer.siting import Candidate
from shelters.capacity.inventory import HouseInventory
from shelters.capacity.models import HouseRules, Language
from shelters.capacity.words import Offer, Setting
from shelters.places import municipality
from shelters.planning.counts import FEWEST
from shelters.planning.past import Past
from shelters.planning.questions import Opening, Spending
from shelters.planning.worlds import changed

ZONES: Final = 6
BEDS: Final = (3, 5)
# As large as houses are that people can still know each other in.
MOST_ROOMS: Final = 10
_LANGUAGES: Final = 3


class Bundle(StrEnum):
    """What a house offers and whom it admits, from less to more."""

    PLAIN = "plain"
    ACCESSIBLE = "accessible"
    EVERYBODY = "everybody"


_PLAIN: Final = frozenset(
    {Offer.COT, Offer.PLAY_SPACE, Offer.OWN_KITCHEN, Offer.PRIVATE_BATHROOM, Offer.PSYCHOSOCIAL_CARE}
)
_ACCESSIBLE: Final = _PLAIN | {
    *(Offer.STEP_FREE, Offer.WHEELCHAIR, Offer.ADAPTED_BATHROOM, Offer.GROUND_FLOOR),
    *(Offer.HEALTH_CARE_NEAR, Offer.REFRIGERATED_MEDICINE, Offer.QUIET_ROOM),
}
_OFFERS: Final = {Bundle.PLAIN: _PLAIN, Bundle.ACCESSIBLE: _ACCESSIBLE, Bundle.EVERYBODY: _ACCESSIBLE}


@dataclass(frozen=True)
class Possible:
    """A house that could open; its rooms are still to be decided."""

    zone: str
    municipality_id: str
    bundle: Bundle
    beds: int
    languages: frozenset[Language] = frozenset()

    def opening(self, rooms: int) -> Opening:
        """Give the question in which it opens."""
        everybody = self.bundle is Bundle.EVERYBODY
        return Opening(
            municipality_id=self.municipality_id,
            setting=Setting.RURAL,
            rooms=rooms,
            beds=self.beds,
            offers=_OFFERS[self.bundle],
            languages=self.languages,
            rules=HouseRules(men=everybody, pets=everybody),
        )

    def candidate(self, spending: Spending) -> Candidate:
        """Give what the choice knows of it: its site in a world where it is open, its zone, and what it costs."""
        dearer = 0 if self.bundle is Bundle.PLAIN else spending.accessible
        site = str(changed(self.opening(1), [])[-1].house.id)
        return Candidate(site, self.zone, spending.opening, spending.bed * self.beds + dearer, most=MOST_ROOMS)


def possible_houses(past: Past) -> list[Possible]:
    """List what could open in the zones that most of a year's requests came from."""
    return [
        Possible(zone, _place(past, zone), bundle, beds, _languages(past, zone))
        for zone in busiest_zones(past)[:ZONES]
        for bundle in Bundle
        for beds in BEDS
    ]


def busiest_zones(past: Past) -> list[str]:
    """List the zones that five requests or more came from, the one of most first."""
    came = Counter(municipality(each.case.origin).zone for each in past.asking)
    return [zone for zone in sorted(came, key=lambda code: (-came[code], code)) if came[zone] >= FEWEST]


def with_open(houses: Sequence[HouseInventory], openings: Sequence[Opening]) -> list[HouseInventory]:
    """Give the houses with others open besides."""
    return reduce(lambda known, opening: changed(opening, known), openings, list(houses))


def _place(past: Past, zone: str) -> str:
    origins = [each.case.origin for each in past.asking if municipality(each.case.origin).zone == zone]
    return min(set(origins), key=lambda place: (-origins.count(place), place))


def _languages(past: Past, zone: str) -> frozenset[Language]:
    spoken = Counter(
        language
        for each in past.asking
        if municipality(each.case.origin).zone == zone
        for language in each.case.languages
    )
    return frozenset(sorted(spoken, key=lambda code: (-spoken[code], code))[:_LANGUAGES])
