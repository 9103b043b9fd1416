"""The houses of the region at a glance: how many there are where, and how they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.capacity.models import Closure, House
from shelters.capacity.words import ClosureReason, HouseKind, Safety
from shelters.clock import now, today_somewhere
from shelters.places import ZoneGroup, merged_zones, zones
from shelters.planning.counts import FEWEST, Counts
from shelters.planning.suppression import Shown, shown


class Theme(StrEnum):
    """What of the houses is counted."""

    KIND = "kind"
    SAFETY = "safety"
    FRESHNESS = "freshness"
    CONDITION = "condition"


class Freshness(StrEnum):
    """How old the host's word is that what is shown as free is right."""

    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"


class Condition(StrEnum):
    """What of a house is there tonight."""

    ALL_OPEN = "all_open"
    REPAIR = "repair"
    CLOSED = "closed"


CLASSES: Final[Mapping[Theme, tuple[str, ...]]] = {
    Theme.KIND: tuple(HouseKind),
    Theme.SAFETY: tuple(Safety),
    Theme.FRESHNESS: tuple(Freshness),
    Theme.CONDITION: tuple(Condition),
}


@dataclass(frozen=True)
class Glance:
    """Houses by zone and by one theme; `zones` says which zones a row of the table stands for."""

    table: Shown
    zones: Mapping[str, ZoneGroup]

    @property
    def by_zone(self) -> Mapping[str, int | None]:
        """Give for each zone with houses how many its row counts; `None` where that is among the rest."""
        totals = dict(zip(self.table.rows, self.table.row_totals, strict=True))
        return {code: totals.get(row) for row, group in self.zones.items() for code in _codes(group)}


async def region_at_a_glance(session: AsyncSession, actor: Actor, theme: Theme) -> Glance:
    """Count the houses of every network by zone and by a theme, in figures that point at none."""
    require(actor, Permission.REGION_SEE)
    houses = (await session.scalars(select(House))).all()
    groups = merged_zones(Counter(house.zone for house in houses), FEWEST)
    classes = await _classes(session, houses, theme)
    things = [(groups[house.zone].key, classes[house.id]) for house in houses]
    rows = {group.key: group for group in groups.values()}
    return Glance(shown(Counts.of(things, CLASSES[theme])), rows)


def _codes(group: ZoneGroup) -> Iterable[str]:
    return (each.code for each in zones(group.country)) if group.whole_country else group.codes


async def _classes(session: AsyncSession, houses: Sequence[House], theme: Theme) -> Mapping[UUID, str]:
    if theme is Theme.CONDITION:
        closed = await _closed_tonight(session, houses)
        return {house.id: _condition(closed.get(house.id, set())) for house in houses}
    if theme is Theme.FRESHNESS:
        at = now()
        return {house.id: _freshness(house, at) for house in houses}
    return {house.id: house.kind if theme is Theme.KIND else house.safety for house in houses}


def _freshness(house: House, at: datetime) -> Freshness:
    if house.confirmed_at is None:
        return Freshness.NEVER
    return Freshness.IN_TIME if house.confirmed_lately(at) else Freshness.LATE


def _condition(reasons: set[str]) -> Condition:
    if ClosureReason.REPAIR in reasons:
        return Condition.REPAIR
    return Condition.CLOSED if reasons else Condition.ALL_OPEN


async def _closed_tonight(session: AsyncSession, houses: Sequence[House]) -> dict[UUID, set[str]]:
    """Give the reasons for which a room of a house is closed, on the night that it is at the house."""
    about_now = today_somewhere() + timedelta(days=1)
    standing = select(Closure).where(
        col(Closure.lifted_at).is_(None), col(Closure.first) <= about_now, col(Closure.until) >= today_somewhere()
    )
    tonight = {house.id: house.tonight for house in houses}
    reasons: dict[UUID, set[str]] = {}
    for closure in await session.scalars(standing):
        if closure.first <= tonight[closure.house_id] < closure.until:
            reasons.setdefault(closure.house_id, set()).add(closure.reason)
    return reasons
