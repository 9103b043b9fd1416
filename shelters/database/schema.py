"""Roles, migrations, and the checks without which the server does not start."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shelters.database.embedded import APPLICATION, DATABASE, OWNER
from shelters.database.engine import make_single_engine, owner_url, superuser_url
from shelters.errors import N_, NotReadyError
from shelters.settings import Settings

_MIGRATIONS = Path(__file__).parent / "migrations"

_UNREACHABLE = N_("No se llega a la base, o todavía está vacía. Ejecuta: abrigo migrate")

# Without these a booking that was confirmed can be gone after a power cut.
_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@cache
def newest_revision() -> str | None:
    """Name the newest revision this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date on an open connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def make_roles(settings: Settings, database: str = DATABASE) -> None:
    """Make the owner, the application role and the database in the embedded server, where they are missing."""
    engine = make_single_engine(superuser_url(settings), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for role in (OWNER, APPLICATION):
            if not await connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": role}):
                await connection.execute(text(f"create role {role} login nosuperuser nobypassrls"))
        if not await connection.scalar(text("select 1 from pg_database where datname = :name"), {"name": database}):
            await connection.execute(text(f'create database "{database}" owner {OWNER}'))
    await engine.dispose()


async def migrate(settings: Settings) -> None:
    """Make what is missing and bring the schema up to date, as the owner."""
    if settings.database_url is None:
        await make_roles(settings)
    engine = make_single_engine(owner_url(settings))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        await connection.execute(text(f"grant usage on schema public to {APPLICATION}"))
        await connection.execute(text(f"grant select on alembic_version to {APPLICATION}"))
    await engine.dispose()


async def check_ready(engine: AsyncEngine) -> None:
    """Refuse a database that cannot be reached, is old, not durable, or open to us as its owner."""
    try:
        async with engine.connect() as connection:
            await _check_schema(connection)
            await _check_durable(connection)
            await _check_powerless(connection)
    except (SQLAlchemyError, OSError) as error:
        # What the driver says can hold an address or a name; the operator needs only the way on.
        raise NotReadyError(_UNREACHABLE) from error


async def _check_durable(connection: AsyncConnection) -> None:
    for name in _DURABLE:
        if await connection.scalar(text("select current_setting(:name)"), {"name": name}) == "off":
            raise NotReadyError(N_("La base tiene %(name)s apagado: una reserva podría perderse."), name=name)


async def _check_powerless(connection: AsyncConnection) -> None:
    powerful = await connection.scalar(
        text(
            "select rolsuper or rolbypassrls or exists"
            " (select 1 from pg_class where relname = 'house' and relowner = pg_roles.oid)"
            " from pg_roles where rolname = current_user"
        )
    )
    if powerful:
        raise NotReadyError(N_("La aplicación no puede conectarse como dueña ni como superusuaria de la base."))


async def is_ready(engine: AsyncEngine) -> bool:
    """Say whether the database can be reached and would pass the checks at start."""
    try:
        await check_ready(engine)
    except NotReadyError:
        return False
    return True


async def _check_schema(connection: AsyncConnection) -> None:
    revision = await connection.run_sync(_revision)
    if revision != newest_revision():
        raise NotReadyError(N_("La base no está al día. Ejecuta: abrigo migrate"))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
