"""Every form is done once: a double click, a retry over a bad line or a reload gets the answer of the first sending."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.web.site import PUBLIC, contents, ways_into
from tests.world import PASSPHRASE
from web.edge import Needs

# Forms that ask and change nothing: what is typed must not stand in an address. Each opening of what is sealed is
# recorded, so that asking again is a second opening and must be told as one.
ASKING = {"/places", "/houses/{house_id}/address", "/stays/{stay_id}/sheet", "/requests/{request_id}/notes/open"}
# What keeps a form while it is typed: the form itself is sent later under the same key, and the last sending holds.
TYPING = {"/requests/unfinished/typing"}
# What somebody does to her own account: once shut it cannot be shut again, and how she comes in is changed only beside
# her passphrase, with which her session begins anew.
HERSELF = {"/panic", "/account/{kind}", "/account/passkeys"}
SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
# What leads away from the pages under test.
_NOT_FOLLOWED = re.compile(r"^/(static|leave|sign-out|language|theme|weather|panic|account/)")
_PAGES = 60
# Filled in where a form comes empty, so that more of them are done and not only refused.
_TYPED = {"hours": "8", "passphrase": PASSPHRASE, "reason": "other", "note": "Nota de prueba", "kind": "text"}


def once_of(app: FastAPI) -> dict[str, list[bool]]:
    """Say for each way that changes something whether its form is done once."""

    def found(dependant: Any) -> list[bool]:
        inner = [each for each in dependant.dependencies if isinstance(each.call, Needs)]
        return [each.call.once for each in inner] + [once for each in dependant.dependencies for once in found(each)]

    return {
        str(route.path): found(route.dependant)
        for route in iter_route_contexts(app.routes)
        if "POST" in (getattr(route, "methods", None) or ())
    }


def test_every_form_that_changes_something_carries_a_key(app: FastAPI) -> None:
    without = {path for path, once in once_of(app).items() if True not in once or False in once}
    public = {path for method, path in PUBLIC if method == "POST"}
    preferences = {way.path for way in ways_into(app) if way.public}
    assert without - public - preferences <= ASKING | HERSELF | TYPING


async def test_no_way_does_anything_without_a_key(
    app: FastAPI, client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    csrf = fields_of(parsed(await browser.get("/help")), "/sign-out")["csrf"]
    before = await contents(superuser)
    for way in ways_into(app):
        if way.method == "POST" and not way.public and way.path not in ASKING | HERSELF | TYPING:
            answer = await browser.post(way.address, data={"csrf": csrf}, headers=SAME_ORIGIN)
            assert answer.status_code == 403, way.path
    assert await contents(superuser) == before


@dataclass
class Walk:
    """Goes through all pages that a person reaches, and gives each form it meets once."""

    browser: Browser
    seen: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

    async def forms(self, *starts: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Yield each form with what it would send, filled in where it is empty."""
        ahead = list(starts)
        while ahead and len(self.seen) < _PAGES:
            address = ahead.pop(0)
            if address in self.seen:
                continue
            self.seen.add(address)
            page = parsed(await self.browser.get(address, follow_redirects=True))
            ahead += [str(link["href"]) for link in page.find_all("a", href=re.compile(r"^/")) if self._leads(link)]
            for form in page.find_all("form", attrs={"method": "post"}):
                action = str(form["action"])
                if action not in self.sent and not _NOT_FOLLOWED.match(action):
                    self.sent.add(action)
                    yield action, filled(page, form, action)

    def _leads(self, link: Tag) -> bool:
        return not _NOT_FOLLOWED.match(str(link["href"]))


def filled(page: BeautifulSoup, form: Tag, action: str) -> dict[str, Any]:
    """Fill in a form as somebody in a hurry does: the first choice, and something in each empty field."""
    values: dict[str, Any] = dict(fields_of(page, action))
    for control in form.find_all("input"):
        name, kind = str(control.get("name", "")), str(control.get("type", "text"))
        if kind in {"radio", "checkbox"} and name not in values:
            values[name] = str(control.get("value", "on"))
        elif kind in {"text", "password"} and not values.get(name):
            values[name] = _TYPED.get(name, "2")
    return values


async def lines(superuser: AsyncEngine) -> int:
    """Count the lines of the record."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from audit_record")) or 0)


async def test_any_form_of_any_page_sent_again_changes_nothing_and_gets_the_same_answer(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    await scene.file()
    await scene.choose(await scene.file())
    done: set[str] = set()
    starts = {"host": "/house", "committee": "/today", "steward": "/houses", "planner": "/houses"}
    for who, start in starts.items():
        walk = Walk(await client_as(getattr(scene.world, who)))
        async for action, form in walk.forms(start):
            first, twin = await asyncio.gather(
                *(walk.browser.post(action, data=form, headers=SAME_ORIGIN) for _ in range(2))
            )
            after, told = await contents(superuser), await lines(superuser)
            again = await walk.browser.post(action, data=form, headers=SAME_ORIGIN)
            if first.status_code == 303:
                done.add(re.sub(r"[0-9a-f-]{36}", "{id}", action))
                assert twin.headers.get("location") == again.headers.get("location") == first.headers["location"], (
                    action
                )
                assert await lines(superuser) == told, action
            assert await contents(superuser) == after, action
    assert len(done) >= 12, f"the walk does too little to prove anything: {sorted(done)}"
