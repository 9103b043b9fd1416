"""An emergency may have a free seat of a collective stay, as far as its house has said."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.answers import accept_proposal
from shelters.placement.commands import let_go
from tests.scene import Scene
from tests.shelters.stays.gathered import (
    alone,
    beds_taken,
    free_seats,
    gathered,
    on_its_day,
    take,
    whole,
)


async def test_a_collective_stay_beyond_what_is_asked_for_keeps_nobody_from_a_place(scene: Scene) -> None:
    await gathered(scene, in_days=90, for_emergency=2)
    assert len((await scene.options(await scene.file(case={"consent": "network"}))).options) == 1


async def test_an_emergency_has_no_seat_where_the_house_gave_none(scene: Scene) -> None:
    collective = await gathered(scene)
    assert (await scene.options(await scene.file(**alone(collective)))).options == []


async def test_an_emergency_has_a_free_seat_within_the_limit_of_the_house(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene, for_emergency=1)
    await scene.choose(await scene.file(**alone(collective)))
    assert await beds_taken(superuser, "hold") == 1
    assert (await scene.options(await scene.file(**alone(collective)))).options == []
    await whole(scene)


async def test_what_is_not_immediate_has_no_seat_of_a_collective_stay(scene: Scene) -> None:
    collective = await gathered(scene, for_emergency=2)
    assert (await scene.options(await scene.file(urgency=2, **alone(collective)))).options == []


async def test_an_emergency_has_no_seat_that_somebody_took(scene: Scene) -> None:
    collective = await gathered(scene, most=2, for_emergency=1)
    await take(scene, collective)
    assert len((await scene.options(await scene.file(**alone(collective)))).options) == 1
    await take(scene, collective)
    assert (await scene.options(await scene.file(**alone(collective)))).options == []


async def test_an_emergency_that_comes_to_nothing_gives_the_seat_back(scene: Scene, superuser: AsyncEngine) -> None:
    collective = await gathered(scene, for_emergency=1)
    proposal = await scene.choose(await scene.file(**alone(collective)))
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)
    assert await beds_taken(superuser, "hold") == 0
    for who in (scene.world.committee, scene.world.committee_gt):
        await take(scene, collective, who)
        await take(scene, collective, who)
    assert await free_seats(scene, collective) == 0
    await whole(scene)


async def test_an_emergency_that_is_accepted_keeps_the_bed_when_the_rest_is_called_off(
    scene: Scene, superuser: AsyncEngine
) -> None:
    collective = await gathered(scene, for_emergency=1)
    proposal = await scene.choose(await scene.file(**alone(collective)))
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    await on_its_day(scene, superuser)
    assert (await beds_taken(superuser), await beds_taken(superuser, "stay")) == (0, 1)
    await whole(scene)
