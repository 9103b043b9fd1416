"""When the other house comes to nothing, her committee reads that she still has her place where she lives."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from shelters.news.queries import open_news
from shelters.stays.agreeing import agree_to_move
from shelters.stays.commands import record_not_arrived
from shelters.stays.journeys import cancel_stay
from tests.scene import Scene
from tests.shelters.placement.tight import make_tight


@pytest.mark.parametrize(
    ("end", "kind", "never"),
    [
        (cancel_stay, "move_cancelled_by_house", "stay_cancelled_by_house"),
        (record_not_arrived, "move_missed", "stay_missed"),
    ],
)
async def test_nobody_is_told_that_she_is_in_the_queue_again_while_she_lives_in_a_house(
    scene: Scene, superuser: AsyncEngine, end: object, kind: str, never: str
) -> None:
    living = await make_tight(scene, living=True)
    async with scene.acting(scene.world.committee) as (session, actor):
        await agree_to_move(session, actor, living.stay.id, yes=True)
    await living.sought()
    for who, move in await living.questions():
        await living.answer(who, move)
    async with superuser.begin() as connection:
        # Its first night is tonight, so that it can be said that nobody came.
        await connection.execute(text("update stay set first = :day where follows is not null"), {"day": today()})
        new = await connection.scalar(text("select id from stay where follows is not null"))
        placed = text("select state from request where id = :id")
    async with scene.acting(living.flor) as (session, actor):
        await end(session, actor, new)  # type: ignore[operator]
    async with scene.acting(scene.world.committee) as (session, actor):
        told = {news.kind for news in await open_news(session, actor) if news.code == living.stay.code}
    assert kind in told
    assert never not in told
    async with superuser.connect() as connection:
        assert await connection.scalar(placed, {"id": living.stay.request_id}) == "placed"
