"""The shipped server in a process group of its own, on a port that is nobody else's."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import httpx2
import psutil

from shelters.database.embedded import APPLICATION, DATABASE
from shelters.settings import Settings

SHIPPED: Final = (sys.executable, "-c", "from web.operator import app; app()")
UNGUARDED: Final = (sys.executable, "-m", "tests.apart.unguarded")
_PATIENCE = 60.0


class Server:
    """`abrigo serve`, as an operator starts it; its kill leaves no process of its group."""

    def __init__(self, settings: Settings, database: str, command: Sequence[str] = SHIPPED) -> None:
        """Remember how to start it: on the database behind a socket, with the keys of a data folder."""
        self.command = command
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ABRIGO_")},
            "ABRIGO_DATA": str(settings.data),
            "ABRIGO_DATABASE_URL": f"postgresql://{APPLICATION}@/{DATABASE}?host={database}",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def origin(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it on a port that was free a moment ago."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._process = subprocess.Popen(  # noqa: S603 - our own server
            [*self.command, "serve", "--port", str(self.port)],
            env=self._environment,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        """Kill its whole process group at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def running(self) -> bool:
        """Say whether its process lives; one that finds no database at its start gives up."""
        return self._process is not None and self._process.poll() is None

    async def ready(self) -> None:
        """Wait until it answers, start it anew if it gave up, and make sure that it is it that answers."""
        async with asyncio.timeout(_PATIENCE), httpx2.AsyncClient(timeout=5) as client:
            while not await self._answers(client):
                if not self.running():
                    self.start()
                await asyncio.sleep(0.1)
        assert self._listens(), "somebody else listens on the port"

    async def _answers(self, client: httpx2.AsyncClient) -> bool:
        with suppress(httpx2.TransportError):
            return (await client.get(f"{self.origin}/health")).status_code == 200
        return False

    def _listens(self) -> bool:
        """Say whether the port is listened on by a process of ours: a stale server would answer too."""
        if self._process is None:
            return False
        ours = psutil.Process(self._process.pid)
        return any(
            each.status == psutil.CONN_LISTEN and each.laddr.port == self.port
            for process in (ours, *ours.children(recursive=True))
            for each in process.net_connections("tcp")
        )
