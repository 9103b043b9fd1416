"""An hour has so many openings for one person, also when she asks for all of them at once."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.capacity.addresses import open_address
from shelters.circles.reveal import MOST_IN_AN_HOUR
from shelters.errors import TooOftenError
from shelters.news.queries import open_news
from shelters.sealing.locks import Typed
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE

_TOO_MUCH = "Alguien quiso abrir demasiado en una hora"


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


async def test_one_too_many_is_told_to_the_steward_of_her_network_and_says_nothing_of_what(
    client_as: ClientAs, scene: Scene
) -> None:
    world = scene.world
    steward, browser = await client_as(world.steward), await client_as(world.host)
    page = f"/houses/{scene.ceiba.id}/address"
    for _ in range(MOST_IN_AN_HOUR):
        assert await _open(scene)
    assert _TOO_MUCH not in (await steward.get("/houses")).text, "as many as work asks for are no news"
    for _ in range(2):
        assert (await submit(browser, page, page, passphrase=PASSPHRASE)).status_code == 429
    alerts = [each.get_text(" ", strip=True) for each in parsed(await steward.get("/houses")).select("section.alert")]
    assert [_TOO_MUCH in each for each in alerts] == [True], "twice too many is told once"
    assert not {"berta", "Ceiba"} & set(alerts[0].split())
    for other in (world.committee, world.host, world.planner, world.committee_gt):
        async with scene.acting(other) as (session, actor):
            assert await open_news(session, actor) == []
    settle = parsed(await steward.get("/news")).select_one("form[action$='/settle']")
    assert settle is not None
    assert (await submit(steward, "/news", str(settle["action"]))).headers["location"] == "/houses"
    assert _TOO_MUCH not in (await steward.get("/news")).text
