"""News reaches whom it concerns and nobody else, is told once, and holds no word of a case."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.errors import NotFoundError
from shelters.news.commands import settle, settle_about, tell_committee, tell_hosts
from shelters.news.kinds import WORDS, NewsKind
from shelters.news.models import News
from shelters.news.queries import open_news
from tests.scene import SECRET_ADDRESS, Scene

ABOUT = uuid4()


async def told(scene: Scene, who: str) -> list[UUID]:
    """List what somebody is told, by its id."""
    async with scene.acting(getattr(scene.world, who)) as (session, actor):
        return [news.id for news in await open_news(session, actor)]


async def tell_both(scene: Scene) -> None:
    """Tell the committee of Mexico and the hosts of its house, as the other network does."""
    async with scene.acting(scene.world.committee_gt) as (session, _):
        await tell_committee(session, NewsKind.PLACE_DECLINED, scene.world.mx.id, ABOUT, "7K3F-Q9TM")
        await tell_hosts(session, NewsKind.ANSWER_DUE, scene.ceiba.id, ABOUT, "7K3F-Q9TM")


async def test_each_reads_what_is_for_her_and_another_network_reads_nothing(scene: Scene) -> None:
    await tell_both(scene)
    assert len(await told(scene, "committee")) == len(await told(scene, "host")) == 1
    assert await told(scene, "committee_gt") == await told(scene, "planner") == await told(scene, "steward") == []


async def test_the_database_itself_shows_a_person_only_her_news(scene: Scene) -> None:
    await tell_both(scene)
    seen = {}
    for person in scene.world.people:
        async with scene.acting(person) as (session, _):
            seen[person.name] = await session.scalar(text("select count(*) from news"))
    assert seen == {"ana": 1, "berta": 1, "carla": 0, "dora": 0, "elena": 0}


async def test_nobody_but_the_system_writes_news(scene: Scene) -> None:
    forged = {"id": uuid4(), "network": scene.world.mx.id, "about": ABOUT}
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with scene.acting(scene.world.committee) as (session, _):
            await session.execute(
                text(
                    "insert into news (id, reader, network_id, kind, code, subject_id, told_at)"
                    " values (:id, 'committee', :network, 'hold_expired', '', :about, now())"
                ),
                forged,
            )


async def test_what_is_open_is_not_told_twice_even_at_once(scene: Scene) -> None:
    await asyncio.gather(*(tell_both(scene) for _ in range(8)))
    assert len(await told(scene, "committee")) == 1


async def test_what_was_taken_care_of_is_off_the_board_and_can_be_told_again(scene: Scene) -> None:
    await tell_both(scene)
    (news_id,) = await told(scene, "committee")
    for _ in range(2):
        async with scene.acting(scene.world.committee) as (session, actor):
            assert (await settle(session, actor, news_id)).settled_by == scene.world.committee.id
    assert await told(scene, "committee") == []
    await tell_both(scene)
    assert len(await told(scene, "committee")) == 1


async def test_what_follows_settles_by_itself_whatever_it_was_about(scene: Scene) -> None:
    await tell_both(scene)
    async with scene.acting(scene.world.host) as (session, _):
        await settle_about(session, ABOUT, NewsKind.PLACE_DECLINED)
    assert await told(scene, "committee") == []
    assert len(await told(scene, "host")) == 1


@pytest.mark.parametrize("who", ["host", "committee_gt", "planner"])
async def test_news_of_others_is_missing(scene: Scene, who: str) -> None:
    await tell_both(scene)
    (news_id,) = await told(scene, "committee")
    with pytest.raises(NotFoundError):
        async with scene.acting(getattr(scene.world, who)) as (session, actor):
            await settle(session, actor, news_id)


async def test_a_row_of_news_has_no_word_of_a_case_or_a_house(scene: Scene, superuser: AsyncEngine) -> None:
    await scene.choose(await scene.file())
    await tell_both(scene)
    async with superuser.connect() as connection:
        rows = " ".join(await connection.scalars(text("select news::text from news")))
    assert rows
    assert not any(word in rows for word in (SECRET_ADDRESS, scene.ceiba.code_name, "Puebla", "woman"))


def test_every_kind_has_words_and_leads_to_a_page_or_nowhere() -> None:
    assert set(WORDS) == set(NewsKind)
    assert {words.leads_to for words in WORDS.values()} <= {
        "",
        "requests",
        "proposals",
        "stays",
        "houses",
        "collectives",
        "colleagues",
        "evacuations",
        "moves",
    }
    assert {column for column in News.model_fields if "name" in column or "text" in column} == set()
