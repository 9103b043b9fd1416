"""How far each move of an evacuation is, whoever left or said no meanwhile, and a search that goes wrong."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.clock import now
from shelters.errors import ConflictError, NotFoundError
from shelters.placement.declining import decline_proposal
from shelters.placement.evacuating import evacuation_jobs, perform_evacuation
from shelters.placement.evacuations import KIND, Progress, look_again_for
from shelters.placement.exposure import expose_house_of_stay
from shelters.placement.jobs import Workshop
from shelters.placement.relocations import confirm_move
from shelters.stays.commands import record_arrival, record_departure
from shelters.stays.journeys import set_out
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.shelters.placement.exposed import (
    LIMITS,
    accepted,
    confirmed,
    exposed,
    lines_now,
    looked,
    placed,
    refuge,
    state_of,
    whole,
)


async def departed(scene: Scene, stay: Stay) -> None:
    """Let a party leave."""
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)


async def test_a_solver_that_cannot_be_started_is_a_failed_search(scene: Scene, superuser: AsyncEngine) -> None:
    await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    shop = Workshop(scene.engine, scene.keyring, LIMITS, ("/nowhere/solver",))
    await perform_evacuation(shop, evacuation.id)
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select failure from evacuation")) == "defect"
        assert await connection.scalar(text("select count(*) from bed_occupancy where kind = 'hold'")) == 0


async def test_a_worker_looks_for_places_when_a_house_was_exposed(scene: Scene) -> None:
    await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    await evacuation_jobs(Workshop(scene.engine, scene.keyring, LIMITS))[KIND](evacuation.id.bytes)
    assert [line.progress for line in await lines_now(scene, evacuation)] == [Progress.FOR_COMMITTEE]


async def test_whoever_is_gone_without_another_place_is_shown_as_gone(scene: Scene) -> None:
    stay = await placed(scene)
    evacuation = await exposed(scene)
    await departed(scene, stay)
    assert [line.progress for line in await lines_now(scene, evacuation)] == [Progress.LEFT]


async def test_how_far_a_move_is_can_be_read_at_each_step(scene: Scene) -> None:
    await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    steps = [line.progress for line in await lines_now(scene, evacuation)]
    (line,) = await looked(scene, evacuation)
    proposal = await confirmed(scene, line.proposal)
    steps += [line.progress for line in await lines_now(scene, evacuation)]
    new = await accepted(scene, proposal)
    steps += [line.progress for line in await lines_now(scene, evacuation)]
    async with scene.acting(scene.world.committee) as (session, actor):
        await set_out(session, actor, new.id, 5)
    steps += [line.progress for line in await lines_now(scene, evacuation)]
    assert steps == [Progress.LOOKING, Progress.FOR_HOUSE, Progress.CONFIRMED, Progress.ON_THE_WAY]


async def test_a_place_for_a_move_that_ran_out_is_not_confirmed(scene: Scene, superuser: AsyncEngine) -> None:
    await placed(scene)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    assert line.proposal is not None
    async with superuser.begin() as connection:
        await connection.execute(text("update proposal set held_until = :past"), {"past": now() - timedelta(hours=1)})
    with pytest.raises(ConflictError, match="venció"):
        async with scene.acting(scene.world.committee) as (session, actor):
            await confirm_move(session, actor, line.proposal.id)
    assert await state_of(superuser, "proposal", line.proposal.id) == "offered"


async def test_a_place_that_was_declined_is_waited_for_no_longer_though_its_term_runs(scene: Scene) -> None:
    await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    (line,) = await looked(scene, evacuation)
    proposal = await confirmed(scene, line.proposal)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "other")
    assert [line.progress for line in await lines_now(scene, evacuation)] == [Progress.NO_PLACE]


async def test_where_no_house_is_being_left_nothing_is_looked_for(scene: Scene, superuser: AsyncEngine) -> None:
    async with scene.acting(MATCHER) as (session, _):
        await look_again_for(session, uuid4())
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from queue.pgqueuer where entrypoint = 'evacuation'")) == 0


async def test_nobody_warns_of_a_house_by_a_stay_that_has_ended(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await placed(scene)
    await departed(scene, stay)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await expose_house_of_stay(session, actor, stay.id)
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from house where safety = 'exposed'")) == 0


async def test_whoever_left_the_first_house_before_she_came_to_the_other_has_one_stay_that_ended_and_one_that_lives(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay, _ = await placed(scene), await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    new = await accepted(scene, await confirmed(scene, line.proposal))
    await departed(scene, stay)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, new.id)
    assert await state_of(superuser, "stay", stay.id) == "departed"
    assert await state_of(superuser, "stay", new.id) == "arrived"
    await whole(scene)
