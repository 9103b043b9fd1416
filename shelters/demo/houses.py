"""Invented houses: what each kind is like, where it stands, and who may live there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from shelters.capacity.models import HouseAddress, HouseDraft, HouseProfile, HouseRules
from shelters.capacity.words import HouseKind, Offer, OpenTo, Safety, Setting
from shelters.demo.chance import dealt, drawn_id, happens, shares, some_of, source, weighted
from shelters.demo.lands import LANGUAGES_OF, house_place
from shelters.demo.names import house_names
from shelters.demo.networks import NETWORKS
from shelters.demo.rooms import RoomPlan, rooms
from shelters.demo.sizes import Measure
from shelters.places import Municipality


@dataclass(frozen=True, slots=True)
class HousePlan:
    """A house of a network (known by its country), with its rooms and the last word of its host."""

    id: UUID
    network: str
    place: Municipality
    draft: HouseDraft
    rooms: tuple[RoomPlan, ...]
    confirmed_at: datetime | None

    @property
    def beds(self) -> int:
        """Count the beds of all rooms."""
        return sum(len(room.draft.beds) for room in self.rooms)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How often a kind is met, how big it is beside others, where it stands, and how long one may stay."""

    share: float
    size: float
    settings: dict[Setting, float]
    max_nights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is fixed for a house before the rest is drawn."""

    name: str
    home: tuple[str, str]
    kind: HouseKind
    safety: Safety
    open_to: OpenTo
    beds: int


_QUIET = {Setting.RURAL: 0.5, Setting.TOWN: 0.4, Setting.CITY: 0.1}
_MIXED = {Setting.RURAL: 0.25, Setting.TOWN: 0.45, Setting.CITY: 0.3}
_URBAN = {Setting.TOWN: 0.35, Setting.CITY: 0.65}
_KINDS = {
    HouseKind.SAFE_HOUSE: _Kind(0.34, 0.8, _MIXED, (30, 45, 60)),
    HouseKind.SHELTER: _Kind(0.18, 1.6, _MIXED, (60, 90)),
    HouseKind.EMERGENCY_HOUSE: _Kind(0.14, 0.6, _URBAN, (10, 15)),
    HouseKind.HALFWAY_HOUSE: _Kind(0.14, 0.9, _MIXED, (90, 120, 180)),
    HouseKind.SELF_CARE_CENTRE: _Kind(0.10, 1.2, _QUIET, (14, 21, 30)),
    HouseKind.HOSTEL: _Kind(0.10, 1.4, _URBAN, (15, 30)),
}
_OFFERS = {
    Offer.SCHOOL_NEAR: 0.5,
    Offer.PLAY_SPACE: 0.55,
    Offer.OWN_KITCHEN: 0.6,
    Offer.VEGETARIAN_FOOD: 0.35,
    Offer.CEREMONY_SPACE: 0.25,
    Offer.LAND_AND_GARDEN: 0.4,
    Offer.COMMUNITY_NEAR: 0.35,
    Offer.TRADITIONAL_HEALING: 0.35,
    Offer.PSYCHOSOCIAL_CARE: 0.7,
    Offer.HEALTH_CARE_NEAR: 0.65,
    Offer.REFRIGERATED_MEDICINE: 0.7,
    Offer.SIGN_LANGUAGE: 0.08,
    Offer.LGBTQ_AFFIRMING: 0.6,
    Offer.INTERNET: 0.7,
}
_SAFETY = {Safety.NORMAL: 0.92, Safety.WATCHED: 0.05, Safety.EXPOSED: 0.015, Safety.CLOSED: 0.015}
_FEWEST_BEDS = 3


def houses(seed: int, measure: Measure, now: datetime) -> list[HousePlan]:
    """Draw the houses of a region; their beds add up to what the size says."""
    random = source(seed, "houses")
    where = {(each.country, land): part for each in NETWORKS for land, part in each.houses.items()}
    homes = [home for home, number in shares(where, measure.houses).items() for _ in range(number)]
    kinds = dealt(random, {kind: of.share for kind, of in _KINDS.items()}, measure.houses)
    safety = dealt(random, _SAFETY, measure.houses)
    opened = dealt(random, {OpenTo.REGION: 0.6, OpenTo.NETWORK: 0.4}, measure.houses)
    beds = _beds(random, kinds, measure.beds)
    names = islice(house_names(), measure.houses)
    return [
        _house(random, _Frame(*frame), now) for frame in zip(names, homes, kinds, safety, opened, beds, strict=True)
    ]


def _beds(random: Random, kinds: list[HouseKind], total: int) -> list[int]:
    spare = total - _FEWEST_BEDS * len(kinds)
    sizes = {number: (_KINDS[kind].size - 0.4) * random.uniform(0.5, 1.6) for number, kind in enumerate(kinds)}
    return [_FEWEST_BEDS + more for more in shares(sizes, spare).values()]


def _house(random: Random, frame: _Frame, now: datetime) -> HousePlan:
    network, land = frame.home
    kind, name = frame.kind, frame.name
    setting = weighted(random, _KINDS[kind].settings)
    place = house_place(random, land, setting)
    draft = HouseDraft(
        code_name=name,
        kind=kind,
        municipality_id=place.id,
        setting=setting,
        open_to=frame.open_to,
        safety=frame.safety,
        max_nights=random.choice(_KINDS[kind].max_nights),
        rest_nights=weighted(random, {0: 0.7, 1: 0.2, 2: 0.1}),
        confirm_days=weighted(random, {7: 0.7, 3: 0.15, 14: 0.15}),
        profile=_profile(random, kind, place.zone),
        address=_address(name),
    )
    return HousePlan(
        drawn_id(random), network, place, draft, rooms(random, kind, frame.beds), _confirmed(random, draft, now)
    )


def _profile(random: Random, kind: HouseKind, zone: str) -> HouseProfile:
    rules = _rules(random, kind)
    offers = set(some_of(random, _OFFERS))
    if kind is HouseKind.SELF_CARE_CENTRE:
        offers |= {Offer.TRADITIONAL_HEALING, Offer.LAND_AND_GARDEN, Offer.PSYCHOSOCIAL_CARE, Offer.CEREMONY_SPACE}
    if not rules.men and happens(random, 0.7):
        offers.add(Offer.WOMEN_ONLY)
    spoken = some_of(random, dict.fromkeys(LANGUAGES_OF.get(zone, ()), 0.7))
    return HouseProfile(offers=frozenset(offers), languages=frozenset(spoken), rules=rules)


def _rules(random: Random, kind: HouseKind) -> HouseRules:
    return HouseRules(
        children=kind is not HouseKind.HOSTEL or happens(random, 0.7),
        sons_up_to=weighted(random, {17: 0.6, 14: 0.14, 12: 0.14, 11: 0.08, 5: 0.04}),
        men=happens(random, 0.35 if kind in {HouseKind.HALFWAY_HOUSE, HouseKind.HOSTEL} else 0.1),
        trans_women=happens(random, 0.93),
        pets=happens(random, 0.25),
    )


def _address(name: str) -> HouseAddress:
    return HouseAddress(
        address=f"Domicilio inventado de {name}. No existe: es parte de la demo.",
        access="Tocar dos veces y esperar. Preguntar por la señora de las flores (inventada).",
        contact="Sin teléfono: en la demo nadie contesta.",
    )


def _confirmed(random: Random, draft: HouseDraft, now: datetime) -> datetime | None:
    """Most hosts confirmed within their own term; some are late, and a few never did."""
    fresh = happens(random, 0.8)
    hours = random.uniform(1, 24 * draft.confirm_days * 0.9) if fresh else random.uniform(24 * draft.confirm_days, 900)
    return None if happens(random, 0.04) else now - timedelta(hours=hours)
