"""Every answer carries the same strict headers, and every cookie the same strict settings."""

from __future__ import annotations

import re

import httpx2
import pytest
from fastapi import FastAPI

from tests.web.conftest import ClientAs, prove, submit
from tests.web.site import ways_into
from tests.world import PASSPHRASE, World
from web.headers import ALWAYS, CONTENT_POLICY

STRICT = re.compile(
    r"__Host-[a-z]+=[^;]*;(?: expires=[^;]+;)? HttpOnly;(?: Max-Age=\d+;)? Path=/; SameSite=lax; Secure"
)


def assert_strict(answer: httpx2.Response) -> None:
    """Check the headers of an answer, and the cookies that it sets."""
    for name, value in ALWAYS.items():
        assert answer.headers.get_list(name) == [value], (answer.url, name)
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "server" not in answer.headers
    for cookie in answer.headers.get_list("set-cookie"):
        assert STRICT.fullmatch(cookie), cookie


async def test_every_answer_is_strict_and_none_is_kept(app: FastAPI, client_as: ClientAs, world: World) -> None:
    # Nobody, and one of each role.
    for person in (None, world.committee, world.host, world.steward, world.planner):
        browser = await client_as(person)
        for way in ways_into(app):
            if way.method != "MOUNT":
                answer = await browser.request(way.method, way.address)
                assert_strict(answer)
                assert answer.headers["cache-control"] == "no-store"


async def test_errors_are_strict_too(app: FastAPI, client_as: ClientAs, world: World) -> None:
    @app.get("/defect")
    async def defect() -> None:
        raise RuntimeError

    browser = await client_as(world.committee)
    for path, status in (("/defect", 500), ("/nothing-here", 404), ("/record", 403), ("/static/nothing", 404)):
        answer = await browser.get(path)
        assert answer.status_code == status
        assert_strict(answer)
        assert answer.headers["cache-control"] == "no-store"


async def test_static_files_are_strict_and_kept(client_as: ClientAs) -> None:
    answer = await (await client_as(None)).get("/static/base.css")
    assert_strict(answer)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_signing_in_and_out_sets_strict_cookies(client_as: ClientAs, world: World) -> None:
    browser = await client_as(None)
    for answer in (
        await browser.get("/sign-in"),
        await submit(browser, "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE),
        await prove(browser),
        await submit(browser, "/help", "/language", choice="en"),
        await submit(browser, "/help", "/sign-out"),
    ):
        assert answer.headers.get_list("set-cookie")
        assert_strict(answer)


def test_the_content_policy_allows_nothing_inline_and_nobody_else() -> None:
    assert "default-src 'none'" in CONTENT_POLICY
    for allowed in ("unsafe", "http", "*", "data:", "blob:"):
        assert allowed not in CONTENT_POLICY


async def test_on_a_plain_connection_nothing_promises_another(app: FastAPI, world: World) -> None:
    """An onion address has no certificate; the promise would lock its visitors out."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://testserver") as browser:
        assert "strict-transport-security" not in (await browser.get("/sign-in")).headers


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_describes_the_program(client_as: ClientAs, world: World, path: str) -> None:
    assert (await (await client_as(None)).get(path)).headers["location"] == "/sign-in"
    assert (await (await client_as(world.steward)).get(path)).status_code == 404


async def test_another_origin_is_given_nothing(client_as: ClientAs) -> None:
    headers = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    answer = await (await client_as(None)).options("/sign-in", headers=headers)
    assert answer.status_code == 405
    assert_strict(answer)
