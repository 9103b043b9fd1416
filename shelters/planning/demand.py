"""Who asked for a place, month by month: of everybody, by zone and by need, back to where the record begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER
from shelters.clock import day_of
from shelters.database.transaction import acting_as
from shelters.planning.counts import FEWEST, REST, too_thin
from shelters.planning.ledger import Speed, cases_of
from shelters.planning.quarters import quarter_of
from shelters.planning.ranges import Months, month_after
from shelters.requests.models import Request
from shelters.requests.states import RequestState
from shelters.retention.coarse import Coarse
from shelters.retention.models import PastCase
from shelters.sealing.keyring import Keyring

YEAR: Final = 12
# Older months say little of the next ones, and opening cases takes time.
_LONGEST: Final = 60
_MOST_PARTS: Final = 12


@dataclass(frozen=True)
class Demand:
    """The cases of whole months that are over, the oldest first."""

    months: tuple[date, ...]
    cases: Sequence[Coarse]

    @property
    def counts(self) -> list[int]:
        """Count them by month."""
        return self._counted(self.cases)

    @property
    def by_zone(self) -> dict[str, list[int]]:
        """Count them by month for each zone in which five or more asked in the last twelve, the others by country."""
        lately = self._lately()
        came = Counter(case.asked_in for case in lately)
        named = {code for code, number in came.most_common(_MOST_PARTS) if number >= FEWEST}
        return self._parts(lambda case: case.asked_in if case.asked_in in named else case.asked_in[:2])

    @property
    def by_need(self) -> dict[str, list[int]]:
        """Count them by month for each need."""
        return self._parts(lambda case: case.need)

    def _parts(self, part_of: Callable[[Coarse], str]) -> dict[str, list[int]]:
        """Count by part; parts of fewer than five in the last twelve months are joined."""
        lately = Counter(part_of(case) for case in self._lately())
        thin = too_thin(lately)
        parts = {part: part for part in lately if part not in thin}
        cases: dict[str, list[Coarse]] = {part: [] for part in (*sorted(parts), *([REST] if thin else []))}
        for case in self.cases:
            part = parts.get(part_of(case), REST)
            cases.setdefault(part, []).append(case)
        return {part: self._counted(inside) for part, inside in cases.items()}

    def _lately(self) -> list[Coarse]:
        months = set(self.months[-YEAR:])
        return [case for case in self.cases if case.asked in months]

    def _counted(self, cases: Sequence[Coarse]) -> list[int]:
        counted: Mapping[date, int] = Counter(case.asked for case in cases)
        return [counted.get(month, 0) for month in self.months]


async def demand(session: AsyncSession, keyring: Keyring, until: date) -> Demand:
    """Bring every request filed before a month down to what may be counted.

    The month in which the record begins is left out: it may have begun within it.
    """
    began = await _began(session)
    if began is None:
        return Demand((), [])
    first = max(month_after(began, 1), month_after(until, -_LONGEST))
    months = tuple(Months(first, until).months) if first < until else ()
    quarters = sorted({quarter_of(month) for month in months})
    cases = [
        case
        for quarter in quarters
        for speed in Speed
        for case in await cases_of(session, keyring, quarter, speed)
        if first <= case.asked < until
    ]
    return Demand(months, cases)


async def _began(session: AsyncSession) -> date | None:
    filed = select(func.min(col(Request.filed_at))).where(col(Request.state) != RequestState.DRAFT.value)
    async with acting_as(session, MATCHER):
        first = await session.scalar(filed)
    erased = await session.scalar(select(func.min(col(PastCase.asked))))
    known = [each for each in (day_of(first) if first else None, erased) if each]
    return min(known).replace(day=1) if known else None
