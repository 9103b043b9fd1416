"""A seized server: its disk with all of its configuration opens no address, and neither does who looks after it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import MATCHER, OPERATOR, Actor, Role
from shelters.capacity.addresses import open_address
from shelters.circles.models import PersonLock, Secret, Share
from shelters.errors import AbrigoError
from shelters.placement.answers import accept_proposal
from shelters.requests.notes import write_note
from shelters.sealing.boxes import PrivateKey, open_box, open_key
from shelters.sealing.envelope import Place, Sealed, TamperedError, open_data_key, unseal
from shelters.sealing.locks import Typed
from tests.scene import SECRET_ADDRESS, Scene
from tests.world import PASSPHRASE

NAME = "Nombre Verdadero Inventado"


async def filled(scene: Scene) -> None:
    """Bring a case as far as it goes: an address, a sheet, a name."""
    request = await scene.file()
    async with scene.acting(scene.world.committee) as (session, actor):
        await write_note(session, actor, scene.keyring, request.id, {"kind": "names", "text": NAME})
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))


async def boxes(scene: Scene, superuser: AsyncEngine) -> AsyncIterator[tuple[Secret, Sealed]]:
    """Take every envelope off, as whoever has the disk and the keyring can."""
    async with superuser.connect() as connection:
        rows = (await connection.execute(select(Secret))).all()
    for row in rows:
        secret = Secret(**{name: row._mapping[name] for name in Secret.model_fields})  # noqa: SLF001 - SQLAlchemy's own
        data_key = open_data_key(scene.keyring, secret.data_key, secret.place("data_key"))
        yield secret, Sealed(b64decode(unseal(data_key, secret.closed, secret.place("closed"))))


async def keys_on_disk(superuser: AsyncEngine, passphrases: list[str]) -> list[PrivateKey]:
    """List the private keys that come out of the database with these passphrases: people's, and their circles'."""
    async with superuser.connect() as connection:
        locks = (await connection.execute(select(PersonLock))).all()
        shares = (await connection.execute(select(Share))).all()
    found = []
    for lock in locks:
        place = Place("person_lock", "locked", lock.person_id, lock.network_id)
        for passphrase in passphrases:
            try:
                found.append(Typed(passphrase).unlock(lock.locked, place))
            except TamperedError:
                continue
    for share in shares:
        place = Place("circle_share", "closed", share.id, share.network_id)
        for own in list(found):
            try:
                found.append(open_key(own, share.closed, place))
            except TamperedError:
                continue
    return found


async def read_with(scene: Scene, superuser: AsyncEngine, keys: list[PrivateKey]) -> str:
    """Give everything that these keys open."""
    read = []
    async for secret, box in boxes(scene, superuser):
        for key in keys:
            try:
                read.append(str(open_box(key, box, secret.place("closed"))))
            except TamperedError:
                continue
    return "\n".join(read)


async def test_the_disk_with_the_keyring_opens_nothing_that_is_sealed_to_people(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await filled(scene)
    wrong = await keys_on_disk(superuser, ["una frase que alguien probó"])
    assert wrong == []
    everything = [box.blob async for _, box in boxes(scene, superuser)]
    assert len(everything) == 8
    assert not [blob for blob in everything if SECRET_ADDRESS.encode() in blob or NAME.encode() in blob]
    assert await read_with(scene, superuser, wrong) == ""


async def test_the_control_with_a_members_passphrase_opens_what_is_hers(scene: Scene, superuser: AsyncEngine) -> None:
    await filled(scene)
    read = await read_with(scene, superuser, await keys_on_disk(superuser, [PASSPHRASE]))
    assert SECRET_ADDRESS in read
    assert NAME in read


@pytest.mark.parametrize("who", ["steward", "planner", "operator", "matcher"])
async def test_no_administrator_opens_an_address_whatever_she_types(scene: Scene, who: str) -> None:
    actor = {"operator": OPERATOR, "matcher": MATCHER}.get(who) or scene.world.actor(getattr(scene.world, who))
    async with scene.acting(actor) as (session, _):
        with pytest.raises(AbrigoError):
            await open_address(session, actor, scene.keyring, scene.ceiba.id, Typed(PASSPHRASE))


async def test_who_becomes_a_host_in_the_database_alone_holds_no_key(scene: Scene) -> None:
    """Whoever writes rows can make herself anything but a holder of a key that nobody handed her."""
    carla = scene.world.steward
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(text("update person set role = 'host' where id = :id"), {"id": carla.id})
    intruder = Actor(Role.HOST, carla.id, carla.network_id, frozenset({scene.ceiba.id}))
    async with scene.acting(intruder) as (session, _):
        with pytest.raises(AbrigoError):
            await open_address(session, intruder, scene.keyring, scene.ceiba.id, Typed(PASSPHRASE))
