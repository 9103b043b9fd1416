"""One press shuts an account everywhere; under duress there is nothing to be seen; two colleagues open it again."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR
from shelters.accounts.models import Person
from shelters.accounts.panic import colleague_shut_out, freeze, unfreeze
from shelters.accounts.passwords import hash_now
from shelters.accounts.sessions import signed_in
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.door import Door
from tests.scene import Scene
from tests.world import PASSPHRASE, open_session

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
    """List what the committee was told."""
    async with superuser.connect() as connection:
        return list(await connection.scalars(text("select kind from news where settled_at is null")))


async def test_every_session_of_a_shut_account_is_dead_and_her_colleagues_know(
    scene: Scene, superuser: AsyncEngine
) -> None:
    ana = scene.world.committee
    tokens = [await open_session(scene.engine, ana) for _ in range(3)]
    hers = await open_session(scene.engine, scene.world.host)
    await shut(scene, ana)
    door = Door(scene.engine, scene.keyring)
    assert [await door.inside(token) for token in (*tokens, hers)] == [False, False, False, True]
    assert await told(superuser) == ["account_frozen"]
    with pytest.raises(InvalidInputError):
        await door.passphrase("ana")


async def test_shutting_it_twice_tells_it_once(scene: Scene, superuser: AsyncEngine) -> None:
    await shut(scene, scene.world.committee)
    await shut(scene, scene.world.committee)
    async with superuser.connect() as connection:
        lines = await connection.scalar(text("select count(*) from audit_record where action = 'account:frozen'"))
    assert (lines, await told(superuser)) == (1, ["account_frozen"])


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
    assert await told(superuser) == ["account_frozen"]


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
    other = Person(network_id=ana.network_id, name="otra", role="committee", password_hash=ana.password_hash)
    async with transaction(scene.engine, DOOR) as session:
        session.add(other)
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
