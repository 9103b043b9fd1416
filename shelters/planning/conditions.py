"""How many houses were checked in time and had nothing open, quarter by quarter, and what was open in how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.clock import beginning
from shelters.conditions.models import Checked
from shelters.conditions.queries import last_checks
from shelters.database.transaction import acting_as
from shelters.planning.parts import Told, told_apart
from shelters.planning.quarters import Quarter
from shelters.sealing.keyring import Keyring


class CheckState(StrEnum):
    """How a house stood at the end of a quarter."""

    GOOD = "good"
    OPEN = "open"
    DUE = "due"
    NEVER = "never"


@dataclass(frozen=True)
class Conditions:
    """Houses by how they stood at the end of each quarter, and at the end of the first of them by what was open."""

    states: Mapping[Quarter, Told]
    points: Told


async def conditions(session: AsyncSession, actor: Actor, keyring: Keyring, quarters: Sequence[Quarter]) -> Conditions:
    """Count the houses of today as they stood at the end of quarters that are over; nothing tells which is which."""
    require(actor, Permission.PLANNING_SEE)
    stood: dict[Quarter, list[Checked | None]] = {}
    async with acting_as(session, MATCHER):
        for quarter in quarters:
            checks = await last_checks(session, keyring, beginning(quarter.until))
            stood[quarter] = list(checks.values())
    states = {quarter: told_apart(_states(checks, _last_day(quarter))) for quarter, checks in stood.items()}
    return Conditions(states, told_apart(_points(stood[quarters[0]], _last_day(quarters[0]))))


def _last_day(quarter: Quarter) -> date:
    return quarter.until - timedelta(days=1)


def _states(checks: Iterable[Checked | None], day: date) -> Counter[str]:
    return Counter(_state(check, day).value for check in checks)


def _state(checked: Checked | None, day: date) -> CheckState:
    if checked is None:
        return CheckState.NEVER
    if checked.check.due_on <= day:
        return CheckState.DUE
    return CheckState.OPEN if checked.open_on(day) else CheckState.GOOD


def _points(checks: Iterable[Checked | None], day: date) -> Counter[str]:
    """Count the houses in which each point was open, whenever they were checked."""
    return Counter(point.value for checked in checks if checked for point, _ in checked.open_on(day))
