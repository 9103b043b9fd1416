"""The past of an invented region as planning reads it, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count

from sqlalchemy.dialects.postgresql import Range

from shelters.capacity.inventory import HouseInventory, RoomInventory, TakenBed
from shelters.capacity.models import Bed
from shelters.capacity.rooms import new_bed
from shelters.capacity.words import OccupancyKind
from shelters.clock import REGION
from shelters.demo.asking import RequestPlan
from shelters.demo.houses import HousePlan
from shelters.demo.inventory import house_row, room_row
from shelters.demo.past import ClosurePlan
from shelters.demo.year import Region
from shelters.placement.posing import Asking
from shelters.planning.past import YEAR, Past
from shelters.requests.models import Request
from shelters.requests.words import Consent
from shelters.sealing.envelope import UNSEALED

# What the invented year does with proposals.
DECLINING = 0.19


def past_of(drawn: Region) -> Past:
    """Give a drawn region's year as the past that is replayed."""
    until = drawn.at.astimezone(REGION).date()
    since, numbers = until - YEAR, count(1)
    closures = [each for each in drawn.past.closures if each.until > since]
    houses = [_house(drawn, plan, numbers, closures) for plan in drawn.houses]
    asking = asking_of(drawn, [plan for plan, _ in drawn.past.requests])
    return Past(since, until, houses, asking, DECLINING)


def asking_of(drawn: Region, plans: Sequence[RequestPlan]) -> list[Asking]:
    """Give who of some plans asked in the year before a region's day, in the order in which they came."""
    until = _day(drawn.at)
    asking = [
        Asking(_request(drawn, plan), plan.draft.case)
        for plan in plans
        if plan.draft.case.consent is not Consent.NOT_YET and until - YEAR <= _day(plan.filed_at) < until
    ]
    return sorted(asking, key=lambda each: (_day(each.request.filed_at), each.request.urgency, each.request.tie))


def _day(moment: datetime) -> date:
    return moment.astimezone(REGION).date()


def _house(drawn: Region, plan: HousePlan, numbers: count[int], closures: Sequence[ClosurePlan]) -> HouseInventory:
    house = house_row(plan, drawn.networks[plan.network])
    rooms = []
    for each in plan.rooms:
        room = room_row(each, house)
        beds = [_numbered(new_bed(room, bed, extra=extra), next(numbers)) for bed, extra in each.draft.places]
        closed = [
            TakenBed(room.id, bed.number, Range(closure.first, closure.until), OccupancyKind.CLOSURE.value, None)
            for closure in closures
            if closure.space.room.id == each.id
            for bed in beds
        ]
        rooms.append(RoomInventory(room, each.draft.offers, beds, closed))
    return HouseInventory(house, plan.draft.profile, rooms)


def _numbered(bed: Bed, number: int) -> Bed:
    bed.id = number
    return bed


def _request(drawn: Region, plan: RequestPlan) -> Request:
    return Request(
        id=plan.id,
        network_id=drawn.networks[plan.network],
        code=plan.code,
        state="closed",
        urgency=plan.draft.urgency.value,
        filed_at=plan.filed_at,
        tie=plan.tie,
        data_key=UNSEALED,
        case=UNSEALED,
        **plan.draft.nights.model_dump(),
    )
