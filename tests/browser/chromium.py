"""The system's Chromium, silent but for what it is asked to open."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Without the sandbox it also starts as root, as in a container; the rest keeps it from calling its maker.
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--no-pings",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
)
# Playwright turns the back-forward cache off: left out where it matters what a browser keeps.
KEEPS_PAGES = ("--disable-back-forward-cache",)


def find_chromium() -> str:
    """Find the browser, or say what to do."""
    found = next(filter(None, map(shutil.which, filter(None, (os.environ.get("CHROMIUM"), *NAMES)))), None)
    if found is None:
        pytest.fail("NO CHROMIUM: run tests/browser/install-browsers.sh, or set CHROMIUM=/path/to/chromium")
    return found


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """Start the browser, and end it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        await browser.close()
