"""Room that is being made when the world changes: nobody is asked in vain, and nobody twice."""

from __future__ import annotations

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.database.transaction import acting_as
from shelters.errors import ConflictError
from shelters.placement.jobs import Workshop
from shelters.placement.making_room import KIND, room_jobs, seek_room
from shelters.placement.room_states import RoomState
from shelters.stays.journeys import set_out
from tests.meanwhile import meanwhile
from tests.scene import Scene
from tests.shelters.placement.tight import LIMITS, Tight, make_tight


@pytest_asyncio.fixture
async def tight(scene: Scene) -> Tight:
    """Let an urgent party have no place but one that is promised."""
    return await make_tight(scene)


def shop(tight: Tight) -> Workshop:
    """Set up what the worker works with."""
    return Workshop(tight.scene.engine, tight.scene.keyring, LIMITS)


async def asked_of(superuser: AsyncEngine) -> int:
    """Count who is asked."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from move")) or 0)


async def test_a_worker_seeks_room_where_somebody_asked_for_it(tight: Tight, superuser: AsyncEngine) -> None:
    made = await tight.asked()
    await room_jobs(shop(tight), 6)[KIND](made.id.bytes)
    assert await tight.state() == RoomState.ASKING
    assert await asked_of(superuser) == 2


async def test_a_job_that_is_done_twice_asks_nobody_twice(tight: Tight, superuser: AsyncEngine) -> None:
    made = await tight.sought()
    await seek_room(shop(tight), made.id, answer_hours=6)
    assert await tight.state() == RoomState.ASKING
    assert await asked_of(superuser) == 2


async def test_nobody_is_asked_for_a_move_that_became_impossible_while_it_was_found(
    tight: Tight, superuser: AsyncEngine
) -> None:
    made, scene = await tight.asked(), tight.scene
    committee = scene.world.actor(scene.world.committee)
    seeking = seek_room(shop(tight), made.id, answer_hours=6)
    async with meanwhile(scene, seeking, houses=(scene.ceiba.id,)) as (session, ends), acting_as(session, committee):
        await set_out(session, committee, tight.stay.id, 5)
    assert ends == [None]
    assert await tight.state() == RoomState.IMPOSSIBLE
    assert await asked_of(superuser) == 0


async def test_a_question_is_answered_once(tight: Tight) -> None:
    await tight.sought()
    (who, move), *_ = await tight.questions()
    assert await tight.answer(who, move) == RoomState.ASKING
    with pytest.raises(ConflictError, match="Ya se respondió"):
        await tight.answer(who, move, yes=False)
    assert await tight.state() == RoomState.ASKING
