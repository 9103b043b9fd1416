"""What has its hour is done at its hour: by a job, and once more by whoever looks, with one effect."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.clock import now
from shelters.database.queue import BusyError, work
from shelters.news.queries import open_news
from shelters.placement.answers import accept_proposal
from shelters.placement.declining import decline_proposal
from shelters.placement.due import catch_up, due_jobs
from shelters.placement.holds import EXPIRY, NEXT, REMINDER
from shelters.placement.models import Proposal
from shelters.requests.queries import request_seen
from shelters.stays.commands import record_arrival
from shelters.stays.journeys import cancel_stay, set_out
from shelters.stays.models import Stay
from shelters.stays.overdue import JOURNEY, look_at_journey
from tests.scene import Scene


async def told(scene: Scene, who: str) -> list[str]:
    """List what somebody is told."""
    async with scene.acting(getattr(scene.world, who)) as (session, actor):
        return sorted(news.kind for news in await open_news(session, actor))


async def look(scene: Scene) -> None:
    """Do what the server does every minute."""
    async with scene.acting(MATCHER) as (session, _):
        await catch_up(session)


async def time_passes(superuser: AsyncEngine, proposal: Proposal) -> None:
    """Let a hold's term be over."""
    async with superuser.begin() as connection:
        for change in (
            "update proposal set held_until = :past where id = :id",
            "update bed_occupancy set expires_at = :past where proposal_id = :id",
        ):
            await connection.execute(text(change), {"past": now() - timedelta(seconds=1), "id": proposal.id})


