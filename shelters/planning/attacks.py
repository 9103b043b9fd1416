"""The registry of attacks beside the need for places: counts that others share, never a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import REGION
from shelters.database.row import Row
from shelters.database.transaction import acting_as
from shelters.errors import N_, InvalidInputError
from shelters.planning.attack_reading import AttackKind, read_attacks
from shelters.planning.counts import Counts
from shelters.planning.ranges import Months, month_after
from shelters.planning.suppression import Shown, shown
from shelters.requests.models import Request
from shelters.requests.states import RequestState
from shelters.retention.models import PastCase

LAGS: Final = range(-6, 7)
# With fewer months side by side a correlation says nothing.
FEWEST_MONTHS: Final = 8
_LONGEST_SOURCE: Final = 60
_TENS: Final = 10
_YEAR: Final = 12


class AttackCount(Row, table=True):
    """How many attacks of a kind a source counted in a zone and a month."""

    __tablename__ = "attack_count"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source: str
    zone: str
    month: date
    kind: str
    number: int


@dataclass(frozen=True)
class Lag:
    """How attacks went with requests so many months later, over so many months; nothing where they are too few."""

    months: int
    pairs: int
    correlation: float | None

    @property
    def by_chance(self) -> float:
        """Say how large a correlation is by chance alone, one time in twenty."""
        return float(1.96 / np.sqrt(max(self.pairs, 1)))


@dataclass(frozen=True)
class Attacks:
    """The last twelve months of what was imported, by zone and kind, its lags, and the months of each source."""

    table: Shown
    lags: Sequence[Lag]
    sources: Sequence[tuple[str, date, date]]

    @property
    def by_zone(self) -> Mapping[str, int | None]:
        """Give the total of each zone that is told."""
        return {row: total for row, total in zip(self.table.rows, self.table.row_totals, strict=True) if row}


async def replace_attacks(session: AsyncSession, actor: Actor, source: str, text: str) -> int:
    """Take the counts of a source in, in place of what it had said of the same months; say how many lines."""
    require(actor, Permission.ATTACKS_IMPORT)
    source = source.strip()
    if not 1 <= len(source) <= _LONGEST_SOURCE:
        raise InvalidInputError("source", N_("Escribe de dónde vienen, en una línea."))
    counts = read_attacks(text)
    months = [counted.month for counted in counts]
    same = (col(AttackCount.source) == source, col(AttackCount.month).between(min(months), max(months)))
    await session.execute(delete(AttackCount).where(*same))
    session.add_all(
        AttackCount(source=source, zone=each.zone, month=each.month, kind=each.kind.value, number=each.number)
        for each in counts
    )
    record(session, actor, Action.ATTACKS_IMPORTED, None, lines=len(counts))
    return len(counts)


async def attacks(session: AsyncSession, actor: Actor) -> Attacks:
    """Give what was imported beside what was asked for, in figures that tell of nobody."""
    require(actor, Permission.PLANNING_SEE)
    rows = (await session.scalars(select(AttackCount))).all()
    bounds = select(AttackCount.source, func.min(col(AttackCount.month)), func.max(col(AttackCount.month)))
    sources = (await session.execute(bounds.group_by(col(AttackCount.source)).order_by(col(AttackCount.source)))).all()
    last = max((row.month for row in rows), default=None)
    since = month_after(last, 1 - _YEAR) if last else None
    lately = [row for row in rows if since and row.month >= since]
    per_month: Counter[date] = Counter()
    for row in rows:
        per_month[row.month] += row.number
    for _, first, end in sources:
        # A month of which a source says nothing had none.
        per_month.update(dict.fromkeys(Months(first, month_after(end, 1)).months, 0))
    table = shown(_table(lately))
    return Attacks(table, _lags(per_month, await _asked(session)), [(name, first, end) for name, first, end in sources])


def _table(rows: Sequence[AttackCount]) -> Counts:
    cells: Counter[tuple[str, str]] = Counter()
    for row in rows:
        cells[row.zone, row.kind] += row.number
    zones, kinds = sorted({zone for zone, _ in cells}), tuple(AttackKind)
    return Counts(tuple(zones), kinds, tuple(tuple(cells[zone, kind] for kind in kinds) for zone in zones))


async def _asked(session: AsyncSession) -> dict[date, int]:
    """Count requests by month in tens, as what is coming tells them, so that nothing finer can be drawn out."""
    local = func.timezone(REGION.key, col(Request.filed_at))
    month = func.date(func.date_trunc("month", local))
    filed = select(month, func.count()).where(col(Request.state) != RequestState.DRAFT.value).group_by(month)
    async with acting_as(session, MATCHER):
        counted = Counter(_pairs(await session.execute(filed)))
    erased = (
        select(col(PastCase.asked), func.count()).where(col(PastCase.asked).is_not(None)).group_by(col(PastCase.asked))
    )
    counted.update(_pairs(await session.execute(erased)))
    whole = sorted(month for month in counted if month)[1:-1]
    return {month: _TENS * round(counted[month] / _TENS) for month in whole}


def _pairs(rows: Iterable[Any]) -> dict[date, int]:
    return {row[0]: row[1] for row in rows}


def _lags(attacked: Mapping[date, int], asked: Mapping[date, int]) -> list[Lag]:
    return [_lag(months, attacked, asked) for months in LAGS]


def _lag(months: int, attacked: Mapping[date, int], asked: Mapping[date, int]) -> Lag:
    later = {month: month_after(month, months) for month in attacked}
    pairs = [(number, asked[later[month]]) for month, number in attacked.items() if later[month] in asked]
    one, other = np.array(pairs, dtype=float).reshape(len(pairs), 2).T
    if len(pairs) < FEWEST_MONTHS or one.std() == 0 or other.std() == 0:
        return Lag(months, len(pairs), None)
    return Lag(months, len(pairs), round(float(np.corrcoef(one, other)[0, 1]), 1))
