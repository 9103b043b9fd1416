"""How long a bad line keeps somebody waiting: `make line` opens pages at 50 kbit/s and 300 ms until words appear.

Each is opened with what the door left in the browser, as everybody opens it, and with nothing kept. The control is a
tenth of that line, on which a new visitor waits beyond the term.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Final

from playwright.async_api import Browser, Page

from tests.browser.chromium import started
from tests.browser.screens import PHONE, fresh_code, region_served, sign_in
from web.operator.office import Office

KBIT, LATENCY_MS, MOST_SECONDS = 50, 300, 5.0
PAGES: Final = (
    ("comite-mx", "/today"),
    ("comite-mx", "/requests/new"),
    ("anfitriona-mx", "/house"),
    ("planeacion", "/region"),
)
_FIRST_CONTENT: Final = """() => new Promise(done => new PerformanceObserver(list =>
    list.getEntriesByName('first-contentful-paint').forEach(entry => done(entry.startTime)))
    .observe({type: 'paint', buffered: true}))"""


async def slow(page: Page, kbit: float, *, keeping: bool) -> None:
    """Let the tab have this line, and nothing of what it loaded before unless it keeps that."""
    tools = await page.context.new_cdp_session(page)
    bytes_a_second = kbit * 1000 / 8
    line = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": bytes_a_second,
        "uploadThroughput": bytes_a_second,
    }
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", line)
    await tools.send("Network.setCacheDisabled", {"cacheDisabled": not keeping})


async def waits(page: Page, address: str) -> float:
    """Open a page and give the seconds until the first words stand on it."""
    await page.goto(address, wait_until="commit", timeout=120_000)
    return float(await page.evaluate(_FIRST_CONTENT)) / 1000


async def measure(browser: Browser, origin: str, opened: Office) -> int:
    """Print how long each page keeps somebody waiting, and count those beyond the term."""
    found = [("/sign-in, nothing kept", await at_the_door(browser, origin, KBIT))]
    for who, path in PAGES:
        page = await browser.new_page(viewport={"width": PHONE, "height": 844}, locale="es-MX")
        await sign_in(page, origin, who, lambda name: fresh_code(opened, name))
        for keeping in (True, False):
            await slow(page, KBIT, keeping=keeping)
            found.append((f"{path}, {'after others' if keeping else 'nothing kept'}", await waits(page, origin + path)))
        await page.context.close()
    for words, seconds in found:
        print(f"  {words:<28} {seconds:5.2f} s")
    control = await at_the_door(browser, origin, KBIT / 10)
    print(f"  control, a tenth of the line {control:5.2f} s")
    late = sum(seconds > MOST_SECONDS for _, seconds in found)
    print(f"{late} of {len(found)} beyond {MOST_SECONDS:.0f} s at {KBIT} kbit/s and {LATENCY_MS} ms")
    return late if control > MOST_SECONDS else 1


async def at_the_door(browser: Browser, origin: str, kbit: float) -> float:
    """Give what somebody waits who comes for the first time."""
    page = await browser.new_page(viewport={"width": PHONE, "height": 844}, locale="es-MX")
    await slow(page, kbit, keeping=False)
    seconds = await waits(page, origin + "/sign-in")
    await page.context.close()
    return seconds


async def main() -> int:
    """Open the pages of the invented region over a bad line."""
    async with region_served() as (origin, opened), started() as browser:
        late = await measure(browser, origin, opened)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
