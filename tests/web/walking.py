"""A walk over all that somebody can reach: from her first page on, every link, a few pages of each kind."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import httpx2
from bs4 import BeautifulSoup

from shelters.clock import today
from shelters.placement.answers import accept_proposal
from tests.scene import Scene
from tests.web.conftest import Browser, parsed

# One page of each kind is enough for each role; two, because a list may show things in different states.
PAGES_OF_A_KIND: Final = 2
START: Final = ("/", "/help", "/policy", "/sessions", "/design", "/design?refused=true", "/nothing-here")


def links_of(page: BeautifulSoup) -> list[str]:
    """List the pages that a page leads to."""
    links = (str(link["href"]).split("#")[0] for link in page.find_all("a", href=True))
    return [link for link in links if link.startswith("/") and not link.startswith("/static")]


async def walk(browser: Browser, *first: str) -> AsyncIterator[tuple[str, httpx2.Response]]:
    """Follow the links from some pages on, a few of each kind."""
    waiting, seen = list(first), set(first)
    kinds: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "…", address)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > PAGES_OF_A_KIND:
            continue
        answer = await browser.get(address, follow_redirects=True)
        if not answer.headers["content-type"].startswith("text/html"):
            # A picture or a table to keep, which leads nowhere.
            continue
        yield kind, answer
        for link in links_of(parsed(answer)):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


async def populate(scene: Scene) -> None:
    """Give the pages something to show: a stay, a held option, a request without a place, one still unsaid."""
    later = today() + timedelta(days=20)
    first = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, first.id)
    await scene.choose(await scene.file(nights={"earliest": later, "latest": later}))
    needs = {
        "needs": {"step_free": "required", "school_near": "preferred"},
        "languages": {"mam": "preferred"},
        "pets": True,
    }
    await scene.file(urgency=3, case=needs)
    await scene.file(case={"consent": "not_yet"})
