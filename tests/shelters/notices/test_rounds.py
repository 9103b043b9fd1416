"""A notice says nothing but that there is something, goes at a moment of chance, and not twice before she comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from shelters.access.actor import MATCHER, OPERATOR
from shelters.accounts.models import Person
from shelters.accounts.panic import freeze
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError
from shelters.news.commands import tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from shelters.notices.commands import keep_address, remove_address
from shelters.notices.models import NoticeAddress
from shelters.notices.relay import Relay
from shelters.notices.rounds import Post, drawn, go_round
from shelters.sealing.keyring import Keyring
from tests.scene import Scene
from tests.sink import Sink, listening
from tests.world import open_session
from web.notices import notice_in


@dataclass
class Desk:
    """A post office with its sink, and those who want to be told."""

    scene: Scene
    superuser: AsyncEngine
    post: Post
    sink: Sink

    async def want(self, person: Person) -> None:
        """Let somebody set her address."""
        async with self.scene.acting(person) as (session, actor):
            await keep_address(session, actor, self.scene.keyring, f"{person.name}@ejemplo.invalid")

    async def tell(self, kind: NewsKind = NewsKind.PLACE_OPENED) -> None:
        """Tell Mexico's committee something."""
        async with transaction(self.scene.engine, MATCHER) as session:
            await tell_committee(session, kind, self.scene.world.mx.id, uuid4(), "7K3F-Q9TM")

    async def round(self) -> list[str]:
        """Go round when everybody's moment has come; give whom something was sent to."""
        async with self.superuser.begin() as connection:
            await connection.execute(text("update notice_address set look_at = now() - interval '1 second'"))
        before = len(self.sink.recipients)
        await go_round(self.post)
        return [each.split("@")[0] for each in self.sink.recipients[before:]]


@pytest.fixture
async def desk(scene: Scene, keyring: Keyring, superuser: AsyncEngine) -> AsyncIterator[Desk]:
    """Open a post office."""
    async with listening() as (sink, port):
        relay = Relay("127.0.0.1", port, "aviso@ejemplo.invalid")
        yield Desk(scene, superuser, Post(scene.engine, keyring, relay, notice_in, 30), sink)


async def test_she_is_told_that_there_is_something_and_nothing_else(desk: Desk) -> None:
    await desk.want(desk.scene.world.committee)
    await desk.tell()
    assert await desk.round() == ["ana"]
    (message,) = desk.sink.messages
    assert sorted(message.keys()) == sorted(
        ["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )
    assert (message["Subject"], message.get_payload(decode=True)) == (
        "Aviso",
        "Hay algo nuevo en tu página.\r\n".encode(),
    )


async def test_nobody_is_told_where_nothing_waits_or_where_it_waits_for_others(desk: Desk) -> None:
    world = desk.scene.world
    for person in (world.committee, world.host, world.committee_gt, world.planner, world.steward):
        await desk.want(person)
    assert await desk.round() == []
    await desk.tell()
    assert await desk.round() == ["ana"]


async def test_a_host_is_told_of_her_own_house(desk: Desk) -> None:
    await desk.want(desk.scene.world.host)
    async with transaction(desk.scene.engine, MATCHER) as session:
        await tell_hosts(session, NewsKind.ANSWER_DUE, desk.scene.quetzal.id, uuid4())
    assert await desk.round() == []
    async with transaction(desk.scene.engine, MATCHER) as session:
        await tell_hosts(session, NewsKind.ANSWER_DUE, desk.scene.ceiba.id, uuid4())
    assert await desk.round() == ["berta"]


async def test_one_notice_goes_until_she_comes(desk: Desk) -> None:
    ana = desk.scene.world.committee
    await desk.want(ana)
    await desk.tell()
    assert await desk.round() == ["ana"]
    await desk.tell()
    assert await desk.round() == []
    await open_session(desk.scene.engine, ana)
    assert await desk.round() == [], "she has come since it was told"
    await desk.tell()
    assert await desk.round() == ["ana"]


async def test_who_was_removed_or_has_shut_her_account_is_told_nothing(desk: Desk) -> None:
    ana, elena = desk.scene.world.committee, desk.scene.world.committee_gt
    for person in (ana, elena):
        await desk.want(person)
    await desk.tell()
    async with transaction(desk.scene.engine, MATCHER) as session:
        await tell_committee(session, NewsKind.PLACE_OPENED, elena.network_id, uuid4())
    async with desk.scene.acting(OPERATOR) as (session, _):
        await freeze(session, ana)
        await session.execute(update(Person).where(col(Person.id) == elena.id).values(active=False))
    assert await desk.round() == []
    async with desk.superuser.connect() as connection:
        kept = await connection.scalars(text("select person_id from notice_address"))
        assert kept.all() == [ana.id], "the address of whoever was removed is forgotten"


async def test_what_a_relay_did_not_take_is_tried_again_at_her_next_moment(desk: Desk, keyring: Keyring) -> None:
    await desk.want(desk.scene.world.committee)
    await desk.tell()
    relay, desk.post = desk.post.relay, Post(desk.scene.engine, keyring, Relay("127.0.0.1", 1, "a@b"), notice_in, 30)
    assert await desk.round() == []
    desk.post = Post(desk.scene.engine, keyring, relay, notice_in, 30)
    assert await desk.round() == ["ana"]


async def test_before_her_moment_has_come_nobody_looks(desk: Desk) -> None:
    await desk.want(desk.scene.world.committee)
    assert await desk.round() == []
    await desk.tell()
    await go_round(desk.post)
    assert desk.sink.taken == []


def test_moments_are_drawn_over_as_long_as_it_is_between_them() -> None:
    waits = [drawn(30) for _ in range(2000)]
    assert timedelta(minutes=15) <= min(waits) < timedelta(minutes=16)
    assert timedelta(minutes=44) < max(waits) <= timedelta(minutes=45)


async def test_an_address_is_hers_alone_and_goes_when_she_says_so(desk: Desk) -> None:
    world = desk.scene.world
    await desk.want(world.committee)
    for person in (world.steward, world.host, world.committee_gt):
        async with desk.scene.acting(person) as (session, _):
            assert (await session.scalars(select(NoticeAddress))).all() == []
    async with desk.scene.acting(world.committee) as (session, actor):
        await remove_address(session, actor)
    await desk.tell()
    assert await desk.round() == []


@pytest.mark.parametrize(
    "typed",
    ["", "ana", "ana@", "a b@c.mx", "a@b.mx,c@d.mx", "a@b.mx\r\nBcc: c@d.mx", "Ana <a@b.mx>", f"{'x' * 250}@b.mx"],
)
async def test_what_is_not_one_address_is_refused(desk: Desk, typed: str) -> None:
    async with desk.scene.acting(desk.scene.world.committee) as (session, actor):
        with pytest.raises(InvalidInputError):
            await keep_address(session, actor, desk.scene.keyring, typed)
