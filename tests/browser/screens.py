"""Pictures of the main pages over the invented region: `python -m tests.browser.screens [FOLDER]`.

A folder that has pictures gets those anew; an empty one gets all that there are.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.async_api import Browser, Page
from sqlalchemy import text

from shelters.access.actor import DOOR
from shelters.accounts.factors import demo_code
from shelters.database.transaction import transaction
from shelters.demo.networks import PASSPHRASE
from shelters.demo.sizes import Size
from shelters.settings import Settings
from tests.browser.chromium import started
from tests.serving import served
from web.operator.data import fill, prepare
from web.operator.office import Office, office, open_engine

Walk = Callable[[Page], Awaitable[None]]
Wanted = Callable[[str], Path | None]
Codes = Callable[[str], Awaitable[str]]
FOLDER = Path("docs/screens")


@dataclass(frozen=True)
class Screen:
    """A picture: who walks where, and the sizes and themes in which it is taken."""

    name: str
    who: str
    walk: Walk
    height: dict[int, int]
    dark: tuple[int, ...] = ()


def follow(*links: str) -> Walk:
    """Follow the first link with each of these addresses, one page after the other."""

    async def walk(page: Page) -> None:
        for link in links:
            async with page.expect_navigation():
                await page.locator(f'main a[href*="{link}"]').first.click()

    return walk


def address(path: str) -> Walk:
    """Open a page by its address."""

    async def walk(page: Page) -> None:
        await page.goto("/".join(page.url.split("/", 3)[:3]) + path)

    return walk


def after(*walks: Walk) -> Walk:
    """Walk one after the other."""

    async def walk(page: Page) -> None:
        for each in walks:
            await each(page)

    return walk


async def choose(page: Page) -> None:
    """Choose the first option."""
    await follow("/options")(page)
    async with page.expect_navigation():
        await page.locator(".option button").first.click()


BOTH = {390: 844, 1280: 900}
SCREENS = (
    Screen("sign-in", "", address("/sign-in"), {390: 700}),
    Screen("today", "comite-mx", address("/today"), {390: 844, 1280: 800}, dark=(390,)),
    Screen("options", "comite-mx", follow("/options"), {390: 1500, 1280: 1080}, dark=(1280,)),
    Screen("form", "comite-mx", address("/requests/new"), {390: 1400}),
    Screen("requests", "comite-mx", address("/requests"), BOTH),
    Screen("held", "comite-mx", choose, BOTH),
    Screen("house", "anfitriona-mx", address("/house"), BOTH, dark=(390,)),
    Screen("asked", "anfitriona-mx", follow("/proposals/"), BOTH),
    Screen("decline", "anfitriona-mx", after(follow("/proposals/"), follow("/decline")), {390: 844}),
    Screen("stay", "anfitriona-mx", follow("/stays/"), {390: 844}),
    Screen("nights", "anfitriona-mx", follow("/nights"), BOTH, dark=(1280,)),
    Screen("houses", "planeacion", address("/houses"), BOTH),
)


async def take(browser: Browser, origin: str, screen: Screen, wanted: Wanted, code: Codes) -> None:
    """Take a screen in those of its sizes and themes that are wanted."""
    themes: tuple[tuple[Literal["light", "dark"], tuple[int, ...]], ...] = (
        ("light", tuple(screen.height)),
        ("dark", screen.dark),
    )
    for scheme, widths in themes:
        for width in widths:
            target = wanted(f"{screen.name}-{width}{'-dark' if scheme == 'dark' else ''}.png")
            if target is None:
                continue
            size = {"width": width, "height": screen.height[width]}
            page = await browser.new_page(viewport=size, color_scheme=scheme, locale="es-MX")  # type: ignore[arg-type] # a plain dict is one
            await sign_in(page, origin, screen.who, code)
            await screen.walk(page)
            await page.screenshot(path=target)
            await page.context.close()


async def sign_in(page: Page, origin: str, name: str, code: Codes) -> None:
    """Sign in as one of the invented accounts, with a code that was not used before."""
    await page.goto(origin + "/sign-in")
    if name:
        await page.fill("#name", name)
        await page.fill("#passphrase", PASSPHRASE)
        async with page.expect_navigation():
            await page.locator("main button").click()
        await page.fill("#code", await code(name))
        async with page.expect_navigation():
            await page.locator("main button").click()


async def fresh_code(opened: Office, name: str) -> str:
    """Give a code of an invented account, as if it had used none before: pictures are taken within one half minute."""
    async with transaction(opened.engine, DOOR) as session:
        await session.execute(text("update second_factor set last_step = 0"))
    async with opened.transaction() as session:
        return await demo_code(session, opened.keyring, name)


async def picture(wanted: Wanted) -> None:
    """Invent the region, serve it, and take its pictures."""
    with TemporaryDirectory(prefix="abrigo-screens-", ignore_cleanup_errors=True) as data:
        settings = Settings(data=Path(data))
        await prepare(settings)
        async with office(settings) as opened:
            await fill(opened, Size.REGION, 1)
            engine = open_engine(settings)
            async with served(settings, engine, opened.keyring) as origin, started() as browser:
                for screen in SCREENS:
                    await take(browser, origin, screen, wanted, lambda name: fresh_code(opened, name))
            await engine.dispose()


def wanted_in(folder: Path) -> Wanted:
    """Say where a picture goes, or that it is not wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {path.name for path in folder.glob("*.png")}
    return lambda name: folder / name if not kept or name in kept else None


if __name__ == "__main__":
    asyncio.run(picture(wanted_in(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)))
