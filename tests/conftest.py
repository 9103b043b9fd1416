"""One real PostgreSQL for the whole run; each test finds it empty."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.audit.chain import sign_with
from shelters.database.embedded import APPLICATION, OWNER, address, start_embedded
from shelters.database.engine import make_engine, make_single_engine
from shelters.database.schema import make_roles, upgrade
from shelters.sealing.keyring import Keyring, make_keyring
from shelters.settings import Settings
from tests.connections import refused
from tests.emptying import Empty, emptying
from tests.scene import Scene, make_scene

# No timing is asserted, and each run tries the same examples: a slow or busy machine is no failure.
hypothesis.settings.register_profile(
    "abrigo", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("abrigo")


# The record's key is the same for a whole run; what it chains is emptied after each test.
RECORD_KEY = secrets.token_bytes(32)


# A cluster that stands already, with a database to copy: `make mutants` starts tests a thousand times.
CLUSTER, TEMPLATE = "TESTS_CLUSTER", "abrigo_template"


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings whose data folder is this run's own."""
    if standing := os.environ.get(CLUSTER):
        return Settings(data=Path(standing))
    folder = Path(tempfile.mkdtemp(prefix="abrigo-tests-"))
    # Runs after the server's own end, which is registered later: the folder goes when nobody writes to it any more.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Settings(data=folder)


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """Keys that live as long as the run."""
    return make_keyring()


@pytest.fixture(scope="session")
def database_name(worker_id: str) -> str:
    """Give each worker a database of its own in the one server."""
    return f"abrigo_{worker_id}_{os.getpid()}"


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name the worker, also where tests run in one process."""
    workerinput = getattr(request.config, "workerinput", {})
    return str(workerinput.get("workerid", "main"))


@pytest.fixture(scope="session")
def socket(settings: Settings) -> str:
    """Start PostgreSQL and say where it listens."""
    return start_embedded(settings.data)


@pytest.fixture(scope="session")
def superuser_address(socket: str, database_name: str) -> str:
    """The server's own superuser, on the tests' database."""
    return address(socket, "postgres", database_name)


@pytest.fixture(scope="session")
def application_address(socket: str, database_name: str) -> str:
    """The application's role, on the tests' database."""
    return address(socket, APPLICATION, database_name)


@pytest_asyncio.fixture(scope="session")
async def migrated(settings: Settings, socket: str, database_name: str) -> AsyncIterator[None]:
    """Make the database and bring it up to date as its owner, or copy one that is."""
    if CLUSTER in os.environ:
        async with _copied(socket, database_name):
            yield
        return
    await make_database(settings, socket, database_name)
    yield


@asynccontextmanager
async def _copied(socket: str, name: str) -> AsyncIterator[None]:
    engine = make_single_engine(address(socket, "postgres", "postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'create database "{name}" template {TEMPLATE} owner {OWNER}'))
        yield
        await connection.execute(text(f'drop database "{name}" with (force)'))
    await engine.dispose()


async def make_database(settings: Settings, socket: str, database_name: str) -> None:
    """Make a database that is up to date."""
    await make_roles(settings, database_name)
    engine = make_single_engine(address(socket, OWNER, database_name))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        await connection.execute(text(f"grant select on alembic_version to {APPLICATION}"))
    await engine.dispose()


@pytest_asyncio.fixture(scope="session")
async def shared_engine(migrated: None, application_address: str) -> AsyncIterator[AsyncEngine]:
    """Connect as the application does."""
    engine = sign_with(make_engine(application_address, pool_size=20), RECORD_KEY)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(scope="session")
async def superuser(migrated: None, superuser_address: str) -> AsyncIterator[AsyncEngine]:
    """Connect as the one who sees everything, to look behind the policies."""
    engine = make_engine(superuser_address, pool_size=2)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(scope="session")
async def empty(superuser: AsyncEngine) -> Empty:
    """Give what empties every table."""
    return await emptying(superuser)


@pytest_asyncio.fixture
async def engine(shared_engine: AsyncEngine, empty: Empty) -> AsyncIterator[AsyncEngine]:
    """Give the application's engine on an empty database, and empty it again afterwards."""
    yield shared_engine
    await empty()


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget `ABRIGO_*` of the machine that runs the tests."""
    for name in [name for name in os.environ if name.startswith("ABRIGO_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine() -> Iterator[None]:
    """Fail a test in which anything tried to connect elsewhere, whoever caught the refusal."""
    yield
    assert refused() == []


@pytest_asyncio.fixture
async def scene(engine: AsyncEngine, keyring: Keyring) -> Scene:
    """Give two networks with a house each, and the people who work with them."""
    return await make_scene(engine, keyring)
