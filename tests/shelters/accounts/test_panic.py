"""One press shuts an account everywhere; under duress there is nothing to be seen; two colleagues open it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shelters.access.actor import DOOR, OPERATOR, Actor, Role
from shelters.accounts import comeback
from shelters.accounts import commands as accounts
from shelters.accounts.comeback import say_it_is_she
from shelters.accounts.models import FOUNDING, Person
from shelters.accounts.panic import colleague_shut_out, freeze, unfreeze
from shelters.accounts.passwords import hash_now
from shelters.accounts.sessions import signed_in
from shelters.accounts.totp import code_at, step_of
from shelters.circles.admission import invite
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.news.commands import settle
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.door import Door
from tests.scene import Scene
from tests.world import PASSPHRASE, open_session

Saying = Callable[[AsyncSession, Actor, UUID], Awaitable[object]]
Entering = Callable[[AsyncSession], Awaitable[object]]
DURESS = "otra frase para el peligro"


async def shut(scene: Scene, person: Person) -> None:
    """Let somebody shut her account."""
    async with scene.acting(person) as (session, _):
        await freeze(session, person)


async def under_duress(scene: Scene, superuser: AsyncEngine) -> tuple[Door, str]:
    """Give the committee's member a passphrase for duress, and let her be made to sign in with it."""
    async with superuser.begin() as connection:
        hashed = {"hash": hash_now(DURESS)}
        await connection.execute(text("update person set duress_hash = :hash where name = 'ana'"), hashed)
    door = Door(scene.engine, scene.keyring)
    half = await door.passphrase("ana", DURESS)
    return door, await door.code(half, code_at(await door.seed(half), step_of(now())))


async def told(superuser: AsyncEngine) -> list[str]:
    """List what was told, to the committee and to stewards."""
    async with superuser.connect() as connection:
        open_ = "select kind from news where settled_at is null and reader <> 'planner'"
        return list(await connection.scalars(text(open_)))


async def another(scene: Scene, *, joined_at: datetime = FOUNDING) -> Person:
    """Add a second member of the committee, who has long been there unless a day is given."""
    ana = scene.world.committee
    other = Person(network_id=ana.network_id, name="otra", role="committee", password_hash="x", joined_at=joined_at)
    async with transaction(scene.engine, DOOR) as session:
        session.add(other)
    return other


async def test_every_session_of_a_shut_account_is_dead_and_her_colleagues_know(
    scene: Scene, superuser: AsyncEngine
) -> None:
    ana = scene.world.committee
    tokens = [await open_session(scene.engine, ana) for _ in range(3)]
    hers = await open_session(scene.engine, scene.world.host)
    await shut(scene, ana)
    door = Door(scene.engine, scene.keyring)
    assert [await door.inside(token) for token in (*tokens, hers)] == [False, False, False, True]
    assert await told(superuser) == ["account_frozen"] * 2
    with pytest.raises(InvalidInputError):
        await door.passphrase("ana")


async def test_shutting_it_twice_tells_it_once(scene: Scene, superuser: AsyncEngine) -> None:
    await shut(scene, scene.world.committee)
    await shut(scene, scene.world.committee)
    async with superuser.connect() as connection:
        lines = await connection.scalar(text("select count(*) from audit_record where action = 'account:frozen'"))
    assert (lines, await told(superuser)) == (1, ["account_frozen"] * 2)


async def test_under_duress_a_session_opens_in_which_there_is_nothing(scene: Scene, superuser: AsyncEngine) -> None:
    await scene.file()
    real = await open_session(scene.engine, scene.world.committee)
    door, token = await under_duress(scene, superuser)
    assert not await door.inside(real), "her own account is shut at that moment"
    async with transaction(scene.engine, DOOR) as session:
        who = await signed_in(session, token, Settings())
    assert who is not None
    assert who.actor.network_id != scene.world.mx.id
    async with scene.acting(who.actor) as (session, _):
        for table in ("request", "house", "proposal", "stay", "person"):
            assert await session.scalar(text(f"select count(*) from {table}")) == 0  # noqa: S608 - constants
    assert await told(superuser) == ["account_frozen"] * 2


async def test_under_duress_one_can_come_in_again_and_still_sees_nothing(scene: Scene, superuser: AsyncEngine) -> None:
    door, _ = await under_duress(scene, superuser)
    half = await door.passphrase("ana", DURESS)
    async with transaction(scene.engine, DOOR) as session:
        await session.execute(text("update second_factor set last_step = 0"))
    assert half
    with pytest.raises(InvalidInputError):
        await door.passphrase("ana", PASSPHRASE)


async def test_two_colleagues_open_an_account_again_and_one_alone_does_not(
    scene: Scene, superuser: AsyncEngine
) -> None:
    ana, carla = scene.world.committee, scene.world.steward
    other = await another(scene)
    await shut(scene, ana)
    door = Door(scene.engine, scene.keyring)
    async with scene.acting(carla) as (session, actor):
        assert await unfreeze(session, actor, ana.id) is False
    with pytest.raises(ConflictError, match="Ya lo dijiste"):
        async with scene.acting(carla) as (session, actor):
            await unfreeze(session, actor, ana.id)
    with pytest.raises(InvalidInputError):
        await door.passphrase("ana")
    async with scene.acting(other) as (session, actor):
        assert (await colleague_shut_out(session, actor, ana.id))[1] is True
        assert await unfreeze(session, actor, ana.id) is True
    assert await door.passphrase("ana")
    assert await told(superuser) == []
    with pytest.raises(ConflictError, match="no está cerrada"):
        async with scene.acting(other) as (session, actor):
            await unfreeze(session, actor, ana.id)


