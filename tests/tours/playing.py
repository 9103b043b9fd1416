"""One task played in one way in Chromium, by a person who is in already, and everything that is looked at meanwhile."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, CDPSession

from tests.browser.visitor import watch
from tests.scene import Scene
from tests.tours.chromium_hands import ChromiumHands
from tests.tours.keyboard_hands import KeyboardHands
from tests.tours.reading import read_with_axe
from tests.tours.task import Task, Who
from tests.tours.traveller import Traveller
from tests.tours.ways import Way
from tests.tours.weighing import Scales
from tests.world import open_session
from web import cookies, language

TALL = 844
# In milliseconds: what is not there by then is not on the page.
PATIENCE = 8_000


@dataclass
class Stage:
    """Where tasks are played; where axe shall read each kind of page only once, `seen` is what it read before."""

    browser: Browser
    origin: str
    seen: set[str] | None = None


@dataclass(frozen=True)
class Played:
    """What came out."""

    task: Task
    way: Way
    taps: int
    inputs: int
    seconds: float
    pages: int
    heaviest: int
    complaints: tuple[str, ...]


async def play(stage: Stage, scene: Scene, task: Task, way: Way) -> Played:
    """Prepare the scene, let her do the task, and say what was seen."""
    known = await task.before(scene)
    async with _opened(stage, way) as context:
        # By their names they are for encrypted connections, or for one that stays on the machine, as here.
        where = stage.origin.replace("http:", "https:")
        kept = await kept_of(scene, task.who, way.language)
        await context.add_cookies([{"name": name, "value": each, "url": where} for name, each in kept.items()])
        page = await context.new_page()
        tools = await context.new_cdp_session(page)
        kind = KeyboardHands if way.keys else ChromiumHands
        hands = kind(page, stage.origin, way.scripts, width=way.width)
        watch(hands)
        scales = await _scales(stage, hands, tools)
        her = Traveller(hands, way.language, known)
        seconds = await act(task, her)
        hands.complaints += scales.complaints(at_the_door=task.who is Who.AT_THE_DOOR)
        hands.complaints += await _left_behind(stage.origin, tools) + over_budget(task, her)
        return Played(
            task, way, her.taps, her.inputs, seconds, len(scales.pages), scales.heaviest, tuple(hands.complaints)
        )


async def act(task: Task, her: Traveller) -> float:
    """Let her begin where she begins, and do the task; say how many seconds it took."""
    await her.open("/sign-in" if task.who is Who.AT_THE_DOOR else "/")
    began = time.perf_counter()
    await task.act(her)
    return time.perf_counter() - began


@asynccontextmanager
async def _opened(stage: Stage, way: Way) -> AsyncIterator[BrowserContext]:
    context = await stage.browser.new_context(
        viewport={"width": way.width, "height": TALL}, java_script_enabled=way.scripts, locale="es-MX"
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        await context.close()


async def kept_of(scene: Scene, who: Who, chosen: str) -> dict[str, str]:
    """Give the cookies of somebody who is in, but for who stands at the door, and the language that she chose."""
    kept = {language.COOKIE: chosen}
    if who is not Who.AT_THE_DOOR:
        person = scene.world.committee if who is Who.ANYBODY else getattr(scene.world, who.value)
        kept[cookies.SESSION] = await open_session(scene.engine, person)
    return kept


async def _scales(stage: Stage, hands: ChromiumHands, tools: CDPSession) -> Scales:
    scales = Scales()
    await scales.stand(tools)

    async def weigh() -> None:
        scales.read(hands.path)

    async def read() -> None:
        await read_with_axe(hands, tools, stage.seen)

    hands.looks += [weigh, read]
    return scales


async def _left_behind(origin: str, tools: CDPSession) -> list[str]:
    """List what the pages wrote into the browser, besides cookies."""
    where = {"securityOrigin": origin}
    bases = (await tools.send("IndexedDB.requestDatabaseNames", where))["databaseNames"]
    caches = [each["cacheName"] for each in (await tools.send("CacheStorage.requestCacheNames", where))["caches"]]
    kept = [*await _stored(tools, origin, local=True), *await _stored(tools, origin, local=False)]
    return [f"left in the browser: {each}" for each in (*bases, *caches, *kept)]


async def _stored(tools: CDPSession, origin: str, *, local: bool) -> list[str]:
    where = {"storageId": {"securityOrigin": origin, "isLocalStorage": local}}
    return [name for name, _value in (await tools.send("DOMStorage.getDOMStorageItems", where))["entries"]]


def over_budget(task: Task, her: Traveller) -> list[str]:
    """Say where a key task took more than it may."""
    budgets = (("taps", task.taps, her.taps), ("inputs", task.inputs, her.inputs))
    return [f"{had} {what}, and {most} may be" for what, most, had in budgets if most is not None and had > most]
