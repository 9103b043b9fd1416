"""A short `make chaos`: killing things loses nothing that was acknowledged, and its controls show harm."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.apart.ground import Ground, ground
from tests.chaos.storm import Weather, storm


@pytest_asyncio.fixture(scope="module")
async def here() -> AsyncIterator[Ground]:
    """Set up a cluster and a server of this file's own."""
    async with ground() as made:
        yield made


async def test_what_was_acknowledged_survives_every_kill(here: Ground) -> None:
    verdict = await storm(here, Weather(clients=12, seconds=5, faults=3, pause=0.6, seed=1))
    assert verdict.reached()
    assert set(verdict.faults.done) == {"backend", "database", "app"}
    assert verdict.harm() == 0


async def test_without_waiting_for_the_disk_acknowledged_bookings_are_lost(here: Ground) -> None:
    """The control: the harness would see a loss."""
    verdict = await storm(here, Weather(clients=12, seconds=4, faults=2, pause=1.2, seed=2, forgetful=True))
    assert verdict.lost_bookings + verdict.lost_cancels > 0
