"""The schema: what the models say, what the migrations made, and who may touch it."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

import shelters.accounts.models
import shelters.audit.models
import shelters.capacity.models
import shelters.news.models
import shelters.placement.emergency_models
import shelters.placement.models
import shelters.requests.models
import shelters.retention.models
import shelters.stays.models  # noqa: F401 - each import registers its tables
from shelters.database.engine import make_single_engine
from shelters.database.schema import check_ready
from shelters.errors import NotReadyError


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection)
    return [
        str(change)
        for change in compare_metadata(context, SQLModel.metadata)
        # Indexes, constraints and foreign keys live in the migrations alone: the models only name the columns.
        if isinstance(change, tuple)
        and change[0] in {"add_table", "remove_table", "add_column", "remove_column"}
        and "alembic_version" not in str(change)
    ]


async def test_the_models_and_the_migrations_name_the_same_tables_and_columns(superuser: AsyncEngine) -> None:
    async with superuser.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_database_that_is_up_to_date_is_ready(engine: AsyncEngine) -> None:
    await check_ready(engine)


async def test_the_application_refuses_to_run_as_superuser(superuser: AsyncEngine) -> None:
    with pytest.raises(NotReadyError, match="superusuaria"):
        await check_ready(superuser)


async def test_the_application_refuses_a_database_that_answers_before_it_has_written(
    superuser: AsyncEngine, application_address: str
) -> None:
    async with superuser.begin() as connection:
        await connection.execute(text("alter role abrigo_app set synchronous_commit = off"))
    forgetful = make_single_engine(application_address)
    try:
        with pytest.raises(NotReadyError, match="apagado: una reserva podría perderse"):
            await check_ready(forgetful)
    finally:
        async with superuser.begin() as connection:
            await connection.execute(text("alter role abrigo_app reset synchronous_commit"))
    await check_ready(forgetful)


async def test_every_table_forces_row_security(superuser: AsyncEngine) -> None:
    async with superuser.connect() as connection:
        open_tables = await connection.scalars(
            text(
                "select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
                " where nspname = 'public' and relkind = 'r' and relname <> 'alembic_version'"
                " and not (relrowsecurity and relforcerowsecurity)"
            )
        )
        assert open_tables.all() == []


@pytest.mark.parametrize("statement", ["update audit_record set role = ''", "delete from audit_record"])
async def test_the_record_can_be_added_to_and_nothing_else(engine: AsyncEngine, statement: str) -> None:
    async with engine.connect() as connection:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await connection.execute(text(statement))


async def test_where_nobody_acts_every_table_is_empty(engine: AsyncEngine, superuser: AsyncEngine) -> None:
    async with superuser.begin() as connection:
        await connection.execute(
            text("insert into network (id, name, country) values (gen_random_uuid(), 'Red de prueba', 'MX')")
        )
    async with engine.connect() as connection:
        assert await connection.scalar(text("select count(*) from network")) == 0
