"""What a case comes down to where nothing may tell whose it was: for counting it, and all that is left of it.

Nothing of this is written down while the case lives: in the clear it would say who somebody is that can be found.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.capacity.contents import offers_of, profile_of
from shelters.capacity.models import House, Room
from shelters.capacity.words import Offer
from shelters.clock import day_of, today_somewhere
from shelters.placement.afar import km_between
from shelters.placement.attributes import PRIVATE_ROOM, house_attributes, preferred, required, room_attributes
from shelters.placement.findings import Reasons, reasons_in
from shelters.placement.models import Waiting
from shelters.places import municipality
from shelters.requests.models import Case, Request
from shelters.requests.queries import case_of
from shelters.requests.states import RequestState
from shelters.requests.words import HOURS, Urgency
from shelters.retention.models import Fate, Household, Need
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay
from shelters.stays.states import StayState

# Further than a day on the road with children.
FAR_KM: Final = 300
# Where a request waited without a place and nothing was in its way when it was last looked at, or nobody looked.
NO_RULE: Final = "none"

_NEVER_LIVED: Final = (StayState.CANCELLED.value, StayState.NOT_ARRIVED.value)
_NEEDS: Final[Mapping[Need, frozenset[str]]] = {
    Need.ACCESS: frozenset({Offer.STEP_FREE, Offer.WHEELCHAIR, Offer.ADAPTED_BATHROOM, Offer.GROUND_FLOOR}),
    Need.LANGUAGE: frozenset({"speaks"}),
    Need.OLDER_SONS: frozenset({"takes_boys_12-17"}),
    Need.MEN: frozenset({"takes_men"}),
    Need.CARE: frozenset({Offer.PSYCHOSOCIAL_CARE, Offer.HEALTH_CARE_NEAR, Offer.REFRIGERATED_MEDICINE}),
    Need.PRIVACY: frozenset({PRIVATE_ROOM, Offer.PRIVATE_BATHROOM, Offer.QUIET_ROOM}),
    Need.WAY_OF_LIFE: frozenset({Offer.CEREMONY_SPACE, Offer.LAND_AND_GARDEN, Offer.COMMUNITY_NEAR,
                                 Offer.TRADITIONAL_HEALING, Offer.VEGETARIAN_FOOD, "setting_rural"}),
    Need.PETS: frozenset({"takes_pets"}),
}  # fmt: skip


@dataclass(frozen=True)
class Coarse:
    """A case as it may be counted: the month and zone of asking, who and what in classes, and what became of it."""

    asked: date
    asked_in: str
    urgency: int
    household: Household
    need: Need
    fate: Fate
    rule: str
    # From its filing until she arrived.
    hours: int | None = None


@dataclass(frozen=True)
class _Place:
    """The place that a request found, and what house and room offer."""

    stay: Stay
    house: House
    offers: frozenset[str]


async def coarse_cases(session: AsyncSession, keyring: Keyring, requests: Sequence[Request]) -> dict[UUID, Coarse]:
    """Bring each request down to what may be counted; the system acts."""
    ids = [request.id for request in requests]
    places = await _places(session, keyring, ids)
    waiting = select(Waiting).where(col(Waiting.request_id).in_(ids))
    rows = {row.request_id: row for row in await session.scalars(waiting)}
    return {
        request.id: _coarse(
            request,
            case_of(keyring, request),
            places.get(request.id),
            reasons_in(keyring, request, rows[request.id]) if request.id in rows else [],
        )
        for request in requests
    }


def _coarse(request: Request, case: Case, place: _Place | None, reasons: Reasons) -> Coarse:
    return Coarse(
        asked=day_of(request.filed_at).replace(day=1),
        asked_in=municipality(case.origin).zone,
        urgency=request.urgency,
        household=household_of(case),
        need=need_of(case, request.network_id),
        fate=_fate(request, case, place),
        rule=_rule(*reasons[0]) if reasons else NO_RULE,
        hours=_hours(request, place),
    )


def _hours(request: Request, place: _Place | None) -> int | None:
    if place is None or place.stay.arrived_at is None:
        return None
    return max(0, round((place.stay.arrived_at - request.filed_at) / timedelta(hours=1)))


def _rule(rule: str | None, subject: str | None) -> str:
    # That houses stand in another country is one rule, whichever her own is.
    about = "country_" if subject and subject.startswith("country_") else subject
    return ":".join(filter(None, (rule, about)))


async def _places(session: AsyncSession, keyring: Keyring, ids: Collection[UUID]) -> dict[UUID, _Place]:
    """Give the first place in which each request lived or will live; where it moved on to is another matter."""
    lived = select(Stay, House, Room).where(col(Stay.request_id).in_(ids))
    lived = lived.join(House, col(House.id) == col(Stay.house_id)).join(Room, col(Room.id) == col(Stay.room_id))
    lived = lived.where(col(Stay.state).not_in(_NEVER_LIVED), col(Stay.follows).is_(None))
    offers: dict[UUID, frozenset[str]] = {}
    found: dict[UUID, _Place] = {}
    for stay, house, room in await session.execute(lived.order_by(col(Stay.first).desc())):
        if room.id not in offers:
            of_house = house_attributes(house, profile_of(keyring, house), ())
            offers[room.id] = of_house | room_attributes(room, offers_of(keyring, house, room))
        found[stay.request_id] = _Place(stay, house, offers[room.id])
    return found


def _fate(request: Request, case: Case, place: _Place | None) -> Fate:
    if place is None:
        return _unplaced(request)
    if place.stay.first > latest_good_night(request):
        return Fate.LATE
    if km_between(case, place.house) > FAR_KM:
        return Fate.FAR
    return Fate.MET if set(preferred(case)) <= place.offers else Fate.WITHOUT


def _unplaced(request: Request) -> Fate:
    if request.state == RequestState.REFERRED:
        return Fate.REFERRED
    if request.state in {RequestState.WITHDRAWN, RequestState.CLOSED}:
        return Fate.WITHDRAWN
    if request.latest >= today_somewhere():
        return Fate.WAITING
    # Without her consent nobody could look for a place.
    return Fate.WITHDRAWN if request.state == RequestState.SUBMITTED else Fate.TURNED_AWAY


def latest_good_night(request: Request) -> date:
    """Give the last first night that keeps the promise of its urgency, or the earliest that was asked for."""
    promised = request.filed_at + timedelta(hours=HOURS[Urgency(request.urgency)])
    return max(request.earliest, day_of(promised))


def household_of(case: Case) -> Household:
    """Say who came, without ages, genders or numbers."""
    adults = sum(not member.minor for member in case.party)
    with_children = adults < len(case.party)
    if adults > 1:
        return Household.SEVERAL_WITH_CHILDREN if with_children else Household.SEVERAL
    return Household.WITH_CHILDREN if with_children else Household.ALONE


def need_of(case: Case, network_id: UUID) -> Need:
    """Say what a place had to have, by the first need of the list that was required."""
    names = {"speaks" if name.startswith("speaks_") else name for name in required(case, network_id)}
    return next((need for need, of in _NEEDS.items() if names & of), Need.NONE)
