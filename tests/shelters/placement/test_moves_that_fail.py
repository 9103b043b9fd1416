"""When the other house comes to nothing, she still has her place where she lives, and her committee reads that."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from shelters.news.queries import open_news
from shelters.placement.declining import decline_proposal
from shelters.placement.models import Proposal
from shelters.placement.moving import ask_move, moves_for
from shelters.requests.queries import request_seen
from shelters.stays.agreeing import agree_to_move
from shelters.stays.commands import record_not_arrived
from shelters.stays.journeys import cancel_stay
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.shelters.placement.exposed import placed, refuge, state_of, taken, whole
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


async def move_of(scene: Scene, stay: Stay) -> Proposal:
    """Ask for another house as the committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        shown = await moves_for(session, actor, scene.keyring, stay.id, 1)
        token = next(card.token for card, here in shown.cards if not here)
        return await ask_move(session, actor, scene.keyring, stay.id, token, 6)


async def test_a_party_that_would_not_move_now_stays_where_it_lives_and_its_request_is_not_paused(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay, _ = await placed(scene), await refuge(scene)
    proposal = await move_of(scene, stay)
    async with scene.acting(scene.world.committee) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "not_now")
        assert (await request_seen(session, actor, stay.request_id)).pause_reason is None
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    assert await taken(superuser, stay.id) == [(today(), stay.until)]
    await whole(scene)


async def test_a_house_that_says_no_to_a_move_nobody_must_make_starts_no_search(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay, _ = await placed(scene), await refuge(scene)
    proposal = await move_of(scene, stay)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from queue.pgqueuer where entrypoint = 'evacuation'")) == 0
    async with scene.acting(scene.world.committee) as (session, actor):
        assert "place_declined" in {news.kind for news in await open_news(session, actor)}
