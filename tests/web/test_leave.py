"""Salir ya leads away at once, whatever state the page is in, and leaves as little as a browser allows."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.web.conftest import ORIGIN, ClientAs, submit
from tests.world import World
from web import cookies


async def test_leaving_ends_the_session_and_empties_the_browser(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    token = str(browser.cookies[cookies.SESSION])
    left = await submit(browser, "/help", "/leave")
    assert (left.status_code, left.headers["location"]) == (303, "/weather")
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    browser.cookies.set(cookies.SESSION, token, domain="testserver.local")
    assert (await browser.get("/help")).headers["location"] == "/sign-in"


async def test_a_page_of_an_older_session_leads_away_and_ends_this_one(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    left = await browser.post("/leave", headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"})
    assert left.headers["location"] == "/weather"
    assert (await browser.get("/help")).headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
async def test_another_site_cannot_end_a_session(client_as: ClientAs, world: World, headers: dict[str, str]) -> None:
    browser = await client_as(world.committee)
    left = await browser.post("/leave", headers=headers)
    assert "clear-site-data" not in left.headers
    assert (await browser.get("/help")).status_code == 200


async def test_someone_already_signed_out_is_led_away_all_the_same(client_as: ClientAs) -> None:
    left = await (await client_as(None)).post("/leave", headers={"sec-fetch-site": "same-origin"})
    assert (left.status_code, left.headers["location"]) == (303, "/weather")


async def test_the_page_one_is_led_to_says_nothing_of_the_person_or_of_us(client_as: ClientAs, world: World) -> None:
    stranger = await (await client_as(None)).get("/weather")
    known = await (await client_as(world.committee)).get("/weather")
    assert stranger.text == known.text
    page = BeautifulSoup(known.text, "html.parser")
    assert not page.select("form, a, script")
    assert "Agenda" not in known.text
    assert [link["href"] for link in page.select("link")] == ["/weather/sky.css"]


async def test_what_that_page_loads_empties_the_cache_once_more(client_as: ClientAs) -> None:
    """A page enters the back-forward cache after the answer that left it was read."""
    style = await (await client_as(None)).get("/weather/sky.css")
    assert style.headers["clear-site-data"] == '"cache"'
    assert style.headers["cache-control"] == "no-store"
    assert style.headers["content-type"].startswith("text/css")
