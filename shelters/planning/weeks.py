"""The next weeks as the record knows them: nights already taken or closed, and beds that become free."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Date, cast, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.capacity.models import BedOccupancy
from shelters.capacity.words import OccupancyKind
from shelters.clock import today
from shelters.planning.bed_nights import Use, taken
from shelters.planning.counts import FEWEST
from shelters.planning.rooms import CountedRoom, Grouped, counted_rooms
from shelters.sealing.keyring import Keyring

WEEKS: Final = 8
_WEEK: Final = timedelta(days=7)
_STEP: Final = 5


@dataclass(frozen=True)
class Week:
    """Seven nights from a day on: shares of all bed nights in steps of five hundredths, and beds that become free."""

    first: date
    used: int
    closed: int
    ending: int | None

    @property
    def free(self) -> int:
        """Say what is left."""
        return 100 - self.used - self.closed


async def weeks_ahead(session: AsyncSession, actor: Actor, keyring: Keyring) -> list[Week]:
    """List the next eight weeks; nothing where fewer than five houses have beds."""
    require(actor, Permission.PLANNING_SEE)
    rooms = await counted_rooms(session, keyring, Grouped.KIND, {})
    begins = today()
    ending = await _ending(session, begins)
    return [await _week(session, rooms, begins + number * _WEEK, ending) for number in range(WEEKS) if rooms]


async def _week(session: AsyncSession, rooms: list[CountedRoom], first: date, ending: Counter[date]) -> Week:
    uses = await taken(session, first, first + _WEEK)
    whole = sum(room.beds for room in rooms) * _WEEK.days
    used = sum(uses.get(room.id, {}).get(Use.USED, 0) for room in rooms)
    closed = sum(uses.get(room.id, {}).get(use, 0) for room in rooms for use in (Use.RESTING, Use.CLOSED))
    number = ending[first]
    return Week(first, _share(used, whole), _share(closed, whole), number if number == 0 or number >= FEWEST else None)


def _share(part: int, whole: int) -> int:
    return _STEP * round(100 * part / whole / _STEP)


async def _ending(session: AsyncSession, begins: date) -> Counter[date]:
    """Count beds by the week in which somebody leaves them."""
    last = cast(func.upper(col(BedOccupancy.nights)), Date)
    found = select(last, func.count()).where(col(BedOccupancy.kind) == OccupancyKind.STAY.value)
    found = found.where(last >= begins, last < begins + WEEKS * _WEEK).group_by(last)
    ending: Counter[date] = Counter()
    for day, number in await session.execute(found):
        ending[begins + (day - begins) // _WEEK * _WEEK] += number
    return ending
