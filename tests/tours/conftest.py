"""One server and one browser for all tours of a run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.browser.chromium import started
from tests.serving import served
from tests.tours.playing import Stage


@pytest_asyncio.fixture(scope="session")
async def stage(settings: Settings, shared_engine: AsyncEngine, keyring: Keyring) -> AsyncIterator[Stage]:
    """Serve what each test finds empty, and start the browser."""
    async with served(settings, shared_engine, keyring) as origin, started() as browser:
        yield Stage(browser, origin, seen=set())
