"""Whoever must not live with another is never given a place beside her, and nobody can tell why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.clock import today
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.news.queries import open_news
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option
from shelters.placement.everything import pose_everything
from shelters.placement.keeping_apart import keep_apart
from shelters.requests.apart import said_apart, take_back_apart
from shelters.requests.models import Request
from shelters.stays.journeys import extend_stay
from tests.scene import Scene
from tests.shelters.placement.exposed import more_rooms, placed, state_of, whole


async def kept(scene: Scene, request: Request, other: Request, who: Person | None = None) -> None:
    """Say that two must not live together."""
    async with scene.acting(who or scene.world.committee) as (session, actor):
        await keep_apart(session, actor, scene.keyring, request.id, other.code)


async def stays(scene: Scene, **changes: Any) -> tuple[Request, Any]:
    """Let somebody live in Ceiba, and give her request too."""
    stay = await placed(scene, **changes)
    async with scene.acting(OPERATOR) as (session, _):
        return await session.get_one(Request, stay.request_id), stay


async def told(scene: Scene, who: Person) -> set[str]:
    """List what somebody is told."""
    async with scene.acting(who) as (session, actor):
        return {news.kind for news in await open_news(session, actor)}


@pytest.mark.parametrize("by", ["hers", "other"])
async def test_no_place_is_offered_beside_the_other_whoever_of_both_said_so(scene: Scene, by: str) -> None:
    await more_rooms(scene, "Dos")
    other, _ = await stays(scene)
    request = await scene.file(case={"consent": "network"})
    assert len((await scene.options(request)).options) == 1
    await (kept(scene, request, other) if by == "hers" else kept(scene, other, request))
    answer = await scene.options(request)
    assert answer.options == []
    assert "not_free" in {group.rule for group in answer.why_not}
    assert not any("beside" in (group.subject or "") or group.rule == "apart" for group in answer.why_not)
    await whole(scene)


async def test_when_the_other_is_gone_by_then_the_house_is_open_again(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    other, stay = await stays(scene)
    request = await scene.file(case={"consent": "network"}, nights={"earliest": stay.until, "latest": stay.until})
    await kept(scene, request, other)
    assert len((await scene.options(request)).options) == 1


async def test_a_hold_beside_the_other_ends_at_once_and_its_committee_reads_no_reason_that_names_anybody(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await more_rooms(scene, "Dos")
    other, _ = await stays(scene)
    request = await scene.file(case={"consent": "network"})
    proposal = await scene.choose(request)
    await kept(scene, other, request)
    assert await state_of(superuser, "proposal", proposal.id) == "declined"
    assert await state_of(superuser, "request", request.id) == "ready"
    assert "place_declined" in await told(scene, scene.world.committee)
    async with superuser.connect() as connection:
        details = await connection.scalars(text("select details::text from audit_record"))
        assert not any("co_residence" in str(each) for each in details)
    await whole(scene)


async def test_two_who_wait_are_a_pair_apart_in_the_run_over_all(scene: Scene) -> None:
    one, two = await scene.file(), await scene.file()
    await kept(scene, one, two)
    async with scene.acting(OPERATOR) as (session, _):
        posed = await pose_everything(session, scene.keyring)
    assert posed.problem.apart == (tuple(sorted((str(one.id), str(two.id)))),)


async def test_a_stay_grows_no_longer_into_nights_on_which_the_other_comes(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    mine, stay = await stays(scene)
    other, _ = await stays(scene, arrived=False, nights={"earliest": stay.until, "latest": stay.until})
    await kept(scene, mine, other)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await extend_stay(session, actor, stay.id, stay.until + timedelta(days=1))
    assert stay.until > today()


async def test_where_both_live_in_one_house_already_the_committee_of_both_is_warned(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    one, _ = await stays(scene)
    two, _ = await stays(scene)
    await kept(scene, one, two)
    assert "apart_together" in await told(scene, scene.world.committee)
    await whole(scene)


async def test_of_another_networks_neighbour_only_the_regional_team_is_warned(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    mine, _ = await stays(scene)
    other = await scene.file(scene.world.committee_gt)
    answer = await scene.options(other, scene.world.committee_gt)
    token = next(each.token for each in answer.options if not each.own_network)
    async with scene.acting(scene.world.committee_gt) as (session, actor):
        proposal = await choose_option(session, actor, scene.keyring, other.id, token, 6)
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    await kept(scene, mine, other)
    assert "apart_together" not in await told(scene, scene.world.committee)
    assert "apart_across" in await told(scene, scene.world.planner)


async def test_what_one_committee_said_another_neither_reads_nor_takes_back(scene: Scene) -> None:
    mine, other = await scene.file(), await scene.file(scene.world.committee_gt)
    await kept(scene, mine, other)
    async with scene.acting(scene.world.committee) as (session, actor):
        (row,) = await said_apart(session, actor, mine)
    async with scene.acting(scene.world.committee_gt) as (session, actor):
        assert await said_apart(session, actor, other) == []
        with pytest.raises(NotFoundError):
            await take_back_apart(session, actor, row.id)
    async with scene.acting(scene.world.committee) as (session, actor):
        await take_back_apart(session, actor, row.id)
        assert await said_apart(session, actor, mine) == []


@pytest.mark.parametrize("code", ["", "7K3F-Q9TM-X", "own"])
async def test_a_code_that_is_of_no_other_request_is_refused(scene: Scene, code: str) -> None:
    request = await scene.file()
    with pytest.raises(InvalidInputError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await keep_apart(session, actor, scene.keyring, request.id, request.code if code == "own" else code)


async def test_only_the_committee_of_the_request_says_so(scene: Scene) -> None:
    one, two = await scene.file(), await scene.file()
    with pytest.raises(NotFoundError):
        await kept(scene, one, two, scene.world.committee_gt)
    with pytest.raises(NotFoundError):
        await kept(scene, one, two, scene.world.host)
