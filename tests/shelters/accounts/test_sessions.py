"""A session lives while it is used, not too long, and while its person may come in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR
from shelters.accounts.queries import live_sessions
from shelters.accounts.sessions import end_every_session, half_signed_in, sign_out, signed_in
from shelters.accounts.submissions import answer, claim
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.settings import Settings
from tests.world import World, make_world, open_session

RULES = Settings(idle_minutes=30, session_hours=12)


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Store networks and people."""
    return await make_world(engine)


async def is_in(engine: AsyncEngine, token: str) -> bool:
    """Say whether a token still opens."""
    async with transaction(engine, DOOR) as session:
        return await signed_in(session, token, RULES) is not None


@pytest.mark.parametrize(
    ("change", "lives"),
    [
        ({"seen_at": timedelta(minutes=29)}, True),
        ({"seen_at": timedelta(minutes=31)}, False),
        ({"opened_at": timedelta(hours=11, minutes=59)}, True),
        ({"opened_at": timedelta(hours=12, minutes=1)}, False),
        ({"ended_at": timedelta(0)}, False),
    ],
    ids=["used lately", "idle", "of today", "too old", "ended"],
)
async def test_a_session_lives_while_it_is_used_and_not_too_long(
    engine: AsyncEngine, superuser: AsyncEngine, world: World, *, change: dict[str, timedelta], lives: bool
) -> None:
    token = await open_session(engine, world.committee)
    ((column, ago),) = change.items()
    async with superuser.begin() as connection:
        await connection.execute(text(f"update live_session set {column} = :then"), {"then": now() - ago})  # noqa: S608 - a constant
    assert await is_in(engine, token) is lives


@pytest.mark.parametrize(("minutes", "lives"), [(14, True), (16, False)])
async def test_on_a_device_that_others_use_a_session_ends_sooner(
    engine: AsyncEngine, superuser: AsyncEngine, world: World, minutes: int, *, lives: bool
) -> None:
    token = await open_session(engine, world.committee)
    async with superuser.begin() as connection:
        change = text("update live_session set shared = true, seen_at = :then")
        await connection.execute(change, {"then": now() - timedelta(minutes=minutes)})
    assert await is_in(engine, token) is lives


@pytest.mark.parametrize(("minutes", "waits"), [(9, True), (11, False)])
async def test_a_session_without_its_code_opens_nothing_and_waits_ten_minutes(
    engine: AsyncEngine, superuser: AsyncEngine, world: World, minutes: int, *, waits: bool
) -> None:
    token = await open_session(engine, world.committee)
    async with superuser.begin() as connection:
        change = text("update live_session set proven_at = null, opened_at = :then")
        await connection.execute(change, {"then": now() - timedelta(minutes=minutes)})
    assert not await is_in(engine, token)
    async with transaction(engine, DOOR) as session:
        assert (await half_signed_in(session, token) is not None) is waits


async def test_being_seen_keeps_a_session_alive_but_not_beyond_its_hours(
    engine: AsyncEngine, superuser: AsyncEngine, world: World
) -> None:
    token = await open_session(engine, world.committee)
    for _ in range(2):
        async with superuser.begin() as connection:
            await connection.execute(text("update live_session set seen_at = seen_at - interval '20 minutes'"))
        assert await is_in(engine, token)


async def test_whoever_may_no_longer_come_in_is_out_at_once(
    engine: AsyncEngine, superuser: AsyncEngine, world: World
) -> None:
    token = await open_session(engine, world.committee)
    async with superuser.begin() as connection:
        await connection.execute(text("update person set active = false"))
    assert not await is_in(engine, token)


async def test_signing_out_ends_one_session_and_ending_all_ends_all_of_hers(engine: AsyncEngine, world: World) -> None:
    here, there, elsewhere = [await open_session(engine, world.committee) for _ in range(3)]
    hers = await open_session(engine, world.host)
    ana = world.actor(world.committee)
    async with transaction(engine, DOOR) as session:
        who = await signed_in(session, here, RULES)
    assert who is not None
    async with transaction(engine, ana) as session:
        await sign_out(session, who)
    assert [await is_in(engine, token) for token in (here, there, elsewhere, hers)] == [False, True, True, True]
    async with transaction(engine, ana) as session:
        assert len(await live_sessions(session, ana, RULES)) == 2
        await end_every_session(session, ana)
    assert [await is_in(engine, token) for token in (there, elsewhere, hers)] == [False, False, True]


async def test_a_form_that_is_sent_many_times_at_once_has_one_effect(engine: AsyncEngine, world: World) -> None:
    ana = world.actor(world.committee)

    async def send() -> str | None:
        async with transaction(engine, ana) as session:
            first = await claim(session, world.committee.id, "one-form-key")
            if first is None:
                await asyncio.sleep(0.01)
                await answer(session, world.committee.id, "one-form-key", "/requests/1")
            return first

    ends = await asyncio.gather(*(send() for _ in range(8)))
    assert sorted(ends, key=str) == ["/requests/1"] * 7 + [None]


async def test_a_form_whose_first_sending_failed_can_be_sent_again(engine: AsyncEngine, world: World) -> None:
    ana = world.actor(world.committee)

    async def send_and_fail() -> None:
        async with transaction(engine, ana) as session:
            assert await claim(session, world.committee.id, "one-form-key") is None
            raise ConnectionResetError

    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            await send_and_fail()


async def test_one_key_of_two_people_is_two_forms(engine: AsyncEngine, world: World) -> None:
    for person in (world.committee, world.host):
        async with transaction(engine, world.actor(person)) as session:
            assert await claim(session, person.id, "one-form-key") is None
