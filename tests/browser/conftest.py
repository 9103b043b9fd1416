"""The served application and a browser for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from shelters.settings import Settings
from tests.browser.chromium import started
from tests.browser.visitor import Visitor, visiting
from tests.scene import Scene
from tests.serving import served

Visit = Callable[[], Awaitable[Visitor]]


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start one browser for the run."""
    async with started() as browser:
        yield browser


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Say whether pages may run scripts."""
    return bool(request.param)


@pytest_asyncio.fixture
async def visit(settings: Settings, scene: Scene, browser: Browser, *, scripts: bool) -> AsyncIterator[Visit]:
    """Serve the scene, and let people come, each with a browser of her own."""
    async with served(settings, scene.engine, scene.keyring) as origin, AsyncExitStack() as phones:

        async def come() -> Visitor:
            return await phones.enter_async_context(visiting(browser, origin, scripts=scripts))

        yield come