async def on_her_way(scene: Scene) -> Stay:
    """Place a party and let it set out, to arrive within six hours."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    async with scene.acting(scene.world.committee) as (session, actor):
        return await set_out(session, actor, stay.id, 6)


async def too_late(superuser: AsyncEngine, stay: Stay) -> None:
    """Let the hour of a journey be over."""
    async with superuser.begin() as connection:
        values = {"past": now() - timedelta(seconds=1), "id": stay.id}
        await connection.execute(text("update stay set arrive_by = :past where id = :id"), values)


async def queued(superuser: AsyncEngine, kind: str) -> list[tuple[bytes, float]]:
    """List what waits in the queue: its payload, and in how many seconds it is due."""
    query = "select payload, extract(epoch from execute_after - now()) from queue.pgqueuer where entrypoint = :kind"
    async with superuser.connect() as connection:
        return [(bytes(row[0]), float(row[1])) for row in await connection.execute(text(query), {"kind": kind})]


async def test_a_hold_queues_its_reminder_at_half_its_term_and_its_end(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file(), hold_hours=6)
    ((reminded, half),) = await queued(superuser, REMINDER)
    ((ended, whole),) = await queued(superuser, EXPIRY)
    assert reminded == ended == proposal.id.bytes
    assert round(half / 3600) == 3
    assert round(whole / 3600) == 6


async def test_a_job_expires_a_hold_returns_its_request_and_tells_the_committee(
    scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await scene.choose(await scene.file())
    await time_passes(superuser, proposal)
    await due_jobs(scene.engine, scene.keyring, 6)[EXPIRY](proposal.id.bytes)
    async with scene.acting(scene.world.committee) as (session, actor):
        assert (await request_seen(session, actor, proposal.request_id)).state == "ready"
    assert await told(scene, "committee") == ["hold_expired"]
    assert await told(scene, "committee_gt") == []
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from bed_occupancy")) == 0


async def test_a_worker_does_what_is_due_without_anybody_looking(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    await time_passes(superuser, proposal)
    async with superuser.begin() as connection:
        await connection.execute(text("update queue.pgqueuer set execute_after = now()"))
    worker = asyncio.create_task(work(scene.engine, due_jobs(scene.engine, scene.keyring, 6)))
    # The end of a hold queues the look for the next place, so that both are waited for.
    while await queued(superuser, EXPIRY) or await queued(superuser, NEXT):  # noqa: ASYNC110 - the worker has no event
        await asyncio.sleep(0.1)
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    assert await told(scene, "committee") == ["next_option"]


async def test_a_job_that_comes_too_early_is_tried_again(scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    with pytest.raises(BusyError):
        await due_jobs(scene.engine, scene.keyring, 6)[EXPIRY](proposal.id.bytes)


async def test_a_job_leaves_what_was_answered_as_it_is(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    await time_passes(superuser, proposal)
    for job in (REMINDER, EXPIRY):
        await due_jobs(scene.engine, scene.keyring, 6)[job](proposal.id.bytes)
    assert await told(scene, "committee") == ["place_accepted"]
    assert await told(scene, "host") == []


async def test_whoever_looks_does_what_a_lost_job_would_have_done_and_nobody_is_told_twice(
    scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await scene.choose(await scene.file())
    await time_passes(superuser, proposal)
    for _ in range(2):
        await look(scene)
        await due_jobs(scene.engine, scene.keyring, 6)[EXPIRY](proposal.id.bytes)
    assert await told(scene, "committee") == ["hold_expired"]


async def test_a_host_is_reminded_once_and_no_more_when_she_has_answered(scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    for _ in range(2):
        await due_jobs(scene.engine, scene.keyring, 6)[REMINDER](proposal.id.bytes)
    assert await told(scene, "host") == ["answer_due"]
    assert await told(scene, "committee") == ["still_no_answer"]
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")
    # A reminder that was queued for this half of the term comes too late.
    await due_jobs(scene.engine, scene.keyring, 6)[REMINDER](proposal.id.bytes)
    assert await told(scene, "host") == []
    assert await told(scene, "committee") == ["place_declined"]


async def test_choosing_again_takes_the_news_of_the_expired_hold_off_the_board(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    await time_passes(superuser, await scene.choose(request))
    await look(scene)
    await scene.choose(request)
    assert await told(scene, "committee") == []


async def test_a_journey_whose_hour_passes_alerts_the_committee_and_the_house(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await on_her_way(scene)
    ((payload, seconds),) = await queued(superuser, JOURNEY)
    assert round(seconds / 3600) == 6
    with pytest.raises(BusyError):
        await due_jobs(scene.engine, scene.keyring, 6)[JOURNEY](payload)
    await too_late(superuser, stay)
    await look(scene)
    await look(scene)
    assert "arrival_overdue" in await told(scene, "committee")
    assert await told(scene, "host") == ["arrival_overdue"]
    for who in (scene.world.committee, scene.world.host):
        async with scene.acting(who) as (session, actor):
            assert {each.code for each in await open_news(session, actor) if each.kind == "arrival_overdue"} == {
                stay.code
            }
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    assert "arrival_overdue" not in await told(scene, "committee")
    assert await told(scene, "host") == []


async def test_the_job_of_an_hour_that_was_said_again_tells_nothing(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await on_her_way(scene)
    ((payload, _),) = await queued(superuser, JOURNEY)
    async with scene.acting(scene.world.committee) as (session, actor):
        await set_out(session, actor, stay.id, 12)
    assert len(await queued(superuser, JOURNEY)) == 2
    async with scene.acting(MATCHER) as (session, _actor):
        assert await look_at_journey(session, payload) is False


async def test_the_job_of_an_hour_by_which_she_had_arrived_tells_nothing(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await on_her_way(scene)
    ((payload, _),) = await queued(superuser, JOURNEY)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    async with scene.acting(MATCHER) as (session, _actor):
        assert await look_at_journey(session, payload) is False
    assert "arrival_overdue" not in await told(scene, "committee")


async def test_the_hour_that_passes_is_told_by_its_job(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await on_her_way(scene)
    await too_late(superuser, stay)
    async with scene.acting(MATCHER) as (session, _):
        late = await session.get(Stay, stay.id)
        assert late is not None
        assert late.arrive_by is not None
        payload = stay.id.bytes + late.arrive_by.isoformat().encode()
        assert await look_at_journey(session, payload) is True


@pytest.mark.parametrize(
    ("side", "other", "kind"),
    [("host", "committee", "stay_cancelled_by_house"), ("committee", "host", "stay_cancelled")],
)
async def test_whoever_cancels_tells_the_other_side(
    scene: Scene, superuser: AsyncEngine, side: str, other: str, kind: str
) -> None:
    stay = await on_her_way(scene)
    await too_late(superuser, stay)
    await look(scene)
    async with scene.acting(getattr(scene.world, side)) as (session, actor):
        await cancel_stay(session, actor, stay.id)
    assert kind in await told(scene, other)
    assert kind not in await told(scene, side)
    assert "arrival_overdue" not in {*await told(scene, "host"), *await told(scene, "committee")}
