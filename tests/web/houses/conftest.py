"""The scene of two houses, and what the pages of the inventory are tried with."""

from __future__ import annotations

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.sealing.keyring import Keyring
from tests.scene import Scene, make_scene


@pytest_asyncio.fixture
async def scene(engine: AsyncEngine, keyring: Keyring) -> Scene:
    """Store three networks, five people and two houses."""
    return await make_scene(engine, keyring)
