"""A laboratory: a real PostgreSQL of its own, made for one measurement of a promise, and thrown away."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.audit.chain import sign_with
from shelters.database.embedded import APPLICATION, DATABASE, address, start_embedded
from shelters.database.engine import make_engine
from shelters.database.schema import migrate
from shelters.sealing.keyring import Keyring, ensure_keyring
from shelters.sealing.record_key import ensure_record_key
from shelters.settings import Settings


@dataclass(frozen=True)
class Lab:
    """What a measurement works with: the application's way to the database, and the way behind all policies."""

    settings: Settings
    engine: AsyncEngine
    superuser: AsyncEngine
    keyring: Keyring
    record_key: bytes
    application_address: str


@dataclass(frozen=True)
class Figure:
    """One row of the table: what was demanded and seen, and what the same measurement shows without the protection."""

    row: str
    what: str
    demanded: str
    seen: str
    control: str
    holds: bool


@asynccontextmanager
async def laboratory() -> AsyncIterator[Lab]:
    """Make a database up to date, with keys, in a folder that goes afterwards."""
    with TemporaryDirectory(prefix="abrigo-security-", ignore_cleanup_errors=True) as folder:
        settings = Settings(data=Path(folder) / secrets.token_hex(4))
        await migrate(settings)
        socket = start_embedded(settings.data)
        as_application = address(socket, APPLICATION, DATABASE)
        key = ensure_record_key(settings.record_key_path)
        engine = sign_with(make_engine(as_application, pool_size=20), key)
        superuser = make_engine(address(socket, "postgres", DATABASE), pool_size=2)
        try:
            yield Lab(settings, engine, superuser, ensure_keyring(settings.keyring_file), key, as_application)
        finally:
            await engine.dispose()
            await superuser.dispose()
