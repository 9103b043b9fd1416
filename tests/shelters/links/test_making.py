"""Who makes links, for what, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.capacity.models import House
from shelters.clock import now
from shelters.errors import NotAllowedError, NotFoundError
from shelters.links.commands import forget_old_links, make_link, shown_token
from shelters.links.models import HostLink, LinkAnswer, LinkState
from shelters.links.queries import links_of
from shelters.placement.models import Proposal
from tests.scene import Scene, house_draft, room_draft
from tests.shelters.links.linked import CHANGED, CONFIRMED, SECRET, answered, made, proposed, state_of


async def test_nobody_makes_a_link_for_a_house_that_she_could_not_answer_for(scene: Scene) -> None:
    world = scene.world
    for who in (world.committee, world.planner):
        with pytest.raises(NotAllowedError):
            async with scene.acting(who) as (session, actor):
                await make_link(session, actor, SECRET, scene.ceiba.id)
    for who in (world.host, world.steward):
        with pytest.raises(NotFoundError):
            async with scene.acting(who) as (session, actor):
                await make_link(session, actor, SECRET, scene.quetzal.id)


async def test_the_database_itself_adds_a_link_in_ones_own_name_and_for_ones_own_house_only(scene: Scene) -> None:
    world = scene.world
    mine, theirs = scene.ceiba, scene.quetzal
    forged = (
        (world.host, mine, world.steward),
        (world.host, theirs, world.host),
        (world.committee, mine, world.committee),
        (world.planner, mine, world.planner),
    )
    for who, house, maker in forged:
        with pytest.raises(DBAPIError):
            await add(scene, who, row(house, maker))


def row(house: House, maker: Person, proposal: Proposal | None = None) -> HostLink:
    """Write a link as somebody would who goes around the commands."""
    return HostLink(
        network_id=house.network_id,
        house_id=house.id,
        proposal_id=proposal.id if proposal else None,
        code=proposal.code if proposal else "",
        token_hash=b"x",
        made_by=maker.id,
        made_at=now(),
        until=now() + timedelta(hours=1),
    )


async def add(scene: Scene, who: Person, link: HostLink) -> None:
    """Write a link past the commands."""
    async with scene.acting(who) as (session, _):
        session.add(link)


async def test_a_link_cannot_name_a_proposal_of_another_house(scene: Scene) -> None:
    proposal = await proposed(scene)
    elsewhere, _ = await scene.add(scene.world.mx.id, house_draft(code_name="Sauce (inventada)"), room_draft())
    forged = row(elsewhere, scene.world.steward, proposal)
    with pytest.raises(IntegrityError):
        await add(scene, scene.world.steward, forged)


async def test_only_the_session_that_made_a_link_can_show_it_and_only_while_it_is_open(scene: Scene) -> None:
    link, token = await made(scene)
    assert shown_token(link, SECRET) == token
    assert shown_token(link, "another session") is None
    await answered(scene, token, CONFIRMED)
    assert shown_token(await state_of(scene, link.id), SECRET) is None


async def test_a_list_says_who_made_each_link_and_what_became_of_it(scene: Scene) -> None:
    _, token = await made(scene, scene.world.host)
    await answered(scene, token, CHANGED)
    await made(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        listed = [(name, link.state, link.answer) for link, name in await links_of(session, actor, scene.ceiba.id)]
    assert listed == [("carla", LinkState.OPEN, None), ("berta", LinkState.USED, LinkAnswer.CHANGED)]


async def test_links_are_forgotten_a_month_after_their_term(scene: Scene, superuser: AsyncEngine) -> None:
    old, _ = await made(scene)
    new, _ = await made(scene)
    async with superuser.begin() as connection:
        past = "update host_link set made_at = now() - interval '40 days', until = now() - interval '31 days'"
        await connection.execute(text(f"{past} where id = :id"), {"id": old.id})
    async with scene.acting(OPERATOR) as (session, _):
        await forget_old_links(session)
    async with scene.acting(scene.world.steward) as (session, _):
        assert [link.id for link in await session.scalars(select(HostLink))] == [new.id]
