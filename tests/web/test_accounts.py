"""Signing in and out, as people do it."""

from __future__ import annotations

from tests.web.conftest import ClientAs, submit
from tests.world import PASSPHRASE, World


async def test_name_and_passphrase_open_a_session_that_starts_where_the_role_works(
    client_as: ClientAs, world: World
) -> None:
    browser = await client_as(None)
    entered = await submit(browser, "/sign-in", "/sign-in", name="Ana ", passphrase=PASSPHRASE)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    started = await browser.get("/")
    assert (started.status_code, started.headers["location"]) == (303, "/today")


async def test_signing_out_ends_the_session(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    assert (await browser.get("/design")).status_code == 200
    left = await submit(browser, "/design", "/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert (await browser.get("/design")).headers["location"] == "/sign-in"
