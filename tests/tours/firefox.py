"""Firefox ESR, set as Tor Browser is at its safest level, driven over WebDriver BiDi."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from websockets.asyncio.client import ClientConnection, connect

# Tor Browser's safest level: no script, no drawing that a page describes, no font or medium that it brings along.
SAFEST: Final[dict[str, bool | int | str]] = {
    "javascript.enabled": False,
    "svg.disabled": True,
    "mathml.disabled": True,
    "webgl.disabled": True,
    "gfx.downloadable_fonts.enabled": False,
    "gfx.font_rendering.graphite.enabled": False,
    "gfx.font_rendering.opentype_svg.enabled": False,
    "media.webaudio.enabled": False,
    "media.play-stand-alone": False,
    "media.peerconnection.enabled": False,
    "javascript.options.wasm": False,
}
# What Firefox would ask its maker by itself; nothing of a page.
_SILENT: Final[dict[str, bool | int | str]] = {
    "services.settings.server": "data:,",
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
}
_WAITS: Final = 20
Event = dict[str, Any]


def find_firefox() -> str:
    """Find the browser, or say what to do."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        pytest.fail("NO FIREFOX: run tests/browser/install-browsers.sh --firefox")
    return found


class FirefoxError(AssertionError):
    """What the browser would not do, and the standard's word for why."""

    def __init__(self, method: str, answer: Event) -> None:
        """Say what was asked, and what it answered."""
        super().__init__(f"{method}: {answer.get('message')}")
        self.why = str(answer.get("error"))


class Firefox:
    """A running browser: what is asked of it, and whoever listens to what it tells."""

    def __init__(self, line: ClientConnection, profile: Path) -> None:
        """Speak over an open line to the browser of a profile."""
        self._line, self._profile = line, profile
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[Event]] = {}
        self.listeners: list[Callable[[str, Event], None]] = []

    def stored(self) -> list[str]:
        """List what pages have stored on the disk: bases, caches, and what the browser keeps for their scripts."""
        return sorted(path.name for path in (self._profile / "storage" / "default").glob("*"))

    async def ask(self, method: str, **values: Any) -> Event:
        """Ask for something, and give the answer."""
        number = next(self._numbers)
        self._asked[number] = answering = asyncio.get_running_loop().create_future()
        await self._line.send(json.dumps({"id": number, "method": method, "params": values}))
        answer = await asyncio.wait_for(answering, _WAITS)
        if answer["type"] != "success":
            raise FirefoxError(method, answer)
        result: Event = answer["result"]
        return result

    async def listen(self) -> None:
        """Hand out answers and events until the line ends."""
        async for text in self._line:
            said = json.loads(text)
            if said.get("id") in self._asked:
                self._asked.pop(said["id"]).set_result(said)
            elif said["type"] == "event":
                for listener in list(self.listeners):
                    listener(said["method"], said["params"])


@asynccontextmanager
async def started_firefox() -> AsyncIterator[Firefox]:
    """Start the browser with a profile of its own, and end it."""
    with TemporaryDirectory(prefix="abrigo-firefox-", ignore_cleanup_errors=True) as profile:
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in (SAFEST | _SILENT).items())
        (Path(profile) / "user.js").write_text("\n".join(lines))
        asked = ("--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank")
        process = await asyncio.create_subprocess_exec(
            find_firefox(), *asked, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
        assert process.stderr is not None
        try:
            address = await asyncio.wait_for(_address(process.stderr), _WAITS)
            reading = asyncio.create_task(_read_away(process.stderr))
            async with connect(f"{address}/session", max_size=None) as line, _speaking(line, Path(profile)) as firefox:
                yield firefox
            reading.cancel()
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def _speaking(line: ClientConnection, profile: Path) -> AsyncIterator[Firefox]:
    firefox = Firefox(line, profile)
    listening = asyncio.create_task(firefox.listen())
    await firefox.ask("session.new", capabilities={})
    told = ["network.beforeRequestSent", "network.responseCompleted", "log.entryAdded", "browsingContext.load"]
    await firefox.ask("session.subscribe", events=told)
    yield firefox
    listening.cancel()


async def _address(stderr: asyncio.StreamReader) -> str:
    async for line in stderr:
        if found := re.search(rb"ws://\S+", line):
            return found[0].decode()
    raise AssertionError("Firefox ended before it said where it listens")


async def _read_away(stderr: asyncio.StreamReader) -> None:
    """Read what it prints: a pipe that is full would stop it."""
    while await stderr.read(65536):
        pass
