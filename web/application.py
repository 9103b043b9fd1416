"""The application: what it is made of, and what runs beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from shelters.database.engine import Engine
from shelters.database.schema import check_ready
from shelters.database.signals import hear
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from web import errors
from web.defects import Defects, place_of
from web.files import Files
from web.forms import FIELD_BYTES, FIELDS, FILES, BodyLimit
from web.headers import Headers
from web.live import CHANGED, Live
from web.routes import ROUTERS

log = logging.getLogger("abrigo.web")

Chore = Callable[[], Awaitable[object]]
CHORES_EVERY: Final = 60.0
# Each switch is said, because some are on when they are not, and one is read from the environment.
TELEMETRY: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def create_app(settings: Settings, engine: Engine, keyring: Keyring) -> FastAPI:
    """Put the application together; `app.state.chores` is what it does by itself every minute.

    `app.state.workers` are what it starts once and keeps running beside the pages.
    """
    app = FastAPI(
        # No pages that describe the program to strangers.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=TELEMETRY,
        form_limits={"max_fields": FIELDS, "max_files": FILES, "max_part_size": FIELD_BYTES},
        redirect_slashes=False,
        lifespan=_running,
    )
    app.state.settings, app.state.engine, app.state.keyring = settings, engine, keyring
    app.state.live = Live()
    app.state.chores, app.state.workers = [], [lambda: hear(engine, CHANGED, app.state.live.tell)]
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", Files(), name="static")
    errors.install(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit)
    app.add_middleware(Defects)
    app.add_middleware(Headers)
    return app


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """Refuse to start on a database that is not ready; do the chores and keep the workers while running."""
    await check_ready(app.state.engine)
    beside = [asyncio.create_task(_do_chores(app)), *(asyncio.create_task(work()) for work in app.state.workers)]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        for task in beside:
            with suppress(asyncio.CancelledError):
                await task


async def _do_chores(app: FastAPI) -> None:
    while True:
        for chore in app.state.chores:
            await do_chore(chore)
        await asyncio.sleep(CHORES_EVERY)


async def do_chore(chore: Chore) -> None:
    """Do a chore once; one that fails is logged and tried again next time."""
    try:
        await chore()
    except Exception as error:  # noqa: BLE001 - whatever it was, the other chores still have to be done
        log.error("chore failed: %s", place_of(error))  # noqa: TRY400 - a traceback prints values
