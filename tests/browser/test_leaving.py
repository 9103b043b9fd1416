"""After *Salir ya* the Back button shows nothing, also where the browser keeps whole pages in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from shelters.settings import Settings
from tests.browser import acts
from tests.browser.chromium import ARGUMENTS, KEEPS_PAGES, find_chromium
from tests.browser.visitor import Visitor
from tests.scene import Scene
from tests.serving import served


@pytest_asyncio.fixture
async def keeping(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Start a browser that keeps pages as it does for people."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(ARGUMENTS), ignore_default_args=list(KEEPS_PAGES)
        )
        yield browser
        await browser.close()


async def _back(browser: Browser, settings: Settings, scene: Scene, *, leaving: bool) -> tuple[str, str, bool]:
    """Look at a case, go away and back; give its code, what is read then, and whether it is the page from before."""
    code = (await scene.file()).code
    async with served(settings, scene.engine, scene.keyring) as origin:
        # Not `visiting`: the browser says on its console that it emptied itself, which is no complaint here.
        context = await browser.new_context(locale="es-MX")
        ana = Visitor(await context.new_page(), origin, scripts=True)
        await acts.sign_in(ana, "ana")
        await ana.open("/requests")
        await ana.reads(code)
        await ana.page.evaluate("window.kept = true")
        if leaving:
            await ana.page.locator("form#leave button").click()
            await ana.page.wait_for_url("**/weather")
        else:
            await ana.page.goto(f"{origin}/health")
        await ana.page.wait_for_load_state("networkidle")
        # A page out of memory comes without loading anything.
        await ana.page.go_back(wait_until="commit")
        await ana.page.locator("h1").first.wait_for()
        shown, kept = await ana.page.locator("body").inner_text(), await ana.page.evaluate("window.kept === true")
        await context.close()
    return code, shown, kept


async def test_back_shows_nothing_after_leaving(keeping: Browser, settings: Settings, scene: Scene) -> None:
    code, shown, kept = await _back(keeping, settings, scene, leaving=True)
    assert code not in shown
    assert not kept


async def test_back_shows_the_page_from_before_where_nobody_left(
    keeping: Browser, settings: Settings, scene: Scene
) -> None:
    """The control: this browser does keep whole pages, so it is leaving that empties it."""
    code, shown, kept = await _back(keeping, settings, scene, leaving=False)
    assert code in shown
    assert kept
