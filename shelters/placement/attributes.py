"""The one translation between the words of houses and cases and the attributes that the solver compares.

What a house rule allows is an attribute that the house has (`takes_men`); what a party brings is one that it requires.
So a rule, its explanation and the change that would waive it are all read from the same string.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shelters.capacity.models import House, HouseProfile, Room
from shelters.capacity.words import Offer, OpenTo, Sharing
from shelters.places import municipality
from shelters.requests.models import Case, Member
from shelters.requests.words import OLDEST, AgeBand, AvoidKind, Borders, Consent, Gender, NeedLevel

PRIVATE_ROOM = "private_room"
# No place has it: required where a case asks for what it also refuses.
CONTRADICTION = "contradiction"
# What stands before the id of a house in which somebody has a bed with whom she must not live.
BESIDE = "beside_"
# What an unmet preference costs. Her language weighs most: without it nobody in the house can speak with her.
_LANGUAGE_POINTS = 3
_SETTING_POINTS = 2
_POINTS = 1

_WOMEN_ONLY_ADMITS = frozenset({Gender.WOMAN, Gender.TRANS_WOMAN, Gender.NOT_SAID, Gender.NON_BINARY})


def house_attributes(house: House, profile: HouseProfile, networks: Iterable[UUID]) -> frozenset[str]:
    """List all that a house offers and admits, and the networks it is open to."""
    rules = profile.rules
    names = {offer.value for offer in profile.offers} | {f"speaks_{language}" for language in profile.languages}
    names |= {f"setting_{house.setting}", f"zone_{house.zone}", f"country_{house.zone[:2]}", f"of_{house.network_id}"}
    names |= {f"takes_boys_{band.value}" for band, oldest in OLDEST.items() if oldest <= rules.sons_up_to}
    admitted = {
        "takes_children": rules.children,
        "takes_men": rules.men,
        "takes_trans_women": rules.trans_women,
        "takes_pets": rules.pets,
    }
    names |= {name for name, admits in admitted.items() if admits}
    open_to = networks if house.open_to == OpenTo.REGION else [house.network_id]
    return frozenset(names | {_open_to(network) for network in open_to} | {_open_to(house.network_id)})


def room_attributes(room: Room, offers: Iterable[Offer]) -> frozenset[str]:
    """List what a room adds to its house."""
    private = {PRIVATE_ROOM} if room.sharing == Sharing.ONE_PARTY else set()
    return frozenset({offer.value for offer in offers} | private)


def _open_to(network: UUID) -> str:
    return f"open_to_{network}"


def required(case: Case, network: UUID) -> frozenset[str]:
    """List what a place must have for this party: its required needs, and what its people and pets bring."""
    names = {offer.value for offer, level in case.needs.items() if level is NeedLevel.REQUIRED}
    names |= {f"speaks_{language}" for language, level in case.languages.items() if level is NeedLevel.REQUIRED}
    for member in case.party:
        names |= brought_by(member)
    if case.pets:
        names.add("takes_pets")
    if case.private_room is NeedLevel.REQUIRED:
        names.add(PRIVATE_ROOM)
    if case.setting is not None and case.setting_level is NeedLevel.REQUIRED:
        names.add(f"setting_{case.setting}")
    if case.borders is Borders.STAY:
        names.add(f"country_{municipality(case.origin).country}")
    names.add(_open_to(network))
    return frozenset(names)


def brought_by(member: Member) -> set[str]:
    """List what a house must admit for somebody of a party to live there."""
    if member.minor:
        boy = member.gender in {Gender.MAN, Gender.TRANS_MAN} and member.age is not AgeBand.AGE_0_1
        return {"takes_children"} | ({f"takes_boys_{member.age.value}"} if boy else set())
    if member.gender in {Gender.MAN, Gender.TRANS_MAN}:
        return {"takes_men"}
    return {"takes_trans_women"} if member.gender is Gender.TRANS_WOMAN else set()


def refused(case: Case, network: UUID, networks: Iterable[UUID]) -> frozenset[str]:
    """List what a place must not have: zones and countries to avoid, and what she did not consent to.

    Circles round a place are distances, not attributes; the solver measures them.
    """
    names = {
        f"{'zone' if avoid.kind is AvoidKind.ZONE else 'country'}_{avoid.place}"
        for avoid in case.avoid
        if avoid.kind is not AvoidKind.PLACE
    }
    if case.consent is not Consent.REGION:
        # She agreed to houses of her own network; what is open to the region is told apart by its owner.
        names |= {f"of_{other}" for other in networks if other != network}
    if not all(member.gender in _WOMEN_ONLY_ADMITS for member in case.party if not member.minor):
        names.add(Offer.WOMEN_ONLY.value)
    return frozenset(names)


def preferred(case: Case) -> dict[str, int]:
    """Give the points that each preference is worth."""
    points = {offer.value: _POINTS for offer, level in case.needs.items() if level is NeedLevel.PREFERRED}
    points |= {
        f"speaks_{language}": _LANGUAGE_POINTS
        for language, level in case.languages.items()
        if level is NeedLevel.PREFERRED
    }
    if case.private_room is NeedLevel.PREFERRED:
        points[PRIVATE_ROOM] = _POINTS
    if case.setting is not None and case.setting_level is NeedLevel.PREFERRED:
        points[f"setting_{case.setting}"] = _SETTING_POINTS
    return points
