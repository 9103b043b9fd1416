"""What nobody can do with a collective stay: where the house takes nobody, on a day that is over, after its end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.capacity.safety import SafetyStep
from shelters.clock import today
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.placement.exposure import change_safety
from shelters.stays.gathering import call_off, decide_collectives
from shelters.stays.seats import confirm_seat
from tests.scene import Scene
from tests.shelters.placement.exposed import refuge
from tests.shelters.stays.gathered import confirm, gathered, on_its_day, take


async def test_a_house_that_is_exposed_gathers_nobody(scene: Scene) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    with pytest.raises(ConflictError, match="expuesta o cerrada"):
        await gathered(scene)


async def test_a_stay_begins_on_a_day_that_is_still_to_come(scene: Scene) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await gathered(scene, in_days=-2)
    assert refused.value.field == "first"


async def test_rooms_of_another_house_are_not_offered(scene: Scene, superuser: AsyncEngine) -> None:
    other = await refuge(scene)
    async with superuser.connect() as connection:
        room = await connection.scalar(text("select id from room where house_id = :id"), {"id": other.id})
    with pytest.raises(NotFoundError):
        await gathered(scene, rooms=[room])


async def test_when_it_was_called_off_nobody_takes_or_confirms_a_seat(scene: Scene) -> None:
    collective = await gathered(scene)
    seat = await take(scene, collective)
    async with scene.acting(scene.world.host) as (session, actor):
        await call_off(session, actor, collective.id)
    with pytest.raises(ConflictError):
        await take(scene, collective)
    with pytest.raises(ConflictError, match="ya terminó"):
        await confirm(scene, seat)


async def test_a_seat_that_is_nowhere_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await confirm_seat(session, actor, uuid4())


async def test_it_ends_by_itself_with_its_last_night(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene)
    for _ in range(2):
        await confirm(scene, await take(scene, collective))
    assert await on_its_day(scene, superuser) == 1
    async with superuser.begin() as connection:
        over = {"first": today() - timedelta(days=9), "until": today() - timedelta(days=2)}
        await connection.execute(text("update collective set first = :first, until = :until, decide_on = :first"), over)
    async with scene.acting(MATCHER) as (session, _):
        await decide_collectives(session)
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select state from collective")) == "over"
        assert await connection.scalar(text("select ended_at is not null from collective"))
