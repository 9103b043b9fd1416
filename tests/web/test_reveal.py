"""An hour has so many openings for one person, also when she asks for all of them at once."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.capacity.addresses import open_address
from shelters.circles.reveal import MOST_IN_AN_HOUR
from shelters.errors import TooOftenError
from shelters.sealing.locks import Typed
from tests.scene import Scene
from tests.web.conftest import ClientAs, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE


async def _open(scene: Scene) -> bool:
    async with scene.acting(scene.world.host) as (session, actor):
        try:
            await open_address(session, actor, scene.keyring, scene.ceiba.id, Typed(PASSPHRASE))
        except TooOftenError:
            return False
        return True


async def test_of_many_openings_at_once_no_more_than_the_hour_has_are_answered(
    scene: Scene, superuser: AsyncEngine
) -> None:
    opened = await asyncio.gather(*(_open(scene) for _ in range(MOST_IN_AN_HOUR + 6)))
    assert sum(opened) == MOST_IN_AN_HOUR
    assert (await recorded(superuser)).count("address:opened") == MOST_IN_AN_HOUR


async def test_one_too_many_and_a_wrong_passphrase_are_in_the_record(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser, page = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/address"
    assert (await submit(browser, page, page, passphrase="no es la suya")).status_code == 422
    assert (await recorded(superuser))[-1] == "action:refused"
    for _ in range(MOST_IN_AN_HOUR):
        assert await _open(scene)
    assert (await submit(browser, page, page, passphrase=PASSPHRASE)).status_code == 429
    assert (await recorded(superuser))[-2:] == ["address:opened", "action:refused"]
