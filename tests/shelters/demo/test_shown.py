"""What the demo shows besides its year is there, and tells one story with it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.database.transaction import transaction
from shelters.demo.region import fill_region
from shelters.demo.shown import show_more
from shelters.demo.sizes import Size
from shelters.placement.checks import violations
from shelters.sealing.keyring import Keyring


async def test_the_demo_shows_a_collective_stay_and_an_exposed_house(
    engine: AsyncEngine, superuser: AsyncEngine, keyring: Keyring
) -> None:
    async with transaction(engine, OPERATOR) as session:
        await fill_region(session, keyring, Size.SMALL)
    await show_more(engine, keyring)
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from seat where state = 'confirmed'")) == 2
        assert await connection.scalar(text("select count(*) from evacuation_line where resident")) > 0
    async with transaction(engine, OPERATOR) as session:
        assert await violations(session) == []
