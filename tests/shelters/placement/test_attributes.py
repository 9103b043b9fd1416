"""What the solver compares, against the rules of a house as people would say them.

The rules are written here a second time on purpose, one `if` each, from the words of houses and cases.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

import optimizer
from shelters.capacity.inventory import HouseInventory, RoomInventory
from shelters.capacity.models import Bed, House, HouseProfile, HouseRules, Room
from shelters.capacity.words import LANGUAGES, Offer, OpenTo, Safety, Setting, Sharing
from shelters.clock import now, today
from shelters.placement.attributes import house_attributes, preferred, refused, required, room_attributes
from shelters.placement.labels import attribute_word, rule_word
from shelters.placement.options import told
from shelters.placement.posing import Asking, pose
from shelters.requests.models import Avoid, Case, Member, Request
from shelters.requests.words import AgeBand, AvoidKind, Borders, Consent, Gender, NeedLevel, Relation
from shelters.sealing.envelope import Sealed
from tests.scene import place

HERS, THEIRS = uuid4(), uuid4()
PLACES = {"MX-OAX": place("Oaxaca de Juárez, Oaxaca"), "GT-09": place("Quetzaltenango")}
ZONES = tuple(PLACES)
OFFERS = (Offer.STEP_FREE, Offer.COT, Offer.WOMEN_ONLY, Offer.SCHOOL_NEAR)
SPOKEN = LANGUAGES[:3]
SEALED = Sealed(b"")
YEARS = {AgeBand.AGE_2_5: 5, AgeBand.AGE_6_11: 11, AgeBand.AGE_12_17: 17}
MEN = {Gender.MAN, Gender.TRANS_MAN}

some_offers = st.frozensets(st.sampled_from(OFFERS))
levels = st.sampled_from(NeedLevel)
members = st.builds(
    Member, age=st.sampled_from(AgeBand), gender=st.sampled_from(Gender), relation=st.just(Relation.COMPANION)
)
ADULT = Member(age=AgeBand.AGE_18_59, gender=Gender.WOMAN, relation=Relation.SELF)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Invent a case."""
    return Case(
        party=(ADULT, *draw(st.lists(members, max_size=3))),
        pets=draw(st.booleans()),
        needs=draw(st.dictionaries(st.sampled_from(OFFERS), levels, max_size=2)),
        languages=draw(st.dictionaries(st.sampled_from(SPOKEN), levels, max_size=1)),
        setting=draw(st.none() | st.sampled_from(Setting)),
        setting_level=draw(levels),
        private_room=draw(st.none() | levels),
        origin=PLACES[draw(st.sampled_from(ZONES))],
        avoid=tuple(draw(st.lists(dangers, max_size=1))),
        borders=draw(st.sampled_from(Borders)),
        consent=draw(st.sampled_from(Consent)),
    )


dangers = st.builds(Avoid, kind=st.just(AvoidKind.ZONE), place=st.sampled_from(ZONES)) | st.builds(
    Avoid, kind=st.just(AvoidKind.COUNTRY), place=st.sampled_from(["MX", "GT"])
)


profiles = st.builds(
    HouseProfile,
    offers=some_offers,
    languages=st.frozensets(st.sampled_from(SPOKEN)),
    rules=st.builds(
        HouseRules,
        children=st.booleans(),
        sons_up_to=st.integers(0, 17),
        men=st.booleans(),
        trans_women=st.booleans(),
        pets=st.booleans(),
    ),
)


@st.composite
def places(draw: st.DrawFn) -> HouseInventory:
    """Invent a house with one room of six beds."""
    zone, house_id = draw(st.sampled_from(ZONES)), uuid4()
    profile = draw(profiles)
    network_id = draw(st.sampled_from([HERS, THEIRS]))
    house = House(
        id=house_id,
        network_id=network_id,
        code_name="Casa *X*",
        kind="shelter",
        zone=zone,
        municipality_id=PLACES[zone],
        setting=draw(st.sampled_from(Setting)).value,
        open_to=draw(st.sampled_from(OpenTo)).value,
        safety=draw(st.sampled_from(Safety)).value,
        max_nights=60,
        rest_nights=0,
        confirm_days=7,
        data_key=SEALED,
        profile=SEALED,
    )
    sharing = draw(st.sampled_from([Sharing.ONE_PARTY, Sharing.BEDS])).value
    owner: dict[str, Any] = {"network_id": network_id, "house_id": house_id}
    room = Room(name="Uno", sharing=sharing, offers=SEALED, **owner)
    beds = [Bed(id=n, room_id=room.id, label=str(n), kind="single", **owner) for n in range(6)]
    return HouseInventory(house, profile, [RoomInventory(room, draw(some_offers), beds, [])])