async def test_nobody_of_another_network_or_role_opens_an_account(scene: Scene, keyring: Keyring) -> None:
    ana = scene.world.committee
    await shut(scene, ana)
    for person in (scene.world.committee_gt, scene.world.host, scene.world.planner):
        for doing in (unfreeze, colleague_shut_out):
            with pytest.raises((NotFoundError, NotAllowedError)):
                async with scene.acting(person) as (session, actor):
                    await doing(session, actor, ana.id)


@pytest.mark.parametrize("saying", [unfreeze, say_it_is_she])
async def test_whoever_came_after_her_and_lately_cannot_answer_for_her(scene: Scene, saying: Saying) -> None:
    ana = scene.world.committee
    puppet = await another(scene, joined_at=now() - timedelta(days=29))
    await shut(scene, ana)
    async with scene.acting(scene.world.steward) as (session, actor):
        await saying(session, actor, ana.id)
    with pytest.raises(ConflictError, match="hace menos de 30 días"):
        async with scene.acting(puppet) as (session, actor):
            await saying(session, actor, ana.id)
    async with transaction(scene.engine, OPERATOR) as session:
        known = now() - timedelta(days=30)
        await session.execute(text("update person set joined_at = :at where name = 'otra'"), {"at": known})
    async with scene.acting(puppet) as (session, actor):
        assert await saying(session, actor, ana.id)


async def test_of_a_young_network_those_who_were_there_before_her_answer(scene: Scene) -> None:
    first, later = now() - timedelta(days=3), now() - timedelta(days=2)
    other = await another(scene, joined_at=first)
    async with transaction(scene.engine, OPERATOR) as session:
        await session.execute(text("update person set joined_at = :at where name = 'ana'"), {"at": later})
    await shut(scene, scene.world.committee)
    async with scene.acting(other) as (session, actor):
        assert await unfreeze(session, actor, scene.world.committee.id) is False


@pytest.mark.parametrize("saying", [unfreeze, say_it_is_she])
@pytest.mark.parametrize("gone", ["active = false", "frozen_at = now()"])
async def test_the_word_of_whoever_is_shut_out_counts_no_more(
    scene: Scene, superuser: AsyncEngine, saying: Saying, gone: str
) -> None:
    ana, other = scene.world.committee, await another(scene)
    await shut(scene, ana)
    async with scene.acting(other) as (session, actor):
        assert not await saying(session, actor, ana.id)
    async with superuser.begin() as connection:
        await connection.execute(text(f"update person set {gone} where name = 'otra'"))  # noqa: S608 - constants
    async with scene.acting(scene.world.steward) as (session, actor):
        assert not await saying(session, actor, ana.id), "hers is the first word again"


async def test_an_account_that_was_shut_leaves_no_way_in_behind(scene: Scene, superuser: AsyncEngine) -> None:
    steward, ana, other = scene.world.steward, scene.world.committee, await another(scene)
    async with scene.acting(steward) as (session, actor):
        code = await invite(session, actor, steward.network_id, Role.COMMITTEE)
    async with scene.acting(ana) as (session, actor):
        await say_it_is_she(session, actor, steward.id)
    async with scene.acting(other) as (session, actor):
        anew = await say_it_is_she(session, actor, steward.id)
    await shut(scene, steward)
    for person in (ana, other):
        async with scene.acting(person) as (session, actor):
            await unfreeze(session, actor, steward.id)
    for entering in (join(code), come_back(str(anew))):
        with pytest.raises(NotFoundError):
            async with transaction(scene.engine, DOOR) as session:
                await entering(session)


def join(code: str) -> Entering:
    """Use an invitation."""
    return lambda session: accounts.join(session, code, "flor", "x")


def come_back(code: str) -> Entering:
    """Use the code of whoever lost her passphrase."""
    return lambda session: comeback.come_back(session, code, "x")


async def test_where_too_few_are_left_to_open_it_the_regional_team_is_told(
    scene: Scene, superuser: AsyncEngine
) -> None:
    async def alone() -> int:
        async with superuser.connect() as connection:
            found = await connection.scalar(text("select count(*) from news where kind = 'account_frozen_alone'"))
            return int(found or 0)

    # Of her network the steward is left, and nobody else who could answer for her.
    await shut(scene, scene.world.committee)
    assert await alone() == 1


async def test_the_regional_team_opens_the_account_of_one_of_its_own(scene: Scene) -> None:
    dora = scene.world.planner
    async with transaction(scene.engine, DOOR) as session:
        others = [Person(network_id=dora.network_id, name=name, role="planner", password_hash="x") for name in "xyz"]
        session.add_all(others)
    await shut(scene, dora)
    said = []
    for person in others[:2]:
        async with scene.acting(person) as (session, actor):
            said.append(await unfreeze(session, actor, dora.id))
    assert said == [False, True]


async def test_nobody_alone_takes_it_off_the_board(scene: Scene, superuser: AsyncEngine) -> None:
    await shut(scene, scene.world.host)
    async with superuser.connect() as connection:
        of_committee = text("select id from news where reader = 'committee'")
        news_id = await connection.scalar(of_committee)
    assert news_id is not None
    with pytest.raises(ConflictError, match="se quita solo"):
        async with scene.acting(scene.world.committee) as (session, actor):
            await settle(session, actor, news_id)


async def test_what_was_opened_under_duress_ends_when_her_account_opens(scene: Scene, superuser: AsyncEngine) -> None:
    other = await another(scene)
    door, token = await under_duress(scene, superuser)
    assert await door.inside(token)
    for person in (scene.world.steward, other):
        async with scene.acting(person) as (session, actor):
            await unfreeze(session, actor, scene.world.committee.id)
    assert not await door.inside(token)
