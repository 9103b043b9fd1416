"""How requests came to a bed in months that are over: how long it took, how long they stayed, and what went wrong.

Of times only a middle is told, and the time within which nine of ten were done where five or more took longer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
from shelters.clock import beginning, day_of
from shelters.database.transaction import acting_as
from shelters.placement.models import Evacuation
from shelters.planning.counts import FEWEST, REST
from shelters.planning.ledger import Speed, cases_of
from shelters.planning.parts import Told, enough_in_each_part, told_over
from shelters.planning.ranges import Months
from shelters.requests.words import Urgency
from shelters.retention.coarse import Coarse
from shelters.retention.events import Event, EventKind, erased_between, events_between
from shelters.sealing.keyring import Keyring

EXPOSED: Final = "exposed"


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


NO_TIMES: Final = Times(None, None)


@dataclass(frozen=True)
class Flow:
    """Hours to a bed by urgency, nights by kind of house, why places were declined, and other events."""

    hours: Mapping[Urgency, Times]
    nights: Mapping[str, Times]
    declines: Told
    events: Told


async def flow(session: AsyncSession, actor: Actor, keyring: Keyring, span: Months) -> Flow:
    """Give the flow of a range of months, in figures that tell of nobody."""
    require(actor, Permission.PLANNING_SEE)
    around = span.around
    async with acting_as(session, MATCHER):
        events = await events_between(session, around.first, around.until)
        exposed = await _exposed(session, around)
    events += await erased_between(session, around.first, around.until)
    return Flow(
        hours=await _hours(session, keyring, span),
        nights=await _nights(session, span),
        declines=told_over(span, [(each.detail, each.month) for each in events if each.kind is EventKind.DECLINED]),
        events=_others(span, events, exposed),
    )


async def _hours(session: AsyncSession, keyring: Keyring, span: Months) -> dict[Urgency, Times]:
    arrived: dict[Urgency, list[Coarse]] = {tier: [] for tier in Urgency}
    for quarter in span.quarters:
        for speed in Speed:
            for case in await cases_of(session, keyring, quarter, speed):
                if case.hours is not None:
                    arrived[Urgency(case.urgency)].append(case)
    return {tier: _times(span, [(case.asked, case.hours or 0) for case in cases]) for tier, cases in arrived.items()}


def _times(span: Months, known: Sequence[tuple[date, float]]) -> Times:
    """Reckon the times of a range, given all those of its quarters by month."""
    if not enough_in_each_part(span, Counter(month for month, _ in known)):
        return NO_TIMES
    return Times.of([time for month, time in known if span.first <= month < span.until])


def _others(span: Months, events: Iterable[Event], exposed: Iterable[date]) -> dict[str, int | None]:
    months: dict[str, list[date]] = {kind.value: [] for kind in EventKind if kind is not EventKind.DECLINED}
    for event in events:
        if event.kind is not EventKind.DECLINED:
            months[event.kind.value].append(event.month)
    months[EXPOSED] = list(exposed)
    return {kind: _told(told_over(span, [(kind, month) for month in of]), kind) for kind, of in months.items()}


def _told(told: Told, row: str) -> int | None:
    return None if REST in told else told.get(row, 0)


async def _nights(session: AsyncSession, span: Months) -> dict[str, Times]:
    """Give the nights of each bed's stay that ended in a range, by kinds of which five houses or more had guests.

    A quarter is cut into months only where each has five such houses, or none.
    """
    times: dict[str, list[tuple[date, float]]] = defaultdict(list)
    houses: dict[str, dict[date, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for kind, house, ended, nights in await _stays_that_ended(session, span.around):
        times[kind].append((ended.replace(day=1), nights))
        houses[kind][ended.replace(day=1)].add(house)
    return {
        kind: _times(span, times[kind])
        for kind in sorted(times)
        if _of_enough_houses(span, houses[kind]) and any(span.first <= month < span.until for month, _ in times[kind])
    }


async def _stays_that_ended(session: AsyncSession, span: Months) -> list[tuple[str, UUID, date, int]]:
    ended = cast(func.upper(col(BedOccupancy.nights)), Date)
    nights = cast(ended - cast(func.lower(col(BedOccupancy.nights)), Date), Integer)
    found = select(House.kind, House.id, ended, nights).join(House, col(House.id) == col(BedOccupancy.house_id))
    found = found.where(col(BedOccupancy.kind) == OccupancyKind.STAY.value)
    rows = await session.execute(found.where(ended >= span.first, ended < span.until))
    return [(kind, house, day, int(number)) for kind, house, day, number in rows]


def _of_enough_houses(span: Months, houses: Mapping[date, set[UUID]]) -> bool:
    """Say whether each part of a range that can be told is of five houses or more, or of none."""
    for quarter in span.quarters:
        months = [houses.get(month, set()) for month in Months.of(quarter).months]
        parts = [set[UUID]().union(*months)] if span.holds(quarter) else months
        if any(part and len(part) < FEWEST for part in parts):
            return False
    return True


async def _exposed(session: AsyncSession, span: Months) -> list[date]:
    """List the month in which each house was said to be exposed."""
    start, end = beginning(span.first), beginning(span.until)
    opened = select(col(Evacuation.opened_at)).where(
        col(Evacuation.opened_at) >= start, col(Evacuation.opened_at) < end
    )
    return [day_of(at).replace(day=1) for at in await session.scalars(opened)]
