"""The arrival sheet over the pages: handed over by the host, opened by the committee that asked, gone afterwards."""

from __future__ import annotations

import gc

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.placement.answers import accept_proposal
from shelters.placement.disclosure import withdraw_overdue_sheets
from shelters.sealing.boxes import PrivateKey
from shelters.sealing.locks import Typed
from shelters.stays.models import Stay
from tests.scene import SECRET_ADDRESS, Scene
from tests.web.conftest import Browser, ClientAs, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE


async def accepted(scene: Scene, passphrase: str = "") -> Stay:
    """Bring a request to a confirmed stay in Ceiba, in one tap unless a passphrase comes with it."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(passphrase))


async def sheets(superuser: AsyncEngine) -> int:
    """Count the sheets that are kept."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from circle_secret where kind = 'sheet'")) or 0)


async def opened(browser: Browser, stay: Stay) -> str:
    """Open a sheet and give the page."""
    here = f"/stays/{stay.id}/sheet"
    return (await submit(browser, here, here, passphrase=PASSPHRASE)).text


def keys_alive() -> set[PrivateKey]:
    """Find every private key that the process holds; other tests may keep some of their own."""
    return {each for each in gc.get_objects() if isinstance(each, PrivateKey)}


async def test_after_one_tap_the_committee_is_told_that_the_sheet_is_to_come(client_as: ClientAs, scene: Scene) -> None:
    stay = await accepted(scene)
    page = parsed(await (await client_as(scene.world.committee)).get(f"/stays/{stay.id}/sheet"))
    assert "La casa todavía no la entrega" in page.get_text()
    assert page.find("form", action=f"/stays/{stay.id}/sheet") is None


async def test_a_host_hands_the_sheet_over_later(client_as: ClientAs, scene: Scene) -> None:
    stay = await accepted(scene)
    host, here = await client_as(scene.world.host), f"/stays/{stay.id}/hand-over"
    assert parsed(await host.get(f"/stays/{stay.id}")).find("a", href=here) is not None
    wrong = await submit(host, here, here, passphrase="no es la frase de Berta")
    assert wrong.status_code == 422
    assert (await submit(host, here, here, passphrase=PASSPHRASE)).headers["location"] == f"/stays/{stay.id}"
    assert "El comité ya la tiene." in (await host.get(f"/stays/{stay.id}")).text
    assert SECRET_ADDRESS in await opened(await client_as(scene.world.committee), stay)


async def test_a_sheet_that_is_handed_over_again_takes_the_place_of_the_first(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene, PASSPHRASE)
    host, here = await client_as(scene.world.host), f"/stays/{stay.id}/hand-over"
    change = f"/houses/{scene.ceiba.id}/change"
    await submit(host, change, change, address="Otro camino inventado 9")
    assert (await submit(host, here, here, passphrase=PASSPHRASE)).status_code == 303
    assert await sheets(superuser) == 1
    page = await opened(await client_as(scene.world.committee), stay)
    assert "Otro camino inventado 9" in page
    assert SECRET_ADDRESS not in page


async def test_without_an_address_there_is_nothing_to_hand_over_and_a_bed_is_promised_all_the_same(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("delete from circle_secret"))
    stay = await accepted(scene, PASSPHRASE)
    host, here = await client_as(scene.world.host), f"/stays/{stay.id}/hand-over"
    refused = await submit(host, here, here, passphrase=PASSPHRASE)
    assert refused.status_code == 409
    assert "Escribe primero la dirección" in refused.text


@pytest.mark.parametrize("step", ["cancel", "missed", "arrive+depart"])
async def test_when_a_stay_ends_its_sheet_is_gone(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, step: str
) -> None:
    stay = await accepted(scene, PASSPHRASE)
    assert await sheets(superuser) == 1
    host = await client_as(scene.world.host)
    for each in step.split("+"):
        assert (await submit(host, f"/stays/{stay.id}", f"/stays/{stay.id}/{each}")).status_code == 303
    assert await sheets(superuser) == 0
    over = await submit(host, f"/stays/{stay.id}/hand-over", f"/stays/{stay.id}/hand-over", passphrase=PASSPHRASE)
    assert over.status_code == 409


async def test_a_sheet_is_taken_back_when_the_nights_are_over_and_nobody_said_so(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene, PASSPHRASE)
    async with scene.acting(MATCHER) as (session, _):
        assert await withdraw_overdue_sheets(session) == 0
    async with superuser.begin() as connection:
        earlier = text("update stay set first = first - 30, until = until - 30 where id = :id")
        await connection.execute(earlier, {"id": stay.id})
    async with scene.acting(MATCHER) as (session, _):
        assert await withdraw_overdue_sheets(session) == 1


async def test_no_key_is_left_alive_after_a_request_that_opened_something(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene)
    before = keys_alive()
    host, committee = await client_as(scene.world.host), await client_as(scene.world.committee)
    here = f"/stays/{stay.id}/hand-over"
    await submit(host, here, here, passphrase=PASSPHRASE)
    assert SECRET_ADDRESS in await opened(committee, stay)
    await submit(host, here, here, passphrase="no es la frase de Berta")
    assert keys_alive() == before
    # The control: the scan finds a key that somebody keeps.
    kept = PrivateKey(bytes(32))
    assert keys_alive() - before == {kept}
    assert "arrival_sheet:opened" in await recorded(superuser)
