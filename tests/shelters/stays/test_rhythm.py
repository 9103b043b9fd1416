"""A house that rests from people after so many nights is offered, held and prolonged within its rhythm only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.rooms import add_room
from shelters.clock import today
from shelters.errors import ConflictError
from shelters.placement.answers import accept_proposal
from shelters.stays.commands import record_arrival
from shelters.stays.journeys import extend_stay
from shelters.stays.models import Stay
from tests.scene import Scene, room_draft
from tests.shelters.stays.gathered import gathered

HOME = {"consent": "network"}


async def rhythm(scene: Scene, superuser: AsyncEngine, most: int = 6, rest: int = 3) -> None:
    """Let Ceiba rest after so many nights, and have two rooms."""
    async with superuser.begin() as connection:
        query = text("update house set load_nights = :most, load_rest = :rest where code_name like 'Ceiba%'")
        await connection.execute(query, {"most": most, "rest": rest})
    async with scene.acting(OPERATOR) as (session, actor):
        await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos"))


def from_day(days: int, nights: int = 3, window: int = 0) -> dict[str, Any]:
    """Ask for nights from a day on."""
    first = today() + timedelta(days=days)
    return {"earliest": first, "latest": first + timedelta(days=window), "nights": nights, "shortest": nights}


async def living(scene: Scene, nights: int = 5) -> Stay:
    """Let a family live in Ceiba from today."""
    proposal = await scene.choose(await scene.file(case=HOME, nights=from_day(0, nights)))
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    async with scene.acting(scene.world.host) as (session, actor):
        return await record_arrival(session, actor, stay.id)


@pytest.mark.parametrize(("start", "offered"), [(0, 1), (3, 1), (4, 0), (6, 0), (7, 0), (8, 1)])
async def test_nobody_is_offered_a_stay_that_takes_the_rest_of_the_house(
    scene: Scene, superuser: AsyncEngine, start: int, offered: int
) -> None:
    await rhythm(scene, superuser)
    await living(scene)
    answer = await scene.options(await scene.file(case=HOME, nights=from_day(start)))
    assert len(answer.options) == offered


async def test_a_later_night_of_the_window_is_offered_where_the_first_ones_are_for_rest(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await rhythm(scene, superuser)
    await living(scene)
    proposal = await scene.choose(await scene.file(case=HOME, nights=from_day(5, window=6)))
    assert proposal.first == today() + timedelta(days=8)


async def test_a_stay_longer_than_the_house_bears_is_not_offered(scene: Scene, superuser: AsyncEngine) -> None:
    await rhythm(scene, superuser)
    assert (await scene.options(await scene.file(case=HOME, nights=from_day(0, 7)))).options == []


async def test_a_stay_is_not_prolonged_into_the_rest_of_the_house(scene: Scene, superuser: AsyncEngine) -> None:
    await rhythm(scene, superuser)
    stay = await living(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await extend_stay(session, actor, stay.id, stay.until + timedelta(days=1))
    with pytest.raises(ConflictError, match="descansa"):
        async with scene.acting(scene.world.host) as (session, actor):
            await extend_stay(session, actor, stay.id, stay.until + timedelta(days=3))


async def test_a_collective_stay_leaves_the_house_its_rest_too(scene: Scene, superuser: AsyncEngine) -> None:
    await rhythm(scene, superuser, most=9)
    with pytest.raises(ConflictError, match="descansa"):
        await gathered(scene)
