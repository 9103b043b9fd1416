"""How requests came to a bed in a quarter that is over: how long it took, how long they stayed, and what went wrong.

Of times only a middle is told, and the time within which nine of ten were done where five or more took longer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final
from uuid import UUID

from sqlalchemy import Date, Integer, cast, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.capacity.models import BedOccupancy, House
from shelters.capacity.words import OccupancyKind
from shelters.clock import beginning
from shelters.database.transaction import acting_as
from shelters.placement.models import Evacuation
from shelters.planning.counts import FEWEST, Counts
from shelters.planning.ledger import Speed, cases_of
from shelters.planning.quarters import Quarter
from shelters.planning.suppression import Shown, shown
from shelters.requests.words import Urgency
from shelters.retention.coarse import Coarse
from shelters.retention.events import Event, EventKind, erased_between, events_between
from shelters.sealing.keyring import Keyring

_HOW_MANY: Final = "number"


@dataclass(frozen=True)
class Times:
    """The middle of several times, and that within which nine of ten lie; nothing where too few stand beyond it."""

    middle: float | None
    most: float | None

    @classmethod
    def of(cls, times: Sequence[float]) -> Times:
        """Reckon both."""
        enough = len(times) >= 2 * FEWEST
        nine_of_ten = quantiles(times, n=10)[-1] if len(times) >= 10 * FEWEST else None
        return cls(median(times) if enough else None, nine_of_ten)


@dataclass(frozen=True)
class Flow:
    """Hours to a bed by urgency, nights by kind of house, why places were declined, and other events."""

    hours: Mapping[Urgency, Times]
    nights: Mapping[str, Times]
    declines: Shown
    events: Mapping[str, int | None]


async def flow(session: AsyncSession, actor: Actor, keyring: Keyring, quarter: Quarter) -> Flow:
    """Give the flow of a quarter, in figures that tell of nobody."""
    require(actor, Permission.PLANNING_SEE)
    cases = [case for speed in Speed for case in await cases_of(session, keyring, quarter, speed)]
    async with acting_as(session, MATCHER):
        events = await events_between(session, quarter.first, quarter.until)
        exposed = await _exposed(session, quarter)
    events += await erased_between(session, quarter.first, quarter.until)
    declined = [(event.detail, _HOW_MANY) for event in events if event.kind is EventKind.DECLINED]
    return Flow(
        hours=_hours(cases),
        nights=await _nights(session, quarter),
        declines=shown(Counts.of(declined, (_HOW_MANY,))),
        events=_others(events) | {"exposed": _told(exposed)},
    )


def _hours(cases: Iterable[Coarse]) -> dict[Urgency, Times]:
    hours: dict[Urgency, list[float]] = {tier: [] for tier in Urgency}
    for case in cases:
        if case.hours is not None:
            hours[Urgency(case.urgency)].append(case.hours)
    return {tier: Times.of(each) for tier, each in hours.items()}


def _others(events: Iterable[Event]) -> dict[str, int | None]:
    counted = Counter(event.kind for event in events)
    return {kind.value: _told(counted[kind]) for kind in EventKind if kind is not EventKind.DECLINED}


def _told(number: int) -> int | None:
    return number if number == 0 or number >= FEWEST else None


async def _nights(session: AsyncSession, quarter: Quarter) -> dict[str, Times]:
    """Give the nights of each bed's stay that ended in a quarter, by kinds of which five houses or more had guests."""
    ended = cast(func.upper(col(BedOccupancy.nights)), Date)
    nights = cast(ended - cast(func.lower(col(BedOccupancy.nights)), Date), Integer)
    found = select(House.kind, House.id, nights).join(House, col(House.id) == col(BedOccupancy.house_id))
    of_stays = col(BedOccupancy.kind) == OccupancyKind.STAY.value
    by_kind: dict[str, list[float]] = defaultdict(list)
    houses: dict[str, set[UUID]] = defaultdict(set)
    for kind, house, number in await session.execute(
        found.where(of_stays, ended >= quarter.first, ended < quarter.until)
    ):
        by_kind[kind].append(number)
        houses[kind].add(house)
    return {kind: Times.of(by_kind[kind]) for kind in sorted(houses) if len(houses[kind]) >= FEWEST}


async def _exposed(session: AsyncSession, quarter: Quarter) -> int:
    start, end = beginning(quarter.first), beginning(quarter.until)
    opened = select(func.count()).select_from(Evacuation)
    opened = opened.where(col(Evacuation.opened_at) >= start, col(Evacuation.opened_at) < end)
    return int(await session.scalar(opened) or 0)
