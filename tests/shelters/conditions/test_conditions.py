"""The check of a house's conditions: by whoever looks after it, on every point, sealed, and due in half a year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.accounts.models import Person
from shelters.conditions.commands import EVERY, mend, record_check, tell_of_due_checks
from shelters.conditions.models import Checked
from shelters.conditions.points import POINTS, REPLIES, TERMS, VERSION, Point, Reply
from shelters.conditions.queries import checks_of
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.news.kinds import NewsKind
from shelters.news.queries import open_news
from tests.scene import Scene

ALL_MET = {point.value: Reply.MET.value for point in Point}


async def check(scene: Scene, who: Person | None = None, **replies: Reply) -> None:
    """Check Ceiba, where all is well but what is named."""
    async with scene.acting(who or scene.world.host) as (session, actor):
        said = ALL_MET | {point: reply.value for point, reply in replies.items()}
        await record_check(session, actor, scene.keyring, scene.ceiba.id, said)


async def checks(scene: Scene) -> list[Checked]:
    async with scene.acting(scene.world.host) as (session, actor):
        return await checks_of(session, actor, scene.keyring, scene.ceiba.id)


async def told(scene: Scene) -> list[str]:
    """Let the hour come, and list what the host of Ceiba is told."""
    async with scene.acting(MATCHER) as (session, _):
        await tell_of_due_checks(session)
    async with scene.acting(scene.world.host) as (session, actor):
        return [news.kind for news in await open_news(session, actor)]


async def test_a_check_says_what_is_open_and_by_when(scene: Scene) -> None:
    await check(scene, fire=Reply.IN_A_WEEK, water=Reply.IN_A_MONTH, access=Reply.NOT_HERE)

    (found,) = await checks(scene)

    night = scene.ceiba.tonight
    assert (found.check.version, found.check.due_on) == (VERSION, night + EVERY)
    assert [(point, finding.by) for point, finding in found.open_on(night)] == [
        (Point.FIRE, night + timedelta(days=7)),
        (Point.WATER, night + timedelta(days=30)),
    ]
    assert found.findings[Point.ACCESS].met is None
    assert set(found.findings) == set(Point)


async def test_every_point_has_its_answer(scene: Scene) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        said = ALL_MET | {"fire": "perhaps"}
        del said["water"]
        with pytest.raises(InvalidInputError) as refused:
            await record_check(session, actor, scene.keyring, scene.ceiba.id, said)
    assert {one.field for one in refused.value.each()} == {"fire", "water"}


async def test_what_is_mended_is_open_no_more_and_stays_in_the_history(scene: Scene) -> None:
    await check(scene, fire=Reply.IN_A_WEEK)
    async with scene.acting(scene.world.host) as (session, actor):
        await mend(session, actor, scene.keyring, scene.ceiba.id, "fire")
        with pytest.raises(ConflictError):
            await mend(session, actor, scene.keyring, scene.ceiba.id, "fire")
    await check(scene)

    last, first = await checks(scene)

    night = scene.ceiba.tonight
    assert first.open_on(night) == last.open_on(night) == []
    assert [point for point, _ in first.open_on(night - timedelta(days=1))] == [Point.FIRE]


async def test_nothing_is_mended_where_nothing_was_found(scene: Scene) -> None:
    for checked in (False, True):
        if checked:
            await check(scene)
        async with scene.acting(scene.world.host) as (session, actor):
            with pytest.raises(ConflictError):
                await mend(session, actor, scene.keyring, scene.ceiba.id, "fire")


async def test_the_steward_of_its_network_checks_it_too(scene: Scene) -> None:
    await check(scene, scene.world.steward, fire=Reply.IN_A_WEEK)
    assert len(await checks(scene)) == 1


async def test_nobody_else_checks_or_reads(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.planner):
        with pytest.raises(NotAllowedError):
            await check(scene, person)
    async with scene.acting(scene.world.host) as (session, actor):
        with pytest.raises(NotFoundError):
            await checks_of(session, actor, scene.keyring, scene.quetzal.id)


async def test_the_database_itself_shows_checks_to_nobody_else(scene: Scene) -> None:
    await check(scene, fire=Reply.IN_A_WEEK)
    seen = {}
    for person in scene.world.people:
        async with scene.acting(person) as (session, _):
            seen[person.name] = await session.scalar(text("select count(*) from house_check"))
    assert {name for name, number in seen.items() if number} == {scene.world.host.name, scene.world.steward.name}


async def test_neither_the_row_nor_its_length_tells_how_much_is_open(scene: Scene, superuser: AsyncEngine) -> None:
    await check(scene)
    await check(scene, fire=Reply.IN_A_WEEK, locks=Reply.IN_A_QUARTER)
    async with superuser.connect() as connection:
        rows = [dict(row) for row in (await connection.execute(text("select * from house_check"))).mappings()]
    assert len({len(row["findings"]) for row in rows}) == 1
    assert not any(b"fire" in bytes(row["findings"]) or b"met" in bytes(row["findings"]) for row in rows)


async def test_hosts_are_told_once_when_it_is_due_again(scene: Scene, superuser: AsyncEngine) -> None:
    await check(scene)
    assert await told(scene) == []
    async with superuser.begin() as connection:
        await connection.execute(
            text("update house_check set due_on = current_date - 2, checked_at = now() - interval '190 days'")
        )

    assert await told(scene) == [NewsKind.CHECK_DUE]
    assert await told(scene) == [NewsKind.CHECK_DUE]
    await check(scene)
    assert await told(scene) == []


async def test_a_check_that_another_followed_is_not_due(scene: Scene, superuser: AsyncEngine) -> None:
    await check(scene)
    async with superuser.begin() as connection:
        await connection.execute(
            text("update house_check set due_on = current_date - 2, checked_at = now() - interval '190 days'")
        )
    await check(scene)
    assert await told(scene) == []


def test_every_point_and_every_reply_has_its_words() -> None:
    assert (set(POINTS), set(REPLIES)) == (set(Point), set(Reply))
    assert set(TERMS) == set(Reply) - {Reply.MET, Reply.NOT_HERE}
    assert len({words.name for words in POINTS.values()}) == len(POINTS)
