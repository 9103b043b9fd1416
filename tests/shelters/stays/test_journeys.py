"""Before and during a stay: the journey, the cancelling, the extending."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import now, today
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.requests.queries import request_seen
from shelters.stays.commands import record_arrival
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.models import Stay
from tests.scene import Scene


async def confirmed(scene: Scene) -> Stay:
    """Bring a request of five nights to a confirmed stay in Ceiba."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)


async def begun(scene: Scene) -> Stay:
    """Bring a request to a stay whose people are in the house."""
    stay = await confirmed(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        return await record_arrival(session, actor, stay.id)


async def nights_taken(superuser: AsyncEngine) -> int:
    """Count the nights of one bed that are a stay's."""
    async with superuser.connect() as connection:
        query = "select max(upper(nights) - lower(nights)) from bed_occupancy where kind = 'stay'"
        return int(await connection.scalar(text(query)) or 0)


async def test_a_host_does_not_send_anybody_on_her_way(scene: Scene) -> None:
    stay = await confirmed(scene)
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.host) as (session, actor):
            await set_out(session, actor, stay.id, 6)


async def test_another_networks_committee_finds_no_stay_to_change(scene: Scene) -> None:
    stay = await confirmed(scene)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await set_out(session, actor, stay.id, 6)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await cancel_stay(session, actor, stay.id)


@pytest.mark.parametrize("hours", [-1, 0, 73, 10**9])
async def test_a_journey_has_an_hour_by_which_she_must_have_arrived(scene: Scene, hours: int) -> None:
    stay = await confirmed(scene)
    with pytest.raises(InvalidInputError) as refused:
        async with scene.acting(scene.world.committee) as (session, actor):
            await set_out(session, actor, stay.id, hours)
    assert refused.value.field == "hours"


async def test_whoever_is_on_her_way_is_overdue_after_her_hour_and_not_before(scene: Scene) -> None:
    stay = await confirmed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        stay = await set_out(session, actor, stay.id, 6)
    assert stay.state == "travelling"
    assert not stay.overdue(now())
    assert stay.overdue(now() + timedelta(hours=6, minutes=1))


async def test_the_hour_of_a_journey_can_be_said_again(scene: Scene) -> None:
    stay = await confirmed(scene)
    for hours in (6, 12):
        async with scene.acting(scene.world.committee) as (session, actor):
            stay = await set_out(session, actor, stay.id, hours)
    assert not stay.overdue(now() + timedelta(hours=11))


async def test_nobody_is_overdue_once_she_has_arrived(scene: Scene) -> None:
    stay = await confirmed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await set_out(session, actor, stay.id, 1)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await record_arrival(session, actor, stay.id)
    assert not stay.overdue(now() + timedelta(days=1))


@pytest.mark.parametrize("side", ["committee", "host"])
async def test_either_side_can_cancel_what_has_not_begun(scene: Scene, superuser: AsyncEngine, side: str) -> None:
    stay = await confirmed(scene)
    async with scene.acting(getattr(scene.world, side)) as (session, actor):
        await cancel_stay(session, actor, stay.id)
    assert await nights_taken(superuser) == 0
    async with scene.acting(scene.world.committee) as (session, actor):
        assert (await request_seen(session, actor, stay.request_id)).state == "ready"


async def test_a_stay_that_has_begun_is_not_cancelled(scene: Scene) -> None:
    stay = await begun(scene)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await cancel_stay(session, actor, stay.id)


async def test_a_cancelled_request_can_be_placed_again_at_once(scene: Scene) -> None:
    stay = await confirmed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, stay.id)
        request = await request_seen(session, actor, stay.request_id)
    assert (await scene.choose(request)).state == "chosen"


async def test_a_stay_grows_where_its_own_beds_are_free(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await begun(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await extend_stay(session, actor, stay.id, stay.until + timedelta(days=3))
    assert (stay.state, await nights_taken(superuser)) == ("extended", 8)
    async with superuser.connect() as connection:
        assert await violations(connection) == []  # type: ignore[arg-type] # it only reads


async def test_a_stay_never_grows_over_somebody_elses_nights(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await begun(scene)
    later = {"earliest": stay.until + timedelta(days=2), "latest": stay.until + timedelta(days=2)}
    await scene.choose(await scene.file(nights=later))
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await extend_stay(session, actor, stay.id, stay.until + timedelta(days=3))
    assert await nights_taken(superuser) == 5
    async with scene.acting(scene.world.host) as (session, actor):
        await extend_stay(session, actor, stay.id, stay.until + timedelta(days=2))
    assert await nights_taken(superuser) == 7


@pytest.mark.parametrize("days", [None, -1, 0, 400])
async def test_an_extension_goes_forward_and_not_past_what_the_house_allows(scene: Scene, days: int | None) -> None:
    stay = await begun(scene)
    until = None if days is None else stay.until + timedelta(days=days)
    with pytest.raises(InvalidInputError):
        async with scene.acting(scene.world.host) as (session, actor):
            await extend_stay(session, actor, stay.id, until)


async def test_the_rest_after_a_stay_moves_with_its_end(scene: Scene, superuser: AsyncEngine) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("update house set rest_nights = 2"))
    stay = await begun(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await extend_stay(session, actor, stay.id, today() + timedelta(days=9))
    async with superuser.connect() as connection:
        query = "select distinct lower(nights) from bed_occupancy where kind = 'turnaround'"
        assert list(await connection.scalars(text(query))) == [stay.until]
