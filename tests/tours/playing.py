"""One task played in one way, by a person who is in already, and everything that is looked at meanwhile."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, CDPSession

from tests.browser.visitor import watch
from tests.scene import Scene
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
    """Where tasks are played; `seen` is what axe read before."""

    browser: Browser
    origin: str
    seen: set[tuple[str, ...]] = field(default_factory=set)


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
    context = await stage.browser.new_context(
        viewport={"width": way.width, "height": TALL}, java_script_enabled=way.scripts, locale="es-MX"
    )
    context.set_default_timeout(PATIENCE)
    async with _closing(context):
        await _plant(context, stage.origin, scene, task.who, way.language)
        tools = await context.new_cdp_session(page := await context.new_page())
        her = Traveller(page, stage.origin, way.scripts, width=way.width, language=way.language, known=known)
        watch(her)
        scales = await _scales(stage, her, tools)
        await her.open("/" if task.who is not Who.AT_THE_DOOR else "/sign-in")
        began = time.perf_counter()
        await task.act(her)
        seconds = time.perf_counter() - began
        her.complaints += (
            scales.complaints(at_the_door=task.who is Who.AT_THE_DOOR)
            + await _left_behind(her, tools)
            + _over(task, her)
        )
        seen = tuple(her.complaints)
        return Played(task, way, her.taps, her.inputs, seconds, len(scales.pages), scales.heaviest, seen)


@asynccontextmanager
async def _closing(context: BrowserContext) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await context.close()


async def _plant(context: BrowserContext, origin: str, scene: Scene, who: Who, chosen: str) -> None:
    """Give her browser a session, but for who stands at the door, and the language that she chose there."""
    kept = {language.COOKIE: chosen}
    if who is not Who.AT_THE_DOOR:
        person = scene.world.committee if who is Who.ANYBODY else getattr(scene.world, who.value)
        kept[cookies.SESSION] = await open_session(scene.engine, person)
    # By their names they are for encrypted connections, or for one that stays on the machine, as here.
    where = origin.replace("http:", "https:")
    await context.add_cookies([{"name": name, "value": each, "url": where} for name, each in kept.items()])


async def _scales(stage: Stage, her: Traveller, tools: CDPSession) -> Scales:
    scales = Scales()
    await scales.stand(tools)

    async def weigh() -> None:
        scales.read(her.path)

    async def read() -> None:
        await read_with_axe(her, tools, stage.seen)

    her.looks += [weigh, read]
    return scales


async def _left_behind(her: Traveller, tools: CDPSession) -> list[str]:
    """List what the pages wrote into the browser, besides cookies."""
    where = {"securityOrigin": her.origin}
    bases = (await tools.send("IndexedDB.requestDatabaseNames", where))["databaseNames"]
    caches = [each["cacheName"] for each in (await tools.send("CacheStorage.requestCacheNames", where))["caches"]]
    kept = [await _stored(tools, her.origin, local=local) for local in (True, False)]
    return [f"left in the browser: {each}" for each in (*bases, *caches, *kept[0], *kept[1])]


async def _stored(tools: CDPSession, origin: str, *, local: bool) -> list[str]:
    where = {"storageId": {"securityOrigin": origin, "isLocalStorage": local}}
    return [name for name, _value in (await tools.send("DOMStorage.getDOMStorageItems", where))["entries"]]


def _over(task: Task, her: Traveller) -> list[str]:
    """Say where a key task took more than it may."""
    budgets = (("taps", task.taps, her.taps), ("inputs", task.inputs, her.inputs))
    return [f"{had} {what}, and {most} may be" for what, most, had in budgets if most is not None and had > most]
