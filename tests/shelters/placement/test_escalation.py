"""When a house does not answer or says no, the next option is looked for, and held only where that was said before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.clock import now
from shelters.errors import ConflictError, NotFoundError
from shelters.news.queries import open_news
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import allow_next
from shelters.placement.declining import decline_proposal
from shelters.placement.due import due_jobs
from shelters.placement.holds import EXPIRY, NEXT
from shelters.placement.models import Proposal
from shelters.placement.queries import proposals_of_request
from tests.scene import Scene


async def unanswered(scene: Scene, superuser: AsyncEngine, proposal: Proposal) -> None:
    """Let a hold's term be over, and do what its jobs do."""
    async with superuser.begin() as connection:
        for change in (
            "update proposal set held_until = :past where id = :id",
            "update bed_occupancy set expires_at = :past where proposal_id = :id",
        ):
            await connection.execute(text(change), {"past": now() - timedelta(seconds=1), "id": proposal.id})
    jobs = due_jobs(scene.engine, scene.keyring, 6)
    for job in (EXPIRY, NEXT):
        await jobs[job](proposal.id.bytes)


async def told(scene: Scene) -> list[str]:
    """List what the committee is told."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return sorted(news.kind for news in await open_news(session, actor))


async def states(scene: Scene, proposal: Proposal) -> list[str]:
    """List the states of the proposals of a request, the latest first."""
    async with scene.acting(scene.world.committee) as (session, _):
        return [each.state for each in await proposals_of_request(session, proposal.request_id)]


async def test_the_next_option_is_told_and_people_decide(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    await unanswered(scene, superuser, proposal)
    assert await told(scene) == ["next_option"]
    assert await states(scene, proposal) == ["expired"]


async def test_it_is_held_by_itself_where_the_committee_said_so_and_only_once(
    scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.committee) as (session, actor):
        await allow_next(session, actor, proposal.id, allowed=True)
    await unanswered(scene, superuser, proposal)
    assert await told(scene) == ["next_held"]
    assert await states(scene, proposal) == ["chosen", "expired"]
    async with scene.acting(MATCHER) as (session, _):
        second = next(each for each in await proposals_of_request(session, proposal.request_id) if each.held_until)
    assert second.house_id != proposal.house_id
    assert not second.then_next
    await unanswered(scene, superuser, second)
    assert await states(scene, proposal) == ["expired", "expired"]


async def test_the_house_that_said_no_is_not_the_next_option(scene: Scene, superuser: AsyncEngine) -> None:
    """With no other house, nothing fits; the committee is told that, and her place in the queue is kept."""
    proposal = await scene.choose(await scene.file(case={"consent": "network"}))
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")
    await due_jobs(scene.engine, scene.keyring, 6)[NEXT](proposal.id.bytes)
    assert await told(scene) == ["nothing_fits"]


async def test_nothing_is_looked_for_when_she_has_a_place_by_then(scene: Scene) -> None:
    request = await scene.file()
    first = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, first.id, "other")
    await scene.choose(request)
    await due_jobs(scene.engine, scene.keyring, 6)[NEXT](first.id.bytes)
    assert await told(scene) == []


async def test_only_a_hold_that_waits_can_be_followed_by_another(scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await allow_next(session, actor, proposal.id, allowed=True)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await allow_next(session, actor, proposal.id, allowed=True)
