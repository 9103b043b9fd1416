"""People who live in a house are asked to make room only if they agreed, and where nothing else makes any."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.rooms import add_room
from shelters.clock import today
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.placement.moves_shown import move_shown
from shelters.placement.room_states import RoomState
from shelters.stays.agreeing import agree_to_move
from shelters.stays.models import Stay
from tests.scene import Scene, room_draft
from tests.shelters.placement.tight import TOMORROW, Tight, make_tight

IN_A_DAY = today() + timedelta(days=1)


@pytest_asyncio.fixture
async def living(scene: Scene) -> Tight:
    """Let an urgent party have no place but one in which another lives since today."""
    return await make_tight(scene, living=True)


async def agree(tight: Tight, *, yes: bool = True) -> Stay:
    """Write down what her people say."""
    async with tight.scene.acting(tight.scene.world.committee) as (session, actor):
        return await agree_to_move(session, actor, tight.stay.id, yes=yes)


async def stays(superuser: AsyncEngine) -> set[tuple[object, ...]]:
    """Read where everybody has a place, and for which nights."""
    async with superuser.connect() as connection:
        rows = await connection.execute(text("select request_id, house_id, state, first, until from stay"))
        return {tuple(row) for row in rows}


async def whole(scene: Scene) -> None:
    """Check that the record tells one story."""
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_who_has_not_agreed_is_not_asked(living: Tight) -> None:
    await living.sought()
    assert await living.state() == RoomState.IMPOSSIBLE


async def test_who_took_her_word_back_is_not_asked(living: Tight) -> None:
    await agree(living)
    await agree(living, yes=False)
    await living.sought()
    assert await living.state() == RoomState.IMPOSSIBLE


async def test_who_agreed_is_asked_for_a_place_from_tomorrow_on_and_nothing_changes_yet(
    living: Tight, superuser: AsyncEngine
) -> None:
    await agree(living)
    before = await stays(superuser)
    await living.sought()
    assert await living.state() == RoomState.ASKING
    assert await stays(superuser) == before
    move = await living.move_of(living.stay.request_id)
    async with living.scene.acting(living.scene.world.committee) as (session, actor):
        shown = await move_shown(session, actor, living.scene.keyring, move)
    assert shown.lives_there
    assert (shown.move.first, shown.move.until) == (IN_A_DAY, living.stay.until)


async def test_with_the_last_yes_she_keeps_tonight_and_goes_on_elsewhere(living: Tight, superuser: AsyncEngine) -> None:
    await agree(living)
    await living.sought()
    for who, move in await living.questions():
        await living.answer(who, move)
    assert await living.state() == RoomState.APPLIED
    ceiba, quetzal = living.scene.ceiba.id, living.scene.quetzal.id
    assert await stays(superuser) == {
        (living.stay.request_id, ceiba, "arrived", today(), IN_A_DAY),
        (living.stay.request_id, quetzal, "confirmed", IN_A_DAY, living.stay.until),
        (living.urgent.id, ceiba, "confirmed", IN_A_DAY, IN_A_DAY + timedelta(days=5)),
    }
    await whole(living.scene)


async def test_her_word_is_for_one_move(living: Tight, superuser: AsyncEngine) -> None:
    await agree(living)
    await living.sought()
    for who, move in await living.questions():
        await living.answer(who, move)
    async with superuser.connect() as connection:
        assert not await connection.scalar(text("select count(*) from stay where would_move_since is not null"))


@pytest.mark.parametrize("number", range(3))
async def test_any_no_leaves_her_where_she_lives(living: Tight, superuser: AsyncEngine, number: int) -> None:
    await agree(living)
    await living.sought()
    before = await stays(superuser)
    questions = await living.questions()
    who, move = questions.pop(number)
    for other, what in questions:
        await living.answer(other, what)
    assert await living.answer(who, move, yes=False) == RoomState.REFUSED
    assert await stays(superuser) == before


async def test_taking_her_word_back_before_the_last_yes_moves_nobody(living: Tight, superuser: AsyncEngine) -> None:
    await agree(living)
    await living.sought()
    *first, (last, move) = await living.questions()
    for who, what in first:
        await living.answer(who, what)
    await agree(living, yes=False)
    before = await stays(superuser)
    assert await living.answer(last, move) == RoomState.OVERTAKEN
    assert await stays(superuser) == before
    await whole(living.scene)


async def test_who_lives_there_is_asked_only_where_moving_who_is_still_to_come_makes_no_room(
    living: Tight, superuser: AsyncEngine
) -> None:
    scene = living.scene
    await agree(living)
    async with scene.acting(OPERATOR) as (session, actor):
        await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos"))
    expected = await scene.choose(await scene.file(urgency=3, nights=TOMORROW))
    assert expected.house_id == scene.ceiba.id
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, expected.id)
    await living.sought()
    async with superuser.connect() as connection:
        moved = await connection.scalars(text("select request_id from move where stay_id is not null"))
    assert list(moved) == [expected.request_id]


async def test_her_word_is_written_down_by_her_committee_once_she_is_inside(scene: Scene) -> None:
    tight = await make_tight(scene)
    with pytest.raises(ConflictError, match="ya está en la casa"):
        await agree(tight)
    for who, refusal in (
        (scene.world.host, NotAllowedError),
        (scene.world.planner, NotFoundError),
        (scene.world.committee_gt, NotFoundError),
    ):
        async with scene.acting(who) as (session, actor):
            with pytest.raises(refusal):
                await agree_to_move(session, actor, tight.stay.id, yes=True)


async def test_saying_and_taking_back_stand_in_the_record_each_once(living: Tight, superuser: AsyncEngine) -> None:
    for yes in (True, True, False, False):
        await agree(living, yes=yes)
    async with superuser.connect() as connection:
        lines = text("select details->>'yes' from audit_record where action = 'stay:agreed' order by seq")
        assert list(await connection.scalars(lines)) == ["true", "false"]
