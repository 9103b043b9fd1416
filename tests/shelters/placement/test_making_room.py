"""Making room: the fewest stays that have not begun are moved, all at once, and only if everybody says yes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER, OPERATOR
from shelters.capacity.safety import SafetyStep
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.placement.exposure import change_safety
from shelters.placement.moves import expire_rooms
from shelters.placement.moves_shown import move_shown
from shelters.placement.room_states import TRANSITIONS, RoomState, RoomStep, next_state
from shelters.stays.journeys import cancel_stay, set_out
from tests.locking import in_order, locks_of
from tests.scene import Scene, house_draft, place, room_draft
from tests.shelters.placement.tight import TOMORROW, Tight, make_tight

OF_ROOM = "('move:answered', 'room_for:ended')"


@pytest_asyncio.fixture
async def tight(scene: Scene) -> Tight:
    """Let an urgent party have no place but one that is promised."""
    return await make_tight(scene)


async def world_of(superuser: AsyncEngine) -> list[tuple[str, ...]]:
    """Read who has which room, and where stays and requests stand."""
    async with superuser.connect() as connection:
        stays = await connection.execute(text("select s.code, s.house_id::text, s.state from stay s order by 1, 2, 3"))
        beds = await connection.execute(
            text("select bed_id::text, nights::text, kind from bed_occupancy order by 1, 2")
        )
        requests = await connection.execute(text("select code, state, '' from request order by 1"))
        return [tuple(row) for rows in (stays, beds, requests) for row in rows]


async def test_the_fewest_are_moved_and_everybody_is_asked_before_anything_changes(
    tight: Tight, superuser: AsyncEngine
) -> None:
    before = await world_of(superuser)
    await tight.sought()
    assert await tight.state() == RoomState.ASKING
    async with superuser.connect() as connection:
        moves = (await connection.execute(text("select request_id, house_id from move"))).all()
        told = await connection.scalars(text("select kind from news where kind in ('move_asked', 'room_asked')"))
    assert set(moves) == {
        (tight.stay.request_id, tight.scene.quetzal.id),
        (tight.urgent.id, tight.scene.ceiba.id),
    }
    assert sorted(told) == ["move_asked", "room_asked", "room_asked"]
    assert await world_of(superuser) == before


async def test_with_the_last_yes_all_of_them_move(tight: Tight, superuser: AsyncEngine) -> None:
    await tight.sought()
    before = await world_of(superuser)
    *first, (last, move) = await tight.questions()
    for who, what in first:
        assert await tight.answer(who, what) == RoomState.ASKING
    assert await world_of(superuser) == before
    assert await tight.answer(last, move) == RoomState.APPLIED
    async with superuser.connect() as connection:
        rows = await connection.execute(text("select request_id, house_id from stay where state = 'confirmed'"))
        assert set(rows.all()) == {
            (tight.stay.request_id, tight.scene.quetzal.id),
            (tight.urgent.id, tight.scene.ceiba.id),
        }
        assert await connection.scalar(text("select count(*) from request where state = 'placed'")) == 2
    async with tight.scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_after_the_move_each_house_sees_whom_it_receives_and_the_old_one_that_it_ended(tight: Tight) -> None:
    await tight.sought()
    for who, move in await tight.questions():
        await tight.answer(who, move)
    seen = {}
    for who in (tight.flor, tight.scene.world.host):
        async with tight.scene.acting(who) as (session, _):
            rows = await session.execute(text("select code, state from stay order by state"))
            seen[who.name] = [tuple(row) for row in rows]
    assert seen == {
        "flor": [(tight.stay.code, "confirmed")],
        "berta": [(tight.stay.code, "cancelled"), (tight.urgent.code, "confirmed")],
    }


async def test_each_answer_and_the_end_stand_in_the_record(tight: Tight, superuser: AsyncEngine) -> None:
    await tight.sought()
    *first, last = await tight.questions()
    told = text(
        "select action, subject_id from audit_record where action in ('move:answered', 'room_for:ended') order by seq"
    )
    for each in first:
        await tight.answer(*each)
    async with superuser.connect() as connection:
        assert {row.action for row in await connection.execute(told)} == {"move:answered"}
    with locks_of(tight.scene.engine) as transactions:
        await tight.answer(*last)
    assert {"house", "request", "stay"} <= {table for each in transactions for table in each}
    assert all(map(in_order, transactions))
    async with superuser.connect() as connection:
        rows = [tuple(row) for row in await connection.execute(told)]
    assert rows[-1] == ("room_for:ended", tight.urgent.id)
    assert {subject for _, subject in rows} == {tight.urgent.id, tight.stay.request_id}


@pytest.mark.parametrize("number", range(3))
async def test_any_no_leaves_everything_as_it_is(tight: Tight, superuser: AsyncEngine, number: int) -> None:
    await tight.sought()
    before = await world_of(superuser)
    questions = await tight.questions()
    who, move = questions.pop(number)
    for other, what in questions:
        await tight.answer(other, what)
    assert await tight.answer(who, move, yes=False) == RoomState.REFUSED
    assert await world_of(superuser) == before
    with pytest.raises(ConflictError):
        await tight.answer(who, move)


async def test_nobody_is_moved_when_an_answer_comes_too_late(tight: Tight, superuser: AsyncEngine) -> None:
    await tight.sought()
    before = await world_of(superuser)
    *first, (last, move) = await tight.questions()
    for who, what in first:
        await tight.answer(who, what)
    async with superuser.begin() as connection:
        await connection.execute(text("update rearrangement set until = now() - interval '1 minute'"))
    with pytest.raises(ConflictError):
        await tight.answer(last, move)
    async with tight.scene.acting(MATCHER) as (session, _):
        assert await expire_rooms(session) == 1
        assert await expire_rooms(session) == 0
    assert await tight.state() == RoomState.EXPIRED
    assert await world_of(superuser) == before


async def set_off(tight: Tight) -> None:
    async with tight.scene.acting(tight.scene.world.committee) as (session, actor):
        await set_out(session, actor, tight.stay.id, 5)


async def cancelled(tight: Tight) -> None:
    async with tight.scene.acting(tight.scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, tight.stay.id)


async def exposed(tight: Tight) -> None:
    async with tight.scene.acting(tight.scene.world.planner) as (session, actor):
        await change_safety(session, actor, tight.scene.quetzal.id, SafetyStep.EXPOSE)


async def taken(tight: Tight) -> None:
    """Somebody chooses the place in Quetzal meanwhile."""
    request = await tight.scene.file(nights=TOMORROW)
    cards = (await tight.scene.options(request)).options
    assert [card.own_network for card in cards] == [False]
    await tight.scene.choose(request)


@pytest.mark.parametrize("happens", [set_off, cancelled, exposed, taken])
async def test_where_the_world_changed_meanwhile_nobody_is_moved(
    tight: Tight, superuser: AsyncEngine, happens: object
) -> None:
    await tight.sought()
    *first, (last, move) = await tight.questions()
    for who, what in first:
        await tight.answer(who, what)
    await happens(tight)  # type: ignore[operator]
    before = await world_of(superuser)
    assert await tight.answer(last, move) == RoomState.OVERTAKEN
    assert await world_of(superuser) == before
    async with tight.scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_two_last_answers_at_once_move_everybody_once(tight: Tight, superuser: AsyncEngine) -> None:
    await tight.sought()
    first, *last = await tight.questions()
    await tight.answer(*first)
    ends = await asyncio.gather(*(tight.answer(*each) for each in (*last, *last)), return_exceptions=True)
    assert sorted(str(end) for end in ends if not isinstance(end, Exception)) == ["applied", "asking"]
    assert [type(end) for end in ends if isinstance(end, Exception)] == [ConflictError, ConflictError]
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from stay where state = 'confirmed'")) == 2


async def test_only_who_is_concerned_sees_or_answers_a_move(tight: Tight) -> None:
    await tight.sought()
    moved, coming = await tight.move_of(tight.stay.request_id), await tight.move_of(tight.urgent.id)
    world = tight.scene.world
    for who, move in ((world.host, moved), (tight.flor, coming), (world.committee_gt, moved)):
        with pytest.raises(NotFoundError):
            await tight.answer(who, move)
    for who in (world.planner, world.steward):
        with pytest.raises((NotFoundError, NotAllowedError)):
            await tight.answer(who, moved)


async def test_a_committee_reads_of_another_networks_house_neither_name_nor_exact_distance(tight: Tight) -> None:
    await tight.sought()
    move = await tight.move_of(tight.stay.request_id)
    async with tight.scene.acting(tight.scene.world.committee) as (session, actor):
        shown = await move_shown(session, actor, tight.scene.keyring, move)
    assert shown.km is not None
    assert (shown.own_network, shown.km % 25) == (False, 0)
    assert "Quetzal" not in f"{shown.kind} {shown.zone}"


async def test_a_stay_that_begins_today_or_is_asked_about_already_is_never_moved(tight: Tight, scene: Scene) -> None:
    await tight.sought()
    other = await scene.file(urgency=1, nights=TOMORROW, case={"pets": True})
    again = replace(tight, urgent=other)
    await again.sought()
    assert await again.state() == RoomState.IMPOSSIBLE


async def test_where_nobody_could_go_elsewhere_there_is_no_way(tight: Tight) -> None:
    await exposed(tight)
    await tight.sought()
    assert await tight.state() == RoomState.IMPOSSIBLE


async def test_a_solver_that_fails_moves_nobody(tight: Tight, superuser: AsyncEngine) -> None:
    before = await world_of(superuser)
    await tight.sought("raise SystemExit(3)")
    assert await tight.state() == RoomState.FAILED
    assert await world_of(superuser) == before


async def test_who_has_options_or_is_not_urgent_moves_nobody(tight: Tight, scene: Scene) -> None:
    for changes in ({"urgency": 1}, {"urgency": 3, "case": {"pets": True}}):
        request = await scene.file(nights=TOMORROW, **changes)
        with pytest.raises(ConflictError):
            await replace(tight, urgent=request).asked()


async def test_asking_again_leads_to_what_is_under_way(tight: Tight) -> None:
    made = await tight.asked()
    assert (await tight.asked()).id == made.id


async def test_a_longer_chain_is_found_and_is_no_longer_than_it_must_be(tight: Tight, scene: Scene) -> None:
    """Another party is promised the one place that the first could go to; a free house suits only that other."""
    far = house_draft(code_name="Jade (inventada)", municipality_id=place("Quetzaltenango"))
    world = scene.world
    proposal_of = await scene.file(urgency=4, nights=TOMORROW)
    proposal = await scene.choose(proposal_of)
    assert proposal.house_id == scene.quetzal.id
    async with scene.acting(tight.flor) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    await scene.add(world.gt.id, far, room_draft())
    await tight.sought()
    async with scene.acting(OPERATOR) as (session, _):
        assert await session.scalar(text("select count(*) from move")) == 2


def test_what_has_ended_takes_no_step_any_more() -> None:
    live = {RoomState.SEEKING, RoomState.ASKING}
    assert {state for state, _ in TRANSITIONS} == live
    for state in set(RoomState) - live:
        for step in RoomStep:
            with pytest.raises(ConflictError):
                next_state(state, step)
