"""The report of a quarter, or of several: sums of what the pages of planning tell of each, and nothing besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.errors import N_, InvalidInputError
from shelters.planning.conditions import conditions
from shelters.planning.flow import Flow, flow
from shelters.planning.ledger import Grouping, Ledger, Speed, cases_of, ledger_of
from shelters.planning.occupancy import Occupancy, occupancy
from shelters.planning.parts import Told, added
from shelters.planning.ranges import Months
from shelters.planning.rooms import Grouped
from shelters.planning.suppression import Shown
from shelters.sealing.keyring import Keyring

# By what requests are broken down; the others are on the page of the ledger.
BREAKDOWNS = (Grouping.NEED, Grouping.HOUSEHOLD, Grouping.ZONE)


@dataclass(frozen=True)
class Report:
    """What became of requests by how soon a place was needed, by whom and where; beds, times, and how houses stood."""

    span: Months
    fates: Mapping[Speed, Told]
    rules: Mapping[Speed, Told]
    asked: Mapping[Grouping, Mapping[Speed, Told]]
    beds: Occupancy | None
    flow: Flow
    conditions: Told


async def report(session: AsyncSession, actor: Actor, keyring: Keyring, span: Months) -> Report:
    """Give the report of whole quarters that are over.

    Raises
    ------
    InvalidInputError
        When a quarter is cut: the ledger is told by quarters alone.

    """
    require(actor, Permission.PLANNING_SEE)
    quarters = list(span.quarters)
    if not all(map(span.holds, quarters)):
        raise InvalidInputError("to", N_("Un informe es de trimestres enteros."))
    ledgers = {speed: await _ledgers(session, keyring, span, speed) for speed in Speed}
    stood = await conditions(session, actor, keyring, quarters[-1:])
    return Report(
        span=span,
        fates={speed: added(_columns(each.table) for each in of[BREAKDOWNS[0]]) for speed, of in ledgers.items()},
        rules={speed: added(_rows(each.rules) for each in of[BREAKDOWNS[0]]) for speed, of in ledgers.items()},
        asked={
            grouping: {speed: added(_rows(each.table) for each in of[grouping]) for speed, of in ledgers.items()}
            for grouping in BREAKDOWNS
        },
        beds=await occupancy(session, actor, keyring, span, Grouped.KIND),
        flow=await flow(session, actor, keyring, span),
        conditions=stood.states[quarters[-1]],
    )


async def _ledgers(session: AsyncSession, keyring: Keyring, span: Months, speed: Speed) -> dict[Grouping, list[Ledger]]:
    """Give the ledger of each quarter by each breakdown; the cases of a quarter are opened once."""
    found: dict[Grouping, list[Ledger]] = {grouping: [] for grouping in BREAKDOWNS}
    for quarter in span.quarters:
        cases = await cases_of(session, keyring, quarter, speed)
        for grouping in BREAKDOWNS:
            found[grouping].append(ledger_of(cases, grouping))
    return found


def _rows(table: Shown) -> Told:
    return dict(zip(table.rows, table.row_totals, strict=True)) or {"": None}


def _columns(table: Shown) -> Told:
    return dict(zip(table.columns, table.column_totals, strict=True)) or {"": None}
