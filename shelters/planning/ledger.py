"""The ledger of unmet need: what became of the requests of a quarter, by one way of breaking them down at a time.

Urgent requests and the others are two sets that share no case, so are the quarters, and within a set each table has
the same columns: that is what docs/decisions/0051 asks for, and why no total over both can be had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.clock import beginning
from shelters.database.transaction import acting_as
from shelters.planning.counts import FEWEST, REST, Counts, gathered
from shelters.planning.quarters import Quarter
from shelters.planning.suppression import Shown, shown
from shelters.requests.models import Request
from shelters.requests.states import RequestState
from shelters.requests.words import Urgency
from shelters.retention.coarse import Coarse, coarse_cases
from shelters.retention.models import UNPLACED, Fate, Household, Need, PastCase
from shelters.sealing.keyring import Keyring


class Speed(StrEnum):
    """How soon a place was needed: within three days, or later."""

    URGENT = "urgent"
    LATER = "later"


class Grouping(StrEnum):
    """By what the requests are broken down."""

    ZONE = "zone"
    MONTH = "month"
    HOUSEHOLD = "household"
    NEED = "need"
    URGENCY = "urgency"


TIERS: Final[Mapping[Speed, tuple[Urgency, ...]]] = {
    Speed.URGENT: (Urgency.IMMEDIATE, Urgency.URGENT),
    Speed.LATER: (Urgency.PLANNED, Urgency.PREVENTIVE),
}
# More would make a page that a bad line does not bear.
_MOST_ZONES: Final = 25


@dataclass(frozen=True)
class Ledger:
    """What became of a set of requests, and for those without a place the rule that closed most houses to each."""

    table: Shown
    rules: Shown

    @property
    def met(self) -> int | None:
        """How many had a place as they asked; nothing where that is too few to tell."""
        return dict(zip(self.table.columns, self.table.column_totals, strict=True)).get(Fate.MET)


async def ledger(
    session: AsyncSession, actor: Actor, keyring: Keyring, quarter: Quarter, speed: Speed, grouping: Grouping
) -> Ledger:
    """Give the ledger of a quarter that is over, in figures that tell of nobody."""
    require(actor, Permission.PLANNING_SEE)
    return ledger_of(await cases_of(session, keyring, quarter, speed), grouping)


def ledger_of(cases: Sequence[Coarse], grouping: Grouping) -> Ledger:
    """Break cases of one quarter and speed down."""
    rows = _rows(cases, grouping)
    table = Counts.of([(rows[number], case.fate) for number, case in enumerate(cases)], tuple(Fate))
    return Ledger(shown(table), shown(_by_rule(cases, gathered(table).columns)))


async def cases_of(session: AsyncSession, keyring: Keyring, quarter: Quarter, speed: Speed) -> list[Coarse]:
    """Bring every request that was filed in a quarter down to what may be counted, those that were erased included."""
    start, end = beginning(quarter.first), beginning(quarter.until)
    tiers = [tier.value for tier in TIERS[speed]]
    filed = select(Request).where(col(Request.filed_at) >= start, col(Request.filed_at) < end)
    filed = filed.where(col(Request.urgency).in_(tiers), col(Request.state) != RequestState.DRAFT.value)
    erased = select(PastCase).where(col(PastCase.asked) >= quarter.first, col(PastCase.asked) < quarter.until)
    async with acting_as(session, MATCHER):
        live = await coarse_cases(session, keyring, (await session.scalars(filed)).all())
    past = await session.scalars(erased.where(col(PastCase.urgency).in_(tiers)))
    return [*live.values(), *map(_of_past, past)]


def _of_past(past: PastCase) -> Coarse:
    return Coarse(
        asked=past.asked or past.month,
        asked_in=past.asked_in or "",
        urgency=past.urgency,
        household=Household(past.household),
        need=Need(past.need or Need.NONE),
        fate=Fate(past.fate or Fate.MET),
        rule=past.rule or "",
        hours=past.hours,
    )


def _rows(cases: Sequence[Coarse], grouping: Grouping) -> list[str]:
    if grouping is Grouping.ZONE:
        return _zones(cases)
    return [_row(case, grouping) for case in cases]


def _row(case: Coarse, grouping: Grouping) -> str:
    if grouping is Grouping.MONTH:
        return case.asked.isoformat()
    return str({Grouping.HOUSEHOLD: case.household, Grouping.NEED: case.need, Grouping.URGENCY: case.urgency}[grouping])


def _zones(cases: Sequence[Coarse]) -> list[str]:
    """Name the zone of each case, or only the country where fewer than five came from it."""
    came = Counter(case.asked_in for case in cases)
    in_order = sorted(came, key=lambda code: (-came[code], code))
    named = {code for code in in_order[:_MOST_ZONES] if came[code] >= FEWEST}
    return [case.asked_in if case.asked_in in named else case.asked_in[:2] for case in cases]


def _by_rule(cases: Sequence[Coarse], told: Sequence[str]) -> Counts:
    """Count those without a place by rule, in the columns that the other tables name and no other."""
    columns = tuple(fate for fate in UNPLACED if fate in told and fate != REST)
    return Counts.of([(case.rule, case.fate) for case in cases if case.fate in columns], columns)
