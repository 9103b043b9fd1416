"""The page on which somebody says where notices go: she alone, where there is a relay, and nobody reads it back."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from shelters.settings import Settings
from tests.web.conftest import ORIGIN, ClientAs, fields_of, parsed, submit
from tests.world import World

HERE = "/account/notices"
ADDRESS = "nadie@ejemplo.invalid"


@pytest.fixture
def with_relay(app: FastAPI, settings: Settings) -> FastAPI:
    """Serve with a relay."""
    app.state.settings = settings.model_copy(update={"relay": "127.0.0.1:2525"})
    return app


async def test_she_sets_and_removes_it_and_no_page_shows_it(
    client_as: ClientAs, with_relay: FastAPI, world: World
) -> None:
    browser = await client_as(world.host)
    assert parsed(await browser.get("/sessions")).find("a", href=HERE) is not None
    assert (await submit(browser, HERE, HERE, address=f" {ADDRESS} ")).headers["location"] == HERE
    page = await browser.get(HERE)
    assert "Hay una guardada" in page.text
    assert ADDRESS not in page.text
    assert (await submit(browser, HERE, f"{HERE}/remove")).headers["location"] == HERE
    assert "Hay una guardada" not in (await browser.get(HERE)).text


async def test_what_is_no_address_is_refused_in_words(client_as: ClientAs, with_relay: FastAPI, world: World) -> None:
    refused = await submit(await client_as(world.host), HERE, HERE, address="berta")
    assert refused.status_code == 422
    assert parsed(refused).find(id="address-error") is not None


async def test_without_a_relay_nothing_is_kept_and_no_page_leads_there(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.host)
    assert parsed(await browser.get("/sessions")).find("a", href=HERE) is None
    # Whoever sends the form all the same, by hand.
    form = fields_of(parsed(await browser.get("/sessions")), "/sign-out-everywhere") | {"address": ADDRESS}
    answer = await browser.post(HERE, data=form, headers={"origin": ORIGIN})
    assert (answer.status_code, "Aquí no se mandan avisos." in answer.text) == (422, True)
