"""A slice of `make replay`: some weeks of an invented region through the real commands leave a record that is whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.database.transaction import transaction
from shelters.demo.arrivals import PAST
from shelters.demo.sizes import Size
from shelters.demo.year import region
from shelters.placement.checks import violations
from shelters.sealing.keyring import Keyring
from tests.moving_clock import moving_clock
from tests.replay.replay import Replay

NOW = datetime(2031, 3, 1, 18, 0, tzinfo=UTC)


async def test_weeks_of_real_commands_leave_no_contradiction(engine: AsyncEngine, keyring: Keyring) -> None:
    planned = region(Size.SMALL, 1, NOW)
    with moving_clock(planned.at - PAST) as clock:
        replay = Replay(engine, keyring, planned, clock)
        await replay.run(planned.at - PAST + timedelta(days=60))
        async with transaction(engine, OPERATOR) as session:
            assert await violations(session) == []
    assert {"file", "hold", "accept", "set out", "arrive", "depart", "confirm", "close"} <= set(replay.done)
    assert replay.refused.total() < replay.done.total() / 10
