"""The figures of `make security` at a size that fits into every run of the tests."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.demo.sizes import Size
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.conftest import RECORD_KEY
from tests.security import isolation, tampered_record
from tests.security.lab import Lab
from tests.tampering import TAMPERS


@pytest.fixture
def lab(
    settings: Settings, engine: AsyncEngine, superuser: AsyncEngine, keyring: Keyring, application_address: str
) -> Lab:
    """Measure on the database of the tests."""
    return Lab(settings, engine, superuser, keyring, RECORD_KEY, application_address)


async def test_no_network_reads_a_row_of_another_over_shared_connections(lab: Lab) -> None:
    figure = await isolation.measured(lab, requests=300, size=Size.SMALL, tenants=2)
    assert figure.holds, figure


async def test_every_tampering_with_the_record_is_found(lab: Lab) -> None:
    figure = await tampered_record.measured(lab, writers=10, lines=4, times=2 * len(TAMPERS))
    assert figure.holds, figure


async def test_every_table_of_a_network_has_a_policy(lab: Lab) -> None:
    tables = await isolation.tenant_tables(lab.superuser)
    async with lab.superuser.connect() as connection:
        guarded = set(await connection.scalars(isolation.GUARDED))
    assert len(tables) > 10
    assert set(tables) <= guarded
