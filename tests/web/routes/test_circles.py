"""The page of a circle: who holds its key, who waits, and the two who hand it over."""

from __future__ import annotations

import pytest

from shelters.access.actor import DOOR, Role
from shelters.accounts.commands import join
from shelters.accounts.models import Person
from shelters.circles.admission import begin_anew, enter, invite
from shelters.sealing.locks import Lock
from tests.scene import Scene
from tests.web.conftest import Browser, ClientAs, parsed, submit
from tests.world import PASSPHRASE, lock_of_all, password_hash


async def colleague(scene: Scene, name: str) -> Person:
    """Let a second member of Mexico's committee in, who waits for the key."""
    async with scene.acting(scene.world.steward) as (session, steward):
        code = await invite(session, steward, scene.world.mx.id, Role.COMMITTEE)
    async with scene.acting(DOOR) as (session, _):
        person = await join(session, code, name, password_hash())
        await enter(session, person, code, lock_of_all())
    return person


async def words(browser: Browser) -> str:
    """Read the page."""
    return parsed(await browser.get("/circle")).get_text(" ", strip=True)


async def test_a_member_hands_the_key_to_whom_the_steward_invited(client_as: ClientAs, scene: Scene) -> None:
    await colleague(scene, "flora")
    ana = await client_as(scene.world.committee)
    assert "flora espera la llave" in await words(ana)
    wrong = await submit(ana, "/circle", "/circle/hand-over", passphrase="no es la frase de Ana")
    assert wrong.status_code == 422
    assert (await submit(ana, "/circle", "/circle/hand-over", passphrase=PASSPHRASE)).status_code == 303
    assert "flora tiene la llave" in await words(ana)


async def test_who_lost_her_passphrase_is_spoken_for_by_one_and_helped_by_another(
    client_as: ClientAs, scene: Scene
) -> None:
    flora = await colleague(scene, "flora")
    ana, carla = await client_as(scene.world.committee), await client_as(scene.world.steward)
    await submit(ana, "/circle", "/circle/hand-over", passphrase=PASSPHRASE)
    assert "Todas tienen su llave." in await words(carla)
    async with scene.acting(DOOR) as (session, _):
        await begin_anew(session, flora, Lock("otras seis palabras bien distintas"))
    assert "flora sin llave" in await words(carla)
    assert "Pide a dos compañeras" in await words(await client_as(flora))
    assert (await submit(carla, "/circle", "/circle/vouch")).status_code == 303
    assert "Respondiste por ella." in await words(carla)
    assert (await submit(ana, "/circle", "/circle/hand-over", passphrase=PASSPHRASE)).status_code == 303
    assert "flora tiene la llave" in await words(ana)


@pytest.mark.parametrize(("name", "value"), [("person", "nadie"), ("house", "ninguna"), ("person", "")])
async def test_a_form_that_names_nobody_finds_nobody(client_as: ClientAs, scene: Scene, name: str, value: str) -> None:
    await colleague(scene, "flora")
    ana = await client_as(scene.world.committee)
    answer = await submit(ana, "/circle", "/circle/hand-over", **{"passphrase": PASSPHRASE, name: value})
    assert answer.status_code == 404


async def test_a_host_sees_each_of_her_houses(client_as: ClientAs, scene: Scene) -> None:
    assert "Ceiba (inventada) berta tiene la llave" in await words(await client_as(scene.world.host))
