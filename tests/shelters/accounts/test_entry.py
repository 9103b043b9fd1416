"""Nobody is in before both her passphrase and her code were shown, and guessing either is slow."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR
from shelters.accounts import entry
from shelters.accounts.attempts import count_attempt, forget_old_attempts, forgive, wait_after
from shelters.accounts.factors import new_recovery_codes
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError, SignedOutError, TooOftenError
from shelters.sealing.keyring import Keyring
from tests.door import Door
from tests.world import PASSPHRASE, World, make_world

# As a telephone with a Japanese keyboard writes digits.
FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """Store networks and people."""
    return await make_world(engine)


@pytest.fixture
def door(engine: AsyncEngine, keyring: Keyring) -> Door:
    """Stand at the door."""
    return Door(engine, keyring)


async def test_a_passphrase_alone_opens_nothing_and_the_code_gives_a_new_token(
    door: Door, superuser: AsyncEngine, world: World
) -> None:
    half = await door.passphrase(" ANA ")
    assert not await door.inside(half)
    whole = await door.code(half, code_at(await door.seed(half), step_of(now())))
    assert await door.inside(whole)
    assert not await door.inside(half)
    async with superuser.connect() as connection:
        stored = str((await connection.execute(text("select * from live_session"))).all())
    assert whole not in stored
    assert half not in stored


async def test_a_half_open_session_is_spent_by_its_code(door: Door, world: World) -> None:
    half = await door.passphrase("ana")
    seed = await door.seed(half)
    await door.code(half, code_at(seed, step_of(now())))
    with pytest.raises(SignedOutError):
        await door.code(half, code_at(seed, step_of(now()) + 1))
    with pytest.raises(SignedOutError):
        await door.seed(half)


async def test_a_wrong_name_a_wrong_passphrase_and_a_person_who_left_get_one_answer(
    door: Door, superuser: AsyncEngine, world: World
) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("update person set active = false where name = 'carla'"))
        await connection.execute(text("update person set frozen_at = now() where name = 'berta'"))
    said = set()
    for name, passphrase in [
        ("nadie", PASSPHRASE),
        ("ana", "otra frase muy larga"),
        ("carla", PASSPHRASE),
        ("berta", PASSPHRASE),
        ("", ""),
        ("ana", "x" * 9000),
    ]:
        with pytest.raises(InvalidInputError) as refused:
            await door.passphrase(name, passphrase)
        said.add(repr((refused.value.field, refused.value.message, refused.value.values, refused.value.others)))
    assert len(said) == 1


async def test_a_code_holds_once_and_only_around_its_half_minute(door: Door, world: World) -> None:
    _, seed = await door.enter("ana")
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        step = step_of(now())
        for near, opens in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
            half = await door.passphrase("ana")
            if opens:
                assert await door.inside(await door.code(half, code_at(seed, step + near)))
            for wrong in (code_at(seed, step + near), "", "000000 000000"):
                with pytest.raises((InvalidInputError, SignedOutError)):
                    await door.code(half, wrong)
            async with transaction(door.engine, DOOR) as session:
                await forgive(session, "code", str(world.committee.id))


async def test_a_code_is_read_as_people_write_it(door: Door, world: World) -> None:
    _, seed = await door.enter("ana")
    for minutes, spelling in ((5, "{0} {1}"), (10, "{0}-{1}"), (15, " {0}{1}\u00a0")):
        with time_machine.travel(now() + timedelta(minutes=minutes), tick=False):
            code = code_at(seed, step_of(now()))
            written = spelling.format(code[:3], code[3:]).translate(FULL_WIDTH)
            assert await door.inside(await door.code(await door.passphrase("ana"), written))


async def test_a_code_from_paper_works_once_and_new_ones_end_the_old(door: Door, world: World) -> None:
    await door.enter("ana")
    async with transaction(door.engine, DOOR) as session:
        old = await new_recovery_codes(session, world.committee)
        codes = await new_recovery_codes(session, world.committee)
    assert len({*old, *codes}) == 16
    assert await door.inside(await door.code(await door.passphrase("ana"), codes[0].lower().replace("-", " ")))
    for spent in (codes[0], old[1]):
        with pytest.raises(InvalidInputError):
            await door.code(await door.passphrase("ana"), spent)


async def test_the_record_says_with_what_she_came_in(door: Door, world: World, superuser: AsyncEngine) -> None:
    half = await door.passphrase("ana")
    await door.code(half, code_at(await door.seed(half), step_of(now())))
    async with transaction(door.engine, DOOR) as session:
        code, *_ = await new_recovery_codes(session, world.committee)
    await door.code(await door.passphrase("ana"), code)
    lines = "select details ->> 'factor', subject_id from audit_record where action = 'session:opened' order by seq"
    async with superuser.connect() as connection:
        told = (await connection.execute(text(lines))).all()
    assert [tuple(line) for line in told] == [("code", world.committee.id), ("paper", world.committee.id)]


async def test_a_seed_that_was_confirmed_is_never_shown_again(door: Door, world: World) -> None:
    await door.enter("ana")
    half = await door.passphrase("ana")
    async with transaction(door.engine, DOOR) as session:
        assert await entry.seed_to_set_up(session, door.keyring, half) is None


async def test_a_seed_that_was_not_confirmed_is_drawn_anew(door: Door, world: World) -> None:
    assert await door.seed(await door.passphrase("ana")) != await door.seed(await door.passphrase("ana"))


async def test_most_of_fifty_guesses_must_wait_and_a_known_device_need_not(door: Door, world: World) -> None:
    whole, seed = await door.enter("ana")
    async with transaction(door.engine, DOOR) as session:
        device = await entry.know_device(session, whole)
    waited = 0
    for _ in range(50):
        try:
            await door.passphrase("ana", "no es esta frase")
        except TooOftenError:
            waited += 1
        except InvalidInputError:
            pass
    assert waited >= 40
    with pytest.raises(TooOftenError):
        await door.passphrase("ana", PASSPHRASE)
    half = await door.passphrase("ana", PASSPHRASE, device)
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        assert await door.inside(await door.code(half, code_at(seed, step_of(now()))))


async def test_a_device_helps_only_the_person_who_came_in_on_it(door: Door, world: World) -> None:
    whole, _ = await door.enter("ana")
    async with transaction(door.engine, DOOR) as session:
        device = await entry.know_device(session, whole)
        assert (await entry.claim(session, "ana", device)).device == device
        assert (await entry.claim(session, "berta", device)).device is None
        assert (await entry.claim(session, "ana", "made-up")).device is None
        assert (await entry.claim(session, "nadie", device)).device is None


async def test_waiting_grows_with_each_failure_and_is_forgotten_in_a_day(engine: AsyncEngine) -> None:
    waits = [wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 10, 15, 100)]
    assert waits == [0, 0, 1, 2, 32, 900, 900]
    began = now()

    async def attempt(later: timedelta) -> bool:
        with time_machine.travel(began + later, tick=False):
            try:
                async with transaction(engine, DOOR) as session:
                    await count_attempt(session, "name", "somebody")
            except TooOftenError:
                return False
            return True

    assert [await attempt(timedelta(0)) for _ in range(6)] == [True] * 5 + [False]
    assert await attempt(timedelta(seconds=2))
    assert not await attempt(timedelta(seconds=3))
    assert await attempt(timedelta(days=2))
    assert await attempt(timedelta(days=2))
    with time_machine.travel(began + timedelta(days=4), tick=False):
        async with transaction(engine, DOOR) as session:
            await forget_old_attempts(session)
            assert await session.scalar(text("select count(*) from attempt")) == 0


async def test_guessing_codes_is_slow_too(door: Door, world: World) -> None:
    half = await door.passphrase("ana")
    ends = []
    for _ in range(8):
        try:
            await door.code(half, "000000")
        except (InvalidInputError, TooOftenError) as error:
            ends.append(type(error).__name__)
    assert ends == ["InvalidInputError"] * 5 + ["TooOftenError"] * 3


async def test_a_hash_of_older_days_is_made_anew_when_its_passphrase_is_shown(
    door: Door, superuser: AsyncEngine, world: World
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSPHRASE)
    async with superuser.begin() as connection:
        await connection.execute(text("update person set password_hash = :weak where name = 'ana'"), {"weak": weak})
    with pytest.raises(InvalidInputError):
        await door.passphrase("ana", "no es esta frase")
    for _ in range(2):
        await door.passphrase("ana")
    async with superuser.connect() as connection:
        kept = str(await connection.scalar(text("select password_hash from person where name = 'ana'")))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_of_two_who_try_at_once_neither_is_told_to_wait(engine: AsyncEngine) -> None:
    async with transaction(engine, DOOR) as ahead:
        await count_attempt(ahead, "name", "ana")
        # Counted at a moment that lies after the one at which the other began to wait.
        await ahead.execute(text("update attempt set last_at = last_at + interval '5 seconds'"))
    async with transaction(engine, DOOR) as behind:
        await count_attempt(behind, "name", "ana")
