"""The real server on a port of its own, in the event loop of the test."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from web.application import create_app


@asynccontextmanager
async def served(settings: Settings, engine: AsyncEngine, keyring: Keyring) -> AsyncIterator[str]:
    """Serve the application, and give its address."""
    async with serving(create_app(settings, engine, keyring)) as origin:
        yield origin


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Serve any application, and give its address."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not running.done():  # noqa: ASYNC110 - the server says it by a flag only
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listening.close()
