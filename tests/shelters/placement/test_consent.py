"""When she takes her consent back nobody is told anything more, and what was told is erased."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.errors import ConflictError, NotFoundError
from shelters.news.queries import open_news
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.placement.consent import withdraw_consent
from shelters.placement.disclosure import sheet_of_stay
from shelters.placement.models import Proposal
from shelters.placement.options import options_for
from shelters.placement.queries import brief_of
from shelters.requests.queries import case_of, open_requests, request_seen
from shelters.sealing.locks import Typed
from shelters.stays.commands import record_arrival
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.world import PASSPHRASE


async def withdrawn(scene: Scene, proposal: Proposal) -> str:
    """Withdraw her consent, and give where her request stands then."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return (await withdraw_consent(session, actor, scene.keyring, proposal.request_id)).state


async def accepted(scene: Scene) -> tuple[Proposal, Stay]:
    """Place a party."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        return proposal, await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))


async def counted(superuser: AsyncEngine, query: str) -> int:
    """Count behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text(query)) or 0)


async def test_a_hold_is_released_and_what_the_house_was_told_is_erased(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file())
    before = proposal.data_key.blob, proposal.brief.blob
    assert await withdrawn(scene, proposal) == "submitted"
    assert await counted(superuser, "select count(*) from bed_occupancy") == 0
    async with scene.acting(scene.world.host) as (session, actor):
        left = await session.get_one(Proposal, proposal.id)
        assert (left.state, left.reason) == ("declined", "consent_withdrawn")
        assert brief_of(scene.keyring, left).party == ()
        assert {left.data_key.blob, left.brief.blob}.isdisjoint(before)
        assert [news.kind for news in await open_news(session, actor)] == ["hold_released"]


async def test_what_ends_with_her_consent_stands_in_the_record(scene: Scene, superuser: AsyncEngine) -> None:
    await withdrawn(scene, await scene.choose(await scene.file()))
    await withdrawn(scene, (await accepted(scene))[0])
    for action in ("proposal:declined", "stay:cancelled"):
        assert await counted(superuser, f"select count(*) from audit_record where action = '{action}'") == 1  # noqa: S608


async def test_a_stay_that_has_not_begun_is_cancelled_and_its_sheet_is_gone(
    scene: Scene, superuser: AsyncEngine
) -> None:
    proposal, stay = await accepted(scene)
    assert await withdrawn(scene, proposal) == "submitted"
    assert await counted(superuser, "select count(*) from circle_secret where kind = 'sheet'") == 0
    assert await counted(superuser, "select count(*) from stay where state = 'cancelled'") == 1
    assert await counted(superuser, "select count(*) from bed_occupancy") == 0
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await sheet_of_stay(session, actor, scene.keyring, stay.id, Typed(PASSPHRASE))
    async with superuser.connect() as connection:
        assert await violations(connection) == []  # type: ignore[arg-type] # it only reads


async def test_whoever_sleeps_in_a_house_keeps_her_bed_and_only_what_was_told_is_erased(
    scene: Scene, superuser: AsyncEngine
) -> None:
    proposal, stay = await accepted(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    assert await withdrawn(scene, proposal) == "placed"
    assert await counted(superuser, "select count(*) from circle_secret where kind = 'sheet'") == 0
    assert await counted(superuser, "select count(*) from bed_occupancy where kind = 'stay'") > 0
    async with superuser.connect() as connection:
        assert await violations(connection) == []  # type: ignore[arg-type] # it only reads


async def test_the_case_stays_out_of_matching_until_she_consents_again(scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    await withdrawn(scene, proposal)
    async with scene.acting(scene.world.committee) as (session, actor):
        request = await request_seen(session, actor, proposal.request_id)
        assert case_of(scene.keyring, request).consent == "not_yet"
        assert await open_requests(session) == []
        assert (await options_for(session, actor, scene.keyring, request.id)).options == []


async def test_what_was_not_shared_cannot_be_taken_back(scene: Scene) -> None:
    request = await scene.file(case={"consent": "not_yet"})
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await withdraw_consent(session, actor, scene.keyring, request.id)


async def test_another_network_does_not_touch_her_consent(scene: Scene) -> None:
    request = await scene.file()
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await withdraw_consent(session, actor, scene.keyring, request.id)
