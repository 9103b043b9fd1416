"""Who may warn of a house and who may say that the danger is over, and what is seen of an evacuation."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.models import Person
from shelters.capacity.safety import SafetyStep
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.declining import decline_proposal
from shelters.placement.evacuations import (
    open_evacuations,
)
from shelters.placement.exposure import change_safety, expose_house_of_stay
from tests.scene import Scene
from tests.shelters.placement.exposed import (
    EXPOSE,
    exposed,
    lines_now,
    looked,
    more_rooms,
    placed,
    refuge,
    state_of,
    whole,
)


async def test_when_the_danger_is_over_held_places_are_free_and_nobody_has_moved(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    await looked(scene, evacuation)
    async with scene.acting(scene.world.steward) as (session, actor):
        house = await change_safety(session, actor, scene.ceiba.id, SafetyStep.CLEAR)
    assert house.safety == "watched"
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from bed_occupancy where kind = 'hold'")) == 0
        assert await connection.scalar(text("select ended_at is not null from evacuation"))
    assert await state_of(superuser, "stay", stay.id) == "arrived"
    await whole(scene)


async def test_a_host_who_declines_because_her_house_is_exposed_starts_its_evacuation(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    await placed(scene)
    proposal = await scene.choose(await scene.file(case={"consent": "network"}))
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "house_exposed")
        (evacuation,) = await open_evacuations(session, actor)
    assert len(await lines_now(scene, evacuation)) == 1


async def test_a_committee_may_warn_of_a_house_of_its_network_and_of_one_where_its_people_are(scene: Scene) -> None:
    stay = await placed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        house = await expose_house_of_stay(session, actor, stay.id)
    assert (house.id, house.safety) == (scene.ceiba.id, "exposed")
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await expose_house_of_stay(session, actor, stay.id)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await change_safety(session, actor, scene.quetzal.id, EXPOSE)
    async with scene.acting(scene.world.committee_gt) as (session, actor):
        await change_safety(session, actor, scene.quetzal.id, EXPOSE)


@pytest.mark.parametrize("who", ["host", "committee"])
async def test_whoever_warned_cannot_say_alone_that_the_danger_is_over(scene: Scene, who: str) -> None:
    await exposed(scene)
    with pytest.raises(NotAllowedError):
        async with scene.acting(getattr(scene.world, who)) as (session, actor):
            await change_safety(session, actor, scene.ceiba.id, SafetyStep.CLEAR)


async def test_two_who_warn_at_once_open_one_evacuation(scene: Scene, superuser: AsyncEngine) -> None:
    await placed(scene)

    async def warn(who: Person) -> bool:
        try:
            await exposed(scene, who)
        except ConflictError:
            return False
        return True

    assert sorted(await asyncio.gather(warn(scene.world.host), warn(scene.world.committee))) == [False, True]
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from evacuation")) == 1


async def test_an_evacuation_shows_each_committee_its_own_parties_only(scene: Scene) -> None:
    await placed(scene)
    evacuation = await exposed(scene)
    assert len(await lines_now(scene, evacuation, scene.world.host)) == 1
    with pytest.raises(NotFoundError):
        await lines_now(scene, evacuation, scene.world.committee_gt)
