"""How many houses were in good condition at the end of each quarter: counted anew, and never fewer than five."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.capacity.contents import house_key
from shelters.capacity.models import House
from shelters.clock import REGION
from shelters.conditions.commands import EVERY
from shelters.conditions.models import Finding, HouseCheck, seal_findings
from shelters.conditions.points import VERSION, Point
from shelters.errors import NotAllowedError
from shelters.planning.conditions import CheckState, Conditions, conditions
from shelters.planning.counts import REST
from shelters.planning.labels import CHECK_STATES
from shelters.planning.quarters import ended_quarters
from tests.scene import Scene, house_draft, room_draft

LAST, BEFORE = ended_quarters(2)


@dataclass(frozen=True)
class Drawn:
    """A check so many days before the end of the last quarter; what was amiss, and whether it was mended next day."""

    days: int
    amiss: Point | None = None
    mended: bool = False


@dataclass
class Region:
    """A scene in which houses were checked at some time."""

    scene: Scene
    superuser: AsyncEngine
    number: int = 0

    async def draw(self, number: int, *checks: Drawn) -> None:
        """Let there be so many more houses that were checked so."""
        for _ in range(number):
            self.number += 1
            draft = house_draft(code_name=f"Amate {self.number} (inventada)")
            house, _room = await self.scene.add(self.scene.world.mx.id, draft, room_draft())
            async with AsyncSession(self.superuser) as session:
                session.add_all([self.row(house, check) for check in checks])
                await session.commit()

    def row(self, house: House, check: Drawn) -> HouseCheck:
        """Write a check."""
        day = LAST.until - timedelta(days=check.days)
        findings = {point: Finding(met=True) for point in Point}
        if check.amiss:
            findings[check.amiss] = Finding(met=False, by=day, mended=day + timedelta(days=1) if check.mended else None)
        check_id = uuid4()
        return HouseCheck(
            id=check_id,
            network_id=house.network_id,
            house_id=house.id,
            version=VERSION,
            checked_at=at_noon(day),
            due_on=day + EVERY,
            findings=seal_findings(house_key(self.scene.keyring, house), check_id, house, findings),
        )

    async def read(self) -> Conditions:
        """Read what a planner reads."""
        async with self.scene.acting(self.scene.world.planner) as (session, actor):
            return await conditions(session, actor, self.scene.keyring, [LAST, BEFORE])


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), REGION)


@pytest.fixture
def region(scene: Scene, superuser: AsyncEngine) -> Region:
    return Region(scene, superuser)


async def test_houses_count_as_they_stood_when_the_quarter_ended(region: Region) -> None:
    # Two more houses are of the scene, and were never checked.
    await region.draw(3)
    await region.draw(5, Drawn(30, Point.WATER, mended=True), Drawn(120, Point.WATER))
    await region.draw(5, Drawn(20, Point.FIRE), Drawn(150))
    await region.draw(5, Drawn(200))

    found = await region.read()

    good, amiss, due, never = CheckState.GOOD, CheckState.OPEN, CheckState.DUE, CheckState.NEVER
    assert found.states[LAST] == {good: 5, amiss: 5, due: 5, never: 5}
    assert found.states[BEFORE] == {good: 10, amiss: 5, never: 5}
    assert found.points == {Point.FIRE: 5}


async def test_fewer_than_five_are_told_with_others(region: Region) -> None:
    await region.draw(1, Drawn(10))
    await region.draw(2, Drawn(20, Point.FIRE))
    await region.draw(1, Drawn(20, Point.WATER))

    found = await region.read()

    assert found.states[LAST] == {REST: 6}
    assert found.points == {REST: None}


async def test_of_fewer_than_five_houses_nothing_is_told(region: Region) -> None:
    await region.draw(2, Drawn(10))
    assert (await region.read()).states[LAST] == {REST: None}


async def test_nobody_but_a_planner_reads_it(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await conditions(session, actor, scene.keyring, [LAST])


def test_every_state_has_words() -> None:
    assert set(CHECK_STATES) == set(CheckState)
