"""What a party needs of a place, and what it fears: drawn to fit who they are and where they come from."""

from __future__ import annotations

from random import Random

from shelters.capacity.words import Offer, Setting
from shelters.demo.chance import happens, weighted
from shelters.demo.lands import LANGUAGES_OF, setting_of
from shelters.demo.networks import NETWORKS
from shelters.places import Municipality
from shelters.requests.models import Avoid, Case, Member
from shelters.requests.words import AgeBand, AvoidKind, Borders, Consent, Gender, NeedLevel, Relation

_REQUIRED, _PREFERRED = NeedLevel.REQUIRED, NeedLevel.PREFERRED
_CONSENT = {Consent.REGION: 0.7, Consent.NETWORK: 0.28, Consent.NOT_YET: 0.02}
_BORDERS = {Borders.STAY: 0.3, Borders.MAY_CROSS: 0.45, Borders.NOT_KNOWN: 0.25}
# Who flees the state itself leaves the country.
_EXILE = {Borders.STAY: 0.1, Borders.MAY_CROSS: 0.85, Borders.NOT_KNOWN: 0.05}
_RADII = {20: 0.25, 50: 0.4, 80: 0.2, 120: 0.15}

# Anybody's needs: how often they are required, and how often preferred.
_ANYBODY = {
    Offer.PSYCHOSOCIAL_CARE: (0.04, 0.45),
    Offer.TRADITIONAL_HEALING: (0.01, 0.2),
    Offer.REFRIGERATED_MEDICINE: (0.03, 0.02),
    Offer.HEALTH_CARE_NEAR: (0.04, 0.15),
    Offer.VEGETARIAN_FOOD: (0.01, 0.08),
    Offer.INTERNET: (0.02, 0.35),
    Offer.QUIET_ROOM: (0.01, 0.12),
    Offer.LAND_AND_GARDEN: (0.0, 0.15),
    Offer.SIGN_LANGUAGE: (0.005, 0.005),
    Offer.STEP_FREE: (0.03, 0.02),
}
_WITH_AGE = {
    AgeBand.AGE_0_1: {Offer.COT: (0.25, 0.5)},
    AgeBand.AGE_2_5: {Offer.PLAY_SPACE: (0.02, 0.5)},
    AgeBand.AGE_6_11: {Offer.SCHOOL_NEAR: (0.03, 0.4), Offer.PLAY_SPACE: (0.0, 0.3)},
    AgeBand.AGE_12_17: {Offer.SCHOOL_NEAR: (0.04, 0.4)},
    AgeBand.AGE_60_UP: {Offer.STEP_FREE: (0.12, 0.4), Offer.GROUND_FLOOR: (0.05, 0.3)},
}
_OWN_TONGUE = {Offer.COMMUNITY_NEAR: (0.02, 0.35), Offer.CEREMONY_SPACE: (0.02, 0.3)}


def case(random: Random, members: tuple[Member, ...], origin: Municipality) -> Case:
    """Draw everything about a party that a committee would write down."""
    rural = setting_of(origin) is Setting.RURAL and happens(random, 0.5)
    exiled = origin.country == "NI"
    return Case(
        party=members,
        pets=happens(random, 0.06),
        needs=_needs(random, members, origin),
        languages=_languages(random, origin),
        setting=Setting.RURAL if rural else None,
        private_room=_private_room(random, members),
        origin=origin.id,
        avoid=_avoid(random, origin),
        max_km=random.choice((200, 300, 500)) if not exiled and happens(random, 0.12) else None,
        borders=weighted(random, _EXILE if exiled else _BORDERS),
        consent=weighted(random, _CONSENT),
        note="Grupo inventado para la demo." if happens(random, 0.3) else "",
    )


def _needs(random: Random, members: tuple[Member, ...], origin: Municipality) -> dict[Offer, NeedLevel]:
    chances = dict(_ANYBODY)
    for member in members:
        chances |= _WITH_AGE.get(member.age, {})
    if origin.zone in LANGUAGES_OF:
        chances |= _OWN_TONGUE
    if all(member.gender is Gender.WOMAN or member.minor for member in members):
        chances[Offer.WOMEN_ONLY] = (0.06, 0.2)
    if any(member.gender in {Gender.TRANS_WOMAN, Gender.NON_BINARY} for member in members):
        chances[Offer.LGBTQ_AFFIRMING] = (0.75, 0.2)
    drawn = {offer: _level(random, *pair) for offer, pair in chances.items()}
    return {offer: level for offer, level in drawn.items() if level is not None}


def _level(random: Random, required: float, preferred: float) -> NeedLevel | None:
    return weighted(random, {_REQUIRED: required, _PREFERRED: preferred, None: 1 - required - preferred})


def _languages(random: Random, origin: Municipality) -> dict[str, NeedLevel]:
    spoken = LANGUAGES_OF.get(origin.zone, ())
    if not spoken or not happens(random, 0.4):
        return {}
    return {random.choice(spoken): _REQUIRED if happens(random, 0.1) else _PREFERRED}


def _private_room(random: Random, members: tuple[Member, ...]) -> NeedLevel | None:
    family = any(member.relation is Relation.CHILD for member in members)
    return _level(random, 0.12, 0.4) if family else _level(random, 0.08, 0.25)


def _avoid(random: Random, origin: Municipality) -> tuple[Avoid, ...]:
    dangers = []
    if happens(random, 0.7):
        dangers.append(Avoid(kind=AvoidKind.PLACE, place=origin.id, km=weighted(random, _RADII)))
    if happens(random, 0.18):
        dangers.append(Avoid(kind=AvoidKind.ZONE, place=origin.zone))
    if origin.country == "NI" and happens(random, 0.6):
        dangers.append(Avoid(kind=AvoidKind.COUNTRY, place="NI"))
    elif happens(random, 0.03):
        dangers.append(Avoid(kind=AvoidKind.COUNTRY, place=random.choice([each.country for each in NETWORKS])))
    return tuple(dangers)
