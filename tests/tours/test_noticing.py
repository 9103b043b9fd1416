"""The control of the tours: what must not be is planted in a page of the test's own, and each of it is noticed."""

from __future__ import annotations

from itertools import cycle

import pytest
from playwright.async_api import Page, Route

from tests.scene import Scene
from tests.tours.chromium_hands import ChromiumHands
from tests.tours.playing import Stage, play
from tests.tours.task import Task, Who, nothing
from tests.tours.traveller import Traveller
from tests.tours.ways import BY_KEYS, PLAIN, WITH_SCRIPTS, Way
from web.headers import CONTENT_POLICY

_BAD = """<!doctype html><html lang="es"><title>x</title><main><h1>Uno</h1>{}</main></html>"""
_PLANTED = {
    "asks somebody else": ('<img alt="" src="https://outside.invalid/x.png">', "https://outside.invalid/x.png"),
    "runs what the policy forbids": ('<img alt="" src="data:image/png;base64,AA">', "Content Security Policy"),
    "cannot be read aloud": ('<input name="code">', "label:"),
    "scrolls sideways": ('<p><img alt="" width="2000" height="9">', "px wide"),
    "is heavy": (f"<p hidden>{'x' * 60_000}</p>", "weighs 60"),
    "asks often": ("".join(f'<img alt="" src="/health?{n}">' for n in range(9)), "asks 11 times"),
}


def page_of(her: Traveller) -> Page:
    """Reach behind her hands, to plant what no task does."""
    assert isinstance(her.hands, ChromiumHands)
    return her.hands.page


async def _complaints(stage: Stage, scene: Scene, way: Way, body: str) -> str:
    async def answer(route: Route) -> None:
        headers = {"Content-Security-Policy": CONTENT_POLICY}
        await route.fulfill(body=_BAD.format(body), content_type="text/html", headers=headers)

    async def look(her: Traveller) -> None:
        await page_of(her).route("**/planted", answer)
        await her.open("/planted")

    task = Task(Who.COMMITTEE, "Looks at what was planted", look, nothing)
    # On a stage of its own, where axe has read no page of this kind before.
    return "\n".join((await play(Stage(stage.browser, stage.origin), scene, task, way)).complaints)


@pytest.mark.parametrize(
    ("what", "way"),
    [*zip(_PLANTED, cycle((WITH_SCRIPTS, PLAIN)), strict=False), ("asks somebody else", PLAIN)],
    ids=str,
)
async def test_a_page_is_reported_that(stage: Stage, scene: Scene, way: Way, what: str) -> None:
    body, reported = _PLANTED[what]
    assert reported in await _complaints(stage, scene, way, body)


async def test_a_page_is_reported_that_leaves_something_in_the_browser(stage: Stage, scene: Scene) -> None:
    async def keep(her: Traveller) -> None:
        await page_of(her).evaluate("localStorage.setItem('her', 'case')")
        await page_of(her).evaluate("new Promise((done) => (indexedDB.open('base').onsuccess = done))")
        await page_of(her).evaluate("caches.open('pages')")

    played = await play(stage, scene, Task(Who.COMMITTEE, "Keeps something", keep, nothing), WITH_SCRIPTS)
    assert {f"left in the browser: {name}" for name in ("her", "base", "pages")} <= set(played.complaints)


async def test_the_tab_keeps_nothing_that_htmx_would_write(stage: Stage, scene: Scene) -> None:
    async def try_to_keep(her: Traveller) -> None:
        refused = await page_of(her).evaluate("() => { try { sessionStorage } catch (error) { return error.name } }")
        assert refused == "SecurityError"
        assert await page_of(her).evaluate("typeof htmx") == "object"

    played = await play(stage, scene, Task(Who.COMMITTEE, "Opens a page", try_to_keep, nothing), WITH_SCRIPTS)
    assert played.complaints == ()


async def test_a_task_is_reported_that_takes_more_than_it_may(stage: Stage, scene: Scene) -> None:
    async def wander(her: Traveller) -> None:
        await her.go("Solicitudes")
        await her.go("Hoy")

    task = Task(Who.COMMITTEE, "Wanders", wander, nothing, taps=1, inputs=1)
    played = await play(stage, scene, task, WITH_SCRIPTS)
    assert played.complaints == ("2 taps, and 1 may be", "2 inputs, and 1 may be")


_UNREACHABLE = {
    "no Tab leads to": '<a href="/" tabindex="-1">Sigue</a>',
    "does not see that the focus is on": '<style>a { outline: 0 !important }</style><a href="/">Sigue</a>',
}


@pytest.mark.parametrize("reported", _UNREACHABLE)
async def test_a_link_is_reported_that_keys_do_not_reach_or_show(stage: Stage, scene: Scene, reported: str) -> None:
    async def follow(her: Traveller) -> None:
        await page_of(her).route("**/planted", lambda route: route.fulfill(body=_BAD.format(_UNREACHABLE[reported])))
        await her.open("/planted")
        try:
            await her.hands.press("Sigue", "main")
        except AssertionError as error:
            her.hands.complaints.append(str(error))

    played = await play(stage, scene, Task(Who.COMMITTEE, "Follows by keys", follow, nothing), BY_KEYS)
    assert reported in "\n".join(played.complaints)
