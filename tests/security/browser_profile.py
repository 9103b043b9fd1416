"""R17: what people typed and read, looked for in the profile of the browser that they shared and left."""

from __future__ import annotations

import secrets as random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from playwright.async_api import async_playwright

from tests.browser import acts
from tests.browser.chromium import ARGUMENTS, KEEPS_PAGES, find_chromium
from tests.browser.visitor import Visitor
from tests.scene import make_scene
from tests.security.disk import contents, found
from tests.security.lab import Figure, Lab, laboratory
from tests.serving import served
from tests.world import PASSPHRASE
from web import headers

_PLACES = ("Dirección", "Cómo llegar y entrar", "A quién avisar")


@dataclass
class Tour:
    """Two people, one after the other, at the browser of a café, and what they typed or were shown there."""

    visitor: Visitor
    secrets: list[str] = field(default_factory=lambda: [PASSPHRASE])

    def new(self, kind: str) -> str:
        """Make up a secret that stands nowhere else."""
        self.secrets.append(f"{kind} ñ {random.token_hex(10)}")
        return self.secrets[-1]

    async def come_in(self, name: str) -> None:
        """Sign in, and note the letters and the codes on paper that are shown this once."""
        await self.visitor.open("/")
        await self.visitor.type("Nombre", name)
        await self.visitor.type("Frase de paso", PASSPHRASE)
        await self.visitor.press("Entrar")
        self.secrets.append(await self.visitor.page.locator("p.letters").inner_text())
        await acts.confirm_codes(self.visitor)
        self.secrets += await self.visitor.page.locator("li.code").all_inner_texts()
        await self.visitor.press("Ya los copié")

    async def write_a_case(self, request: str) -> None:
        """Write names and a note of a case, and read them."""
        for kind in ("Nombres", "Nota"):
            await self.visitor.open(f"{request}/notes")
            await self.visitor.tick("¿Qué es?", kind)
            await self.visitor.type("Texto", self.new(kind))
            await self.visitor.press("Sellar y guardar")
        await self.visitor.type("Tu frase de paso", PASSPHRASE)
        await self.visitor.press("Abrir las notas")
        await self.visitor.reads(*self.secrets[-2:])

    async def write_an_address(self, house: str) -> None:
        """Write where a house is, and read it."""
        await self.visitor.open(f"{house}/change")
        written = [self.new(part) for part in _PLACES]
        for part, words in zip(_PLACES, written, strict=True):
            await self.visitor.type(part, words)
        await self.visitor.press("Guardar los cambios")
        await self.visitor.open(f"{house}/address")
        await self.visitor.type("Tu frase de paso", PASSPHRASE)
        await self.visitor.press("Abrir la dirección")
        await self.visitor.reads(*written)

    async def leave(self) -> None:
        """Press *Salir ya*, and wait until the page that says nothing has come."""
        await self.visitor.page.locator("form#leave button").click()
        await self.visitor.page.wait_for_url("**/weather")
        await self.visitor.page.wait_for_load_state("networkidle")


@asynccontextmanager
async def _shared(profile: Path, origin: str) -> AsyncIterator[Visitor]:
    """Open a browser with a profile on the disk, which keeps pages as it does for people."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            args=list(ARGUMENTS),
            ignore_default_args=list(KEEPS_PAGES),
            locale="es-MX",
            # What is looked for must not be hidden by compression.
            extra_http_headers={"accept-encoding": "identity"},
        )
        yield Visitor(await context.new_page(), origin, scripts=True)
        await context.close()


async def _left_behind(lab: Lab, *, leaving: bool) -> tuple[list[str], dict[str, str], int]:
    """Let two people use one browser; give the secrets, where each stands, and how many bytes the profile has."""
    scene = await make_scene(lab.engine, lab.keyring)
    request = await scene.file()
    with TemporaryDirectory(prefix="abrigo-profile-", ignore_cleanup_errors=True) as folder:
        async with served(lab.settings, lab.engine, lab.keyring) as origin, _shared(Path(folder), origin) as visitor:
            tour = Tour(visitor)
            for name, act, path in (
                ("ana", tour.write_a_case, f"/requests/{request.id}"),
                ("berta", tour.write_an_address, f"/houses/{scene.ceiba.id}"),
            ):
                await tour.come_in(name)
                await act(path)
                await (tour.leave() if leaving else visitor.page.context.clear_cookies())
        files = list(contents(Path(folder)))
    return tour.secrets, found(tour.secrets, files), sum(len(content) for _, content in files)


@contextmanager
def _kept() -> Iterator[None]:
    """Let browsers keep every page for an hour."""
    with patch.object(headers, "NOT_KEPT", "private, max-age=3600"):
        yield


async def measured(lab: Lab) -> Figure:
    """Use a browser, leave, and look; then once more where pages may be kept and nobody leaves."""
    secrets, seen, size = await _left_behind(lab, leaving=True)
    async with laboratory() as other:
        with _kept():
            shown, missed, _ = await _left_behind(other, leaving=False)
    return Figure(
        row="R17",
        what=f"{len(secrets)} secrets typed and read by two in one Chromium, {size / 1e6:.0f} MB of profile",
        demanded="0 found in six encodings",
        seen=f"{len(seen)} found{', '.join(['', *sorted({Path(name).name for name in seen.values()})])}",
        control=f"where pages may be kept and nobody leaves, {len(missed)} of {len(shown)} found",
        holds=not seen and len(missed) >= len(shown) // 2,
    )