def takes(place: HouseInventory, case: Case, network: UUID) -> bool:  # noqa: C901, PLR0911 - a rule an `if`
    """Say whether a house takes a party, rule by rule."""
    house, rules, (room,) = place.house, place.profile.rules, place.rooms
    offers = place.profile.offers | room.offers
    adults = [member for member in case.party if not member.minor]
    children = [member for member in case.party if member.minor]
    if house.safety not in {"normal", "watched"}:
        return False
    if house.network_id != network and (house.open_to != "region" or case.consent != "region"):
        return False
    if children and not rules.children:
        return False
    if any(child.gender in MEN and YEARS.get(child.age, 0) > rules.sons_up_to for child in children):
        return False
    if any(adult.gender in MEN for adult in adults) and (not rules.men or Offer.WOMEN_ONLY in offers):
        return False
    if any(adult.gender is Gender.TRANS_WOMAN for adult in adults) and not rules.trans_women:
        return False
    if case.pets and not rules.pets:
        return False
    if any(level == "required" and need not in offers for need, level in case.needs.items()):
        return False
    if any(level == "required" and name not in place.profile.languages for name, level in case.languages.items()):
        return False
    if case.private_room == "required" and room.room.sharing != "one_party":
        return False
    if case.setting is not None and case.setting_level == "required" and house.setting != case.setting:
        return False
    if case.borders == "stay" and house.zone[:2] != {PLACES[zone]: zone[:2] for zone in ZONES}[case.origin]:
        return False
    return not any(danger.place in {house.zone, house.zone[:2]} for danger in case.avoid)


def asking(case: Case) -> Asking:
    """Ask for one night, tonight."""
    request = Request(
        network_id=HERS,
        code="",
        state="ready",
        urgency=1,
        earliest=today(),
        latest=today(),
        nights=1,
        shortest=1,
        filed_at=now(),
        tie=1,
        data_key=SEALED,
        case=SEALED,
    )
    return Asking(request, case)


@given(cases(), st.lists(places(), min_size=1, max_size=4))
def test_the_solver_offers_exactly_the_houses_that_would_take_her(case: Case, houses: list[HouseInventory]) -> None:
    hers = asking(case)
    posed = pose(houses, [hers])
    request_id = str(hers.request.id)
    offered = {option.space for option in optimizer.options(posed.problem, request_id, count=9)}
    assert offered == {str(house.rooms[0].room.id) for house in houses if takes(house, case, HERS)}
    refusals = {refusal.space: refusal.reasons for refusal in optimizer.why_not(posed.problem, request_id)}
    assert set(refusals) == set(posed.rooms) - offered
    for reasons in refusals.values():
        assert reasons
        for rule, subject in map(told, reasons):
            words, _ = rule_word(rule, subject)
            assert words
            assert not (subject or "").startswith(("of_", "open_to_", "house_", "zone_"))


@given(cases())
def test_what_is_preferred_is_worth_points_and_never_required(case: Case) -> None:
    points = preferred(case)
    assert all(worth > 0 for worth in points.values())
    hard = required(case, HERS)
    wished = {need.value for need, level in case.needs.items() if level == "preferred"}
    assert wished <= set(points)
    assert wished.isdisjoint(hard)
    for name in points:
        assert attribute_word(name)[0]


@given(places())
def test_a_room_adds_to_its_house_and_takes_nothing_away(place: HouseInventory) -> None:
    (room,) = place.rooms
    whole = house_attributes(place.house, place.profile, [HERS, THEIRS]) | room_attributes(room.room, room.offers)
    assert {offer.value for offer in place.profile.offers | room.offers} <= whole
    assert f"open_to_{place.house.network_id}" in whole


def test_a_baby_boy_goes_wherever_children_go() -> None:
    baby = Member(age=AgeBand.AGE_0_1, gender=Gender.MAN, relation=Relation.CHILD)
    case = Case(party=(ADULT, baby), origin=PLACES["MX-OAX"])
    assert {name for name in required(case, HERS) if name.startswith("takes_")} == {"takes_children"}


def test_without_consent_to_the_region_every_other_network_is_refused() -> None:
    case = Case(party=(ADULT,), origin=PLACES["MX-OAX"], consent=Consent.NETWORK)
    assert refused(case, HERS, [HERS, THEIRS]) == {f"of_{THEIRS}"}
