"""The page of an address: asked for with a passphrase, written where somebody could open it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import SECRET_ADDRESS, Scene
from tests.web.conftest import ClientAs, fields_of, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE

NEW: dict[str, str | list[str]] = {
    "code_name": "Casa Pochote (inventada)",
    "kind": "safe_house",
    "municipality": "Tlaxiaco, Oaxaca",
    "setting": "rural",
    "offers": ["cot", "land_and_garden"],
    "languages": ["mxv"],
    "sons_up_to": "11",
}


@pytest.mark.parametrize("who", ["planner", "steward", "committee"])
async def test_nobody_but_a_host_is_asked_for_a_passphrase(scene: Scene, client_as: ClientAs, who: str) -> None:
    browser = await client_as(getattr(scene.world, who))
    answer = await browser.get(f"/houses/{scene.ceiba.id}/address")
    assert answer.status_code == 403
    assert SECRET_ADDRESS not in answer.text


async def test_a_wrong_passphrase_opens_no_address_and_says_so_by_its_field(
    scene: Scene, client_as: ClientAs, superuser: AsyncEngine
) -> None:
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/address"
    answer = await submit(browser, path, path, passphrase="no es la frase de nadie")
    assert answer.status_code == 422
    assert parsed(answer).find(id="passphrase-error") is not None
    assert "no es la frase" not in answer.text
    assert SECRET_ADDRESS not in answer.text
    assert "address:opened" not in await recorded(superuser)


async def test_the_same_form_opens_an_address_again_when_a_page_is_reloaded(scene: Scene, client_as: ClientAs) -> None:
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/address"
    form = fields_of(parsed(await browser.get(path)), path) | {"passphrase": PASSPHRASE}
    for _ in range(2):
        assert SECRET_ADDRESS in (await browser.post(path, data=form)).text


async def test_more_than_ten_addresses_an_hour_are_too_many(scene: Scene, client_as: ClientAs) -> None:
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/address"
    form = fields_of(parsed(await browser.get(path)), path) | {"passphrase": PASSPHRASE}
    statuses = [(await browser.post(path, data=form)).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


async def test_a_house_without_a_host_has_no_place_to_write_its_address(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.steward)
    added = (await submit(browser, "/houses/new", "/houses", **NEW)).headers["location"]
    for form in ("/houses/new", f"{added}/change"):
        page = parsed(await browser.get(form))
        assert page.find(id="address") is None
        assert "cuando su anfitriona está invitada" in page.get_text()
    forced = await submit(browser, f"{added}/change", f"{added}/change", address="Camino de la prueba 3")
    assert forced.status_code == 422


async def test_a_host_whose_address_is_not_written_is_led_to_write_it(
    scene: Scene, client_as: ClientAs, superuser: AsyncEngine
) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("delete from circle_secret"))
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/address"
    page = parsed(await browser.get(path))
    assert "Todavía no está escrita" in page.get_text()
    assert page.find("a", href=f"/houses/{scene.ceiba.id}/change") is not None
