"""Pictures of the main pages over the invented region: `python -m tests.browser.screens [FOLDER]`.

Each is taken on a phone and at a desk, light and dark.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize
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
Codes = Callable[[str], Awaitable[str]]
FOLDER = Path("docs/screens")
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


@dataclass(frozen=True)
class Screen:
    """A picture: who walks where, and how much of the page is seen."""

    name: str
    who: str
    walk: Walk
    tall: int = 844


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


PHONE, DESK = 390, 1280
_PICTURES_STAND: Final = """() => [...document.images].every((each) =>
    each.getBoundingClientRect().top > innerHeight || (each.complete && each.naturalWidth > 0))"""
SCREENS = (
    Screen("sign-in", "", address("/sign-in")),
    Screen("today", "comite-mx", address("/today")),
    Screen("ask", "comite-mx", address("/requests/new")),
    Screen("options", "comite-mx", follow("/options"), tall=1080),
    Screen("held", "comite-mx", choose),
    Screen("house", "anfitriona-mx", address("/house")),
    Screen("asked", "anfitriona-mx", follow("/proposals/")),
    Screen("nights", "anfitriona-mx", follow("/nights")),
    Screen("houses", "planeacion", address("/houses")),
    Screen("region", "planeacion", address("/region"), tall=1280),
    Screen("people", "responsable-mx", address("/people")),
)


async def take(browser: Browser, origin: str, screen: Screen, folder: Path, code: Codes) -> None:
    """Take a screen on phone and desk, light and dark."""
    for scheme, width in product(THEMES, (PHONE, DESK)):
        size: ViewportSize = {"width": width, "height": screen.tall}
        page = await browser.new_page(viewport=size, color_scheme=scheme, locale="es-MX")
        await sign_in(page, origin, screen.who, code)
        await screen.walk(page)
        # Pictures wait for the layout, and come after the page is there.
        await page.wait_for_function(_PICTURES_STAND)
        target = folder / f"{screen.name}-{width}{'-dark' if scheme == 'dark' else ''}.png"
        target.write_bytes(_lighter(await page.screenshot()))
        await page.context.close()


def _lighter(picture: bytes) -> bytes:
    """Give a picture with as many colours as its pages have, a third as heavy."""
    small = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


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


@asynccontextmanager
async def region_served() -> AsyncIterator[tuple[str, Office]]:
    """Invent the region and serve it; give its address, and the office that knows its codes."""
    with TemporaryDirectory(prefix="abrigo-screens-", ignore_cleanup_errors=True) as data:
        settings = Settings(data=Path(data))
        await prepare(settings)
        async with office(settings) as opened:
            await fill(opened, Size.REGION, 1)
            engine = open_engine(settings)
            async with served(settings, engine, opened.keyring) as origin:
                yield origin, opened
            await engine.dispose()


async def picture(folder: Path) -> None:
    """Take the pictures of the invented region."""
    async with region_served() as (origin, opened), started() as browser:
        for screen in SCREENS:
            await take(browser, origin, screen, folder, lambda name: fresh_code(opened, name))


if __name__ == "__main__":
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    into.mkdir(parents=True, exist_ok=True)
    asyncio.run(picture(into))
