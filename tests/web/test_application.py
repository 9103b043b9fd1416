"""The application starts only on a database that is ready, tells nobody about itself, and does its chores."""

from __future__ import annotations

import asyncio
import logging
from typing import get_type_hints

import pytest
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.database.engine import make_engine
from shelters.errors import NotReadyError
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from tests.web.conftest import ClientAs
from web.application import TELEMETRY, create_app, do_chore


async def test_health_is_ok_while_the_database_is_ready(client_as: ClientAs) -> None:
    answer = await (await client_as(None)).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_health_says_so_when_the_schema_is_not_ours(client_as: ClientAs, superuser: AsyncEngine) -> None:
    async with superuser.begin() as connection:
        revision = await connection.scalar(text("select version_num from alembic_version"))
        await connection.execute(text("update alembic_version set version_num = '0000'"))
    try:
        answer = await (await client_as(None)).get("/health")
    finally:
        async with superuser.begin() as connection:
            await connection.execute(text("update alembic_version set version_num = :was"), {"was": revision})
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


async def test_health_says_so_when_there_is_no_database(app: FastAPI, client_as: ClientAs, settings: Settings) -> None:
    app.state.engine = make_engine("postgresql+asyncpg://nobody@/nothing?host=/nowhere")
    assert (await (await client_as(None)).get("/health")).status_code == 503
    await app.state.engine.dispose()


async def test_it_does_not_start_as_the_owner_of_everything(
    settings: Settings, superuser: AsyncEngine, keyring: Keyring
) -> None:
    app = create_app(settings, superuser, keyring)
    with pytest.raises(NotReadyError, match="superusuaria"):
        async with app.router.lifespan_context(app):
            pytest.fail("it started")


async def test_chores_are_done_while_it_runs_and_stop_with_it(app: FastAPI) -> None:
    done = asyncio.Event()

    async def chore() -> None:
        done.set()

    app.state.chores.append(chore)
    # Another server may be kept running for other tests in this process.
    before = asyncio.all_tasks()
    async with app.router.lifespan_context(app):
        await done.wait()
        assert any("_do_chores" in repr(task) for task in asyncio.all_tasks() - before)
    assert not any("_do_chores" in repr(task) for task in asyncio.all_tasks() - before)


async def test_workers_work_beside_the_pages_and_stop_with_them(app: FastAPI) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    app.state.workers.append(work)
    async with app.router.lifespan_context(app):
        await begun.wait()
        assert not ended.is_set()
    assert ended.is_set()


async def test_a_chore_that_fails_stops_no_other_and_logs_nothing_of_what_it_was_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def chore() -> None:
        raise ValueError("the secret of a case")

    with caplog.at_level(logging.DEBUG):
        await do_chore(chore)
    assert "chore failed: ValueError at" in caplog.text
    assert "secret" not in caplog.text


def test_every_switch_of_telemetry_is_off() -> None:
    """A switch that a later version adds makes this fail, until somebody has decided."""
    hints = get_type_hints(TelemetryConfig)
    assert {name: False for name, kind in hints.items() if kind is bool} == TELEMETRY
