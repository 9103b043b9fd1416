"""Browsers without scripts that talk to the whole application over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx2
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.models import Person
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.world import World, make_world, open_session, seed_of_letters
from web import cookies
from web.application import create_app

Browser = httpx2.AsyncClient
ClientAs = Callable[[Person | None], Awaitable[Browser]]
ORIGIN = "https://testserver"


@pytest.fixture
def app(settings: Settings, engine: AsyncEngine, keyring: Keyring) -> FastAPI:
    """Put together what is served."""
    return create_app(settings, engine, keyring)


@pytest_asyncio.fixture
async def world(engine: AsyncEngine) -> World:
    """Invent three networks and five people."""
    return await make_world(engine)


@pytest_asyncio.fixture
async def client_as(app: FastAPI, engine: AsyncEngine) -> AsyncIterator[ClientAs]:
    """Open browsers: `await client_as(world.committee)`, or `await client_as(None)` for a stranger."""
    async with AsyncExitStack() as browsers:

        async def open_browser(person: Person | None) -> Browser:
            transport = httpx2.ASGITransport(app)
            browser = await browsers.enter_async_context(Browser(transport=transport, base_url=ORIGIN))
            if person is not None:
                browser.cookies.set(cookies.SESSION, await open_session(engine, person), domain="testserver.local")
            return browser

        yield open_browser


def parsed(response: httpx2.Response) -> BeautifulSoup:
    """Read an answer as a browser would."""
    return BeautifulSoup(response.text, "html.parser")


def fields_of(page: BeautifulSoup, action: str) -> dict[str, str | list[str]]:
    """Take what the form with this action would send if nobody touched it."""
    form = next((form for form in page.find_all("form") if form.get("action") == action), None)
    assert isinstance(form, Tag), f"no form leads to {action}"
    fields: dict[str, str | list[str]] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        value = _value(control)
        name = str(control.get("name", ""))
        if name and value is not None:
            before = fields.get(name)
            fields[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
    return fields


def _value(control: Tag) -> str | None:
    if control.name == "textarea":
        return control.get_text().removeprefix("\n")
    if control.name == "select":
        option = control.find("option", selected=True) or control.find("option")
        return str(option.get("value", "")) if isinstance(option, Tag) else None
    if control.get("type") in {"radio", "checkbox"} and not control.has_attr("checked"):
        return None
    return None if control.get("type") in {"submit", "file"} else str(control.get("value", ""))


async def submit(browser: Browser, page: str, action: str, **fields: str | list[str]) -> httpx2.Response:
    """Open a page, fill in the form that leads to `action`, and send it; a field's name may write `-` as `__`."""
    form = fields_of(parsed(await browser.get(page)), action)
    filled = {name.replace("__", "-"): value for name, value in fields.items()}
    return await browser.post(action, data=form | filled, headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"})


async def prove(browser: Browser) -> httpx2.Response:
    """Set up the second factor by its letters, and give the page with the codes for paper."""
    page = parsed(await browser.get("/sign-in/set-up"))
    letters = page.select_one("p.letters")
    assert letters is not None
    code = code_at(seed_of_letters(letters.get_text()), step_of(now()))
    return await submit(browser, "/sign-in/set-up", "/sign-in/set-up", code=code)
