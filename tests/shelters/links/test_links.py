"""A link answers one question of one house, once, for as long as whoever made it could answer it herself."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import DOOR, Role
from shelters.accounts.panic import freeze
from shelters.audit.models import AuditRecord
from shelters.capacity.models import House
from shelters.capacity.safety import SafetyStep
from shelters.circles.handing import remove_person
from shelters.clock import now
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.links.answering import LinkReply
from shelters.links.commands import revoke_link
from shelters.links.models import LinkAnswer, LinkState
from shelters.news.models import News
from shelters.placement.answers import accept_proposal
from shelters.placement.exposure import change_safety
from shelters.placement.models import Proposal
from shelters.placement.states import ProposalState
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.shelters.links.linked import ACCEPTED, CHANGED, CONFIRMED, answered, made, opened, proposed, state_of


async def test_a_house_is_confirmed_by_a_link_as_by_its_host(scene: Scene) -> None:
    _, token = await made(scene)
    before = now()
    await answered(scene, token, CONFIRMED)
    async with scene.acting(scene.world.host) as (session, _):
        confirmed = (await session.get_one(House, scene.ceiba.id)).confirmed_at
    assert confirmed is not None
    assert confirmed > before


async def test_a_proposal_is_accepted_by_a_link_as_by_its_host(scene: Scene) -> None:
    proposal = await proposed(scene)
    _, token = await made(scene, proposal=proposal)
    await answered(scene, token, ACCEPTED)
    async with scene.acting(scene.world.committee) as (session, _):
        assert (await session.scalars(select(Stay))).one().proposal_id == proposal.id


async def test_a_proposal_is_declined_by_a_link_with_a_reason_of_the_list(scene: Scene) -> None:
    proposal = await proposed(scene)
    link, token = await made(scene, proposal=proposal)
    with pytest.raises(InvalidInputError):
        await answered(scene, token, LinkReply(LinkAnswer.DECLINED, "too_far"))
    assert (await state_of(scene, link.id)).state is LinkState.OPEN, "a refused answer does not spend the link"
    await answered(scene, token, LinkReply(LinkAnswer.DECLINED, "no_capacity"))
    async with scene.acting(scene.world.committee) as (session, _):
        assert (await session.get_one(Proposal, proposal.id)).state == ProposalState.DECLINED


async def test_that_something_changed_is_told_to_the_hosts_and_the_steward(
    scene: Scene, superuser: AsyncEngine
) -> None:
    _, token = await made(scene)
    await answered(scene, token, CHANGED)
    async with superuser.connect() as connection:
        told = await connection.execute(text("select reader, subject_id from news where kind = 'picture_changed'"))
        assert sorted(map(tuple, told)) == [("host", scene.ceiba.id), ("steward", scene.ceiba.id)]


async def test_of_many_who_press_at_once_one_answers(scene: Scene) -> None:
    proposal = await proposed(scene)
    link, token = await made(scene, proposal=proposal)
    no = LinkReply(LinkAnswer.DECLINED, "no_capacity")
    await asyncio.gather(*(answered(scene, token, reply) for reply in (ACCEPTED, no) * 8))
    async with scene.acting(scene.world.committee) as (session, _):
        state = (await session.get_one(Proposal, proposal.id)).state
    assert (await state_of(scene, link.id)).answer == state
    async with scene.acting(scene.world.steward) as (session, _):
        lines = [line.action for line in await session.scalars(select(AuditRecord))]
    assert lines.count("link:used") == lines.count(f"proposal:{state}") == 1


async def test_a_link_and_its_signed_in_host_meet_at_the_same_locks(scene: Scene) -> None:
    proposal = await proposed(scene)
    _, token = await made(scene, proposal=proposal)

    async def by_hand() -> None:
        async with scene.acting(scene.world.host) as (session, actor):
            await accept_proposal(session, actor, scene.keyring, proposal.id)

    ends = await asyncio.gather(answered(scene, token, ACCEPTED), by_hand(), return_exceptions=True)
    refused = [end for end in ends if isinstance(end, BaseException)]
    assert [type(end) for end in refused] in ([ConflictError], [NotFoundError])
    async with scene.acting(scene.world.committee) as (session, _):
        assert len((await session.scalars(select(Stay))).all()) == 1


async def test_the_record_says_of_each_line_by_which_link_it_was_done(scene: Scene) -> None:
    link, token = await made(scene, proposal=await proposed(scene))
    await answered(scene, token, ACCEPTED)
    async with scene.acting(scene.world.steward) as (session, _):
        lines = {line.action: line for line in await session.scalars(select(AuditRecord))}
    assert lines["link:made"].details == {"question": "answer"}
    assert lines["link:used"].details == {"answer": "accepted", "link": str(link.id)}
    accepted = lines["proposal:accepted"]
    assert (accepted.role, accepted.person_id) == ("host", scene.world.steward.id)
    assert accepted.details["link"] == str(link.id)


async def test_a_link_opens_its_own_question_and_no_other(scene: Scene) -> None:
    _, of_house = await made(scene)
    _, of_proposal = await made(scene, proposal=await proposed(scene))
    for token, reply in ((of_house, ACCEPTED), (of_proposal, CONFIRMED)):
        with pytest.raises(NotFoundError):
            await answered(scene, token, reply)
    host = await opened(scene, of_house)
    assert (host.role, host.houses) == (Role.HOST, frozenset({scene.ceiba.id}))


async def test_what_is_made_up_late_or_taken_back_is_missing(scene: Scene, superuser: AsyncEngine) -> None:
    taken_back, token = await made(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        await revoke_link(session, actor, taken_back.id)
        await revoke_link(session, actor, taken_back.id)
    late, late_token = await made(scene)
    async with superuser.begin() as connection:
        past = "update host_link set made_at = now() - interval '9 days', until = now() - interval '1 s' where id = :id"
        await connection.execute(text(past), {"id": late.id})
    for wrong in (token, late_token, "made-up", ""):
        with pytest.raises(NotFoundError):
            await opened(scene, wrong)
        with pytest.raises(NotFoundError):
            await answered(scene, wrong, CONFIRMED)


async def test_a_used_link_cannot_be_taken_back(scene: Scene) -> None:
    link, token = await made(scene)
    await answered(scene, token, CONFIRMED)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.steward) as (session, actor):
            await revoke_link(session, actor, link.id)


async def test_a_link_is_over_once_its_proposal_is_answered(scene: Scene) -> None:
    proposal = await proposed(scene)
    _, token = await made(scene, proposal=proposal)
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    with pytest.raises(NotFoundError):
        await answered(scene, token, ACCEPTED)
    with pytest.raises(ConflictError):
        await made(scene, proposal=proposal)


async def test_a_link_asks_nothing_of_a_house_that_is_exposed(scene: Scene) -> None:
    _, token = await made(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    with pytest.raises(NotFoundError):
        await answered(scene, token, CONFIRMED)
    with pytest.raises(ConflictError):
        await made(scene)


async def test_the_links_of_somebody_who_is_removed_or_shuts_her_account_are_over(scene: Scene) -> None:
    world = scene.world
    _, of_host = await made(scene, world.host)
    _, of_steward = await made(scene, world.steward)
    async with scene.acting(world.steward) as (session, actor):
        await remove_person(session, actor, world.host.id)
    async with scene.acting(DOOR) as (session, _):
        await freeze(session, world.steward)
    for token in (of_host, of_steward):
        with pytest.raises(NotFoundError):
            await opened(scene, token)


async def test_the_news_that_something_changed_names_no_house(scene: Scene) -> None:
    _, token = await made(scene)
    await answered(scene, token, CHANGED)
    async with scene.acting(scene.world.steward) as (session, _):
        assert [news.code for news in await session.scalars(select(News))] == [""]


async def test_a_link_of_before_she_shut_her_account_stays_dead_once_it_is_open(
    scene: Scene, superuser: AsyncEngine
) -> None:
    world = scene.world
    _, before = await made(scene)
    async with scene.acting(world.steward) as (session, _):
        await freeze(session, world.steward)
    async with superuser.begin() as connection:
        await connection.execute(text("update person set frozen_at = null"))
    with pytest.raises(NotFoundError):
        await opened(scene, before)
    _, after = await made(scene)
    assert await opened(scene, after)
