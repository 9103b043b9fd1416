"""R9: whatever people come to do, no page asks anybody else for anything, and nothing stays in the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, Error

from tests.browser.chromium import started
from tests.emptying import emptying
from tests.scene import Scene, make_scene
from tests.security.lab import Figure, Lab
from tests.serving import served, serving
from tests.tours.every import EVERY
from tests.tours.firefox import Firefox, started_firefox
from tests.tours.playing import Played, Stage, play
from tests.tours.playing_firefox import play_in_firefox
from tests.tours.task import Task, Who, nothing
from tests.tours.traveller import Traveller
from tests.tours.ways import DESK, PHONE, Way
from web.headers import Headers

_OUTSIDE: Final = "https://outside.invalid/x.png"
_PAGE: Final = f'<!doctype html><html lang="es"><title>x</title><h1>Uno</h1><img alt="" src="{_OUTSIDE}">'
_SCRIPTS, _PLAIN, _SAFEST = Way(True, "es", PHONE), Way(False, "en", DESK), Way(False, "es", PHONE)

Play = Callable[[str, Scene, Task], Awaitable[Played]]


def _planted() -> FastAPI:
    """Answer everything with a page that asks somebody else, under the headers of the real ones."""
    app = FastAPI(openapi_url=None)

    @app.get("/{path:path}")
    async def page(path: str) -> HTMLResponse:
        return HTMLResponse(_PAGE)

    app.add_middleware(Headers)
    return app


async def _look(_her: Traveller) -> None:
    """Do nothing but open the page."""


_LOOK: Final = Task(Who.AT_THE_DOOR, "Looks at the page", _look, nothing)


async def _try(lab: Lab, origin: str, task: Task, playing: Play) -> str | None:
    """Play a task from the beginning; say what was wrong, also where it could not be done."""
    empty = await emptying(lab.superuser)
    try:
        played = await playing(origin, await make_scene(lab.engine, lab.keyring), task)
    except (AssertionError, TimeoutError, Error) as error:
        return f"{task.name} could not be done: {str(error).splitlines()[0]}"
    finally:
        await empty()
    return f"{task.name}: {'; '.join(played.complaints)}" if played.complaints else None


async def _toured(lab: Lab, tasks: Sequence[Task], playing: Play) -> tuple[list[str], bool]:
    """Play all tasks in one browser; say what was wrong, and whether the planted page is reported."""
    async with served(lab.settings, lab.engine, lab.keyring) as origin:
        wrong = [found for task in tasks if (found := await _try(lab, origin, task, playing))]
    async with serving(_planted()) as origin:
        return wrong, _OUTSIDE in (await _try(lab, origin, _LOOK, playing) or "")


async def measured(lab: Lab, *, tasks: Sequence[Task] = EVERY) -> Figure:
    """Play every task in Chromium with scripts and without, and in Firefox as Tor Browser is at its safest."""
    toured = {}
    async with started() as chromium:
        for name, way in (("Chromium", _SCRIPTS), ("Chromium without scripts", _PLAIN)):
            toured[name] = await _toured(lab, tasks, partial(_in_chromium, chromium, way))
    async with started_firefox() as firefox:
        toured["Firefox, safest"] = await _toured(lab, tasks, partial(_in_firefox, firefox))
    return _figure(toured, len(tasks))


async def _in_chromium(browser: Browser, way: Way, origin: str, scene: Scene, task: Task) -> Played:
    return await play(Stage(browser, origin, seen=set()), scene, task, way)


async def _in_firefox(browser: Firefox, origin: str, scene: Scene, task: Task) -> Played:
    return await play_in_firefox(browser, origin, scene, task, _SAFEST)


def _figure(toured: dict[str, tuple[list[str], bool]], tasks: int) -> Figure:
    seen = (f"{name}: {tasks - len(wrong)} clean{'; '.join(['', *wrong])}" for name, (wrong, _) in toured.items())
    noticed = [name for name, (_, reported) in toured.items() if reported]
    return Figure(
        "R9",
        f"{tasks} tasks in each browser: whom pages ask, what stays in the browser",
        "every task done; nobody else asked, nothing stored, no complaint",
        "; ".join(seen),
        f"an outside picture that the policy stops is reported in {', '.join(noticed) or 'none'}",
        all(not wrong and reported for wrong, reported in toured.values()),
    )
