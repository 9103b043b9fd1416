"""What was true when a command read it and is not any more when it acts: it acts on what is true then."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.access.actor import MATCHER
from shelters.clock import now, today
from shelters.errors import ConflictError
from shelters.placement.commands import allow_next
from shelters.placement.declining import decline_proposal
from shelters.placement.due import due_jobs
from shelters.placement.evacuating import find_places, hold_found
from shelters.placement.holds import NEXT
from shelters.placement.jobs import Workshop
from shelters.placement.keeping_apart import keep_apart
from shelters.placement.moving import ask_move
from shelters.stays.nights import Nights, hold_beds
from tests.meanwhile import meanwhile
from tests.scene import Scene
from tests.shelters.placement.exposed import LIMITS, exposed, lines_now, placed, refuge, state_of, whole
from tests.shelters.placement.test_moving import shown

AT_HOME = {"consent": "network"}
SOON = timedelta(hours=1)


async def taken(session: AsyncSession, room_id: UUID, nights: int = 30) -> None:
    """Give a whole room to somebody else."""
    proposal = uuid4()
    await hold_beds(session, Nights(room_id, today(), today() + timedelta(days=nights), 4, ""), proposal, now() + SOON)


async def test_where_the_next_house_is_taken_meanwhile_nothing_is_held(scene: Scene, superuser: AsyncEngine) -> None:
    house = await refuge(scene)
    proposal = await scene.choose(await scene.file(case=AT_HOME))
    async with scene.acting(scene.world.committee) as (session, actor):
        await allow_next(session, actor, proposal.id, allowed=True)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "other")
    other = house if proposal.house_id != house.id else scene.ceiba
    looking = due_jobs(scene.engine, scene.keyring, 6)[NEXT](proposal.id.bytes)
    async with meanwhile(scene, looking, houses=(other.id,)) as (session, ends):
        room = await session.scalar(text("select id from room where house_id = :house"), {"house": other.id})
        await taken(session, UUID(str(room)))
    assert ends == [None]
    async with superuser.connect() as connection:
        assert list(await connection.scalars(text("select state from proposal"))) == ["declined"]
        assert await connection.scalar(text("select count(*) from news where kind = 'next_held'")) == 0


async def test_a_hold_that_ended_meanwhile_is_not_ended_again_by_who_keeps_two_apart(scene: Scene) -> None:
    await refuge(scene)
    other = await placed(scene)
    request = await scene.file(case=AT_HOME)
    proposal = await scene.choose(request)

    async def keeping() -> None:
        async with scene.acting(scene.world.committee) as (session, actor):
            await keep_apart(session, actor, scene.keyring, request.id, other.code)

    async with meanwhile(scene, keeping(), houses=(proposal.house_id,)) as (session, ends):
        await session.execute(text("update proposal set state = 'expired', held_until = null"))
        await session.execute(text("delete from bed_occupancy where kind = 'hold'"))
    assert isinstance(ends[0], ConflictError)
    assert "Algo cambió" in str(ends[0])


async def test_a_hold_elsewhere_is_left_alone_by_who_keeps_two_apart(scene: Scene, superuser: AsyncEngine) -> None:
    other = await placed(scene)
    house = await refuge(scene)
    request = await scene.file(case=AT_HOME)
    proposal = await scene.choose(request)
    assert proposal.house_id == house.id
    async with scene.acting(scene.world.committee) as (session, actor):
        await keep_apart(session, actor, scene.keyring, request.id, other.code)
    assert await state_of(superuser, "proposal", proposal.id) == "chosen"
    await whole(scene)


@pytest.mark.parametrize("happens", ["ended", "left", "changed", "taken"])
async def test_a_place_found_for_whom_it_no_longer_is_is_not_held(
    scene: Scene, superuser: AsyncEngine, happens: str
) -> None:
    stay, house = await placed(scene), await refuge(scene)
    evacuation = await exposed(scene)
    found = await find_places(Workshop(scene.engine, scene.keyring, LIMITS), evacuation.id)
    assert [place.choice.house_id for place in found.places] == [house.id]
    changes = {
        "ended": "update evacuation set ended_at = now()",
        "left": "update stay set state = 'departed'",
        "changed": "update house set safety = 'closed' where id = :house",
        "taken": "select 1",
    }
    async with superuser.begin() as connection:
        values = {"house": house.id} if happens == "changed" else {}
        await connection.execute(text(changes[happens]), values)
    async with scene.acting(MATCHER) as (session, _):
        if happens == "taken":
            await taken(session, found.places[0].choice.room_id)
        await hold_found(session, scene.keyring, evacuation.id, found)
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from proposal where moves is not null")) == 0
    if happens in {"changed", "taken"}:
        assert [each.line.stay_id for each in await lines_now(scene, evacuation)] == [stay.id]


async def test_who_set_out_meanwhile_is_not_asked_to_pass_from_another_day(scene: Scene) -> None:
    stay = await placed(scene, arrived=False, nights={"earliest": today(), "latest": today()})
    await refuge(scene)
    token = next(card.token for card, _ in (await shown(scene, stay)).cards)
    async with scene.acting(MATCHER) as (session, _):
        await session.execute(text("update stay set first = first + 1"))
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await ask_move(session, actor, scene.keyring, stay.id, token, 6)
