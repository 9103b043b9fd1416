"""R1: two hundred secrets typed into the pages, and then looked for in everything that a seizure yields."""

from __future__ import annotations

import logging
import secrets as random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx2

from shelters.accounts.models import Person
from shelters.sealing.following import FollowedKeyring
from shelters.sealing.keyring import ensure_keyring
from tests.scene import Scene, make_scene
from tests.security.disk import contents, copy_of_disk, dump, found, settle
from tests.security.lab import Figure, Lab, laboratory
from tests.security.unsealed import unsealed
from tests.web.conftest import ORIGIN, Browser, parsed, prove, submit
from tests.web.request_forms import typed
from tests.world import PASSPHRASE, open_session, seed_of_letters
from web import cookies
from web.application import create_app

# So many of each; together more than two hundred, since who joins also has a seed, tokens and codes on paper.
CASES: Final = 30
ADDRESSES: Final = 12
PEOPLE: Final = 10
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass
class Planting:
    """A tour of the forms by people who type secrets, and the secrets that they typed or were given."""

    scene: Scene
    app: Any
    secrets: list[str] = field(default_factory=list)

    def new(self, kind: str) -> str:
        """Make up a secret that stands nowhere else, of letters that each encoding writes in its own way."""
        self.secrets.append(f"{kind} ñ/{''.join(random.choice(_LETTERS) for _ in range(20))} é")
        return self.secrets[-1]

    @asynccontextmanager
    async def browser(self, person: Person | None) -> AsyncIterator[Browser]:
        """Open a browser; the token of her session is a secret too."""
        async with Browser(transport=httpx2.ASGITransport(self.app), base_url=ORIGIN) as browser:
            if person is not None:
                token = await open_session(self.scene.engine, person)
                self.secrets.append(token)
                browser.cookies.set(cookies.SESSION, token, domain="testserver.local")
            yield browser

    async def file_cases(self, number: int) -> None:
        """File requests with a note for matching, then names and notes of each case; refused forms among them."""
        async with self.browser(self.scene.world.committee) as ana:
            for _ in range(number):
                note = self.new("Nota")
                refused = await submit(ana, "/requests/new", "/requests", **typed(note=note, nights="\u0663"))
                assert refused.status_code == 422
                filed = await submit(ana, "/requests/new", "/requests", **typed(note=note))
                here = f"{filed.headers['location']}/notes"
                for kind in ("names", "note"):
                    answer = await submit(ana, here, here, kind=kind, text=self.new("Nombre"))
                    assert answer.status_code == 303
                opened = await submit(ana, here, f"{here}/open", passphrase=PASSPHRASE)
                assert opened.status_code in {200, 429}

    async def write_addresses(self, number: int) -> None:
        """Write the address of a house again and again: each version but the last is a deleted row."""
        path = f"/houses/{self.scene.ceiba.id}/change"
        async with self.browser(self.scene.world.host) as berta:
            for _ in range(number):
                parts = {part: self.new(part) for part in ("address", "access", "contact")}
                assert (await submit(berta, path, path, **parts)).status_code == 303
            here = f"/houses/{self.scene.ceiba.id}/address"
            assert self.secrets[-1] in (await submit(berta, here, here, passphrase=PASSPHRASE)).text

    async def let_people_join(self, number: int) -> None:
        """Invite people and let them join with passphrases of their own; some are refused first."""
        async with self.browser(self.scene.world.steward) as carla:
            for one in range(number):
                code = parsed(await submit(carla, "/people", "/people", role="committee")).select_one("#code strong")
                assert code is not None
                self.secrets.append(code.get_text())
                passphrase = self.new("frase de paso")
                async with self.browser(None) as newcomer:
                    who = {"code": self.secrets[-2], "name": f"nueva{one}"}
                    await submit(newcomer, "/join", "/join", **who | {"name": "ana"}, passphrase=passphrase)
                    joined = await submit(newcomer, "/join", "/join", **who, passphrase=passphrase)
                    assert joined.status_code == 303
                    await self.set_up_codes(newcomer)

    async def set_up_codes(self, newcomer: Browser) -> None:
        """Set the second factor up: its seed, each code on paper and both tokens are secrets."""
        self.secrets.append(str(newcomer.cookies[cookies.SESSION]))
        letters = parsed(await newcomer.get("/sign-in/set-up")).select_one("p.letters")
        assert letters is not None
        on_paper = parsed(await prove(newcomer)).select("li.code")
        # As they are kept where nothing hides them: the seed in hexadecimal, a code without its dashes.
        self.secrets.append(seed_of_letters(letters.get_text()).hex())
        self.secrets += [code.get_text().replace("-", "") for code in on_paper]
        self.secrets.append(str(newcomer.cookies[cookies.SESSION]))

    async def stumble(self) -> None:
        """Press what goes wrong, with secrets in it, for the logs."""
        async with self.browser(self.scene.world.committee) as ana:
            for path in ("/requests/find", "/nowhere", f"/requests/{self.scene.ceiba.id}/notes"):
                await ana.post(path, data={"code": self.secrets[0], "text": self.secrets[1] + "\x00"})
            await ana.get("/requests", params={"page": self.secrets[0]})


async def plant(lab: Lab, share: float = 1.0) -> list[str]:
    """Go through the forms, and list the secrets."""
    ensure_keyring(lab.settings.keyring_file)
    keyring = FollowedKeyring(lab.settings.keyring_file)
    scene = await make_scene(lab.engine, keyring)
    planting = Planting(scene, create_app(lab.settings, lab.engine, keyring))
    await planting.file_cases(max(1, round(CASES * share)))
    await planting.write_addresses(max(1, round(ADDRESSES * share)))
    await planting.let_people_join(max(1, round(PEOPLE * share)))
    await planting.stumble()
    return planting.secrets


async def seized(lab: Lab, planted: list[str]) -> tuple[dict[str, str], int]:
    """Look for the secrets in a dump, the data directory with its logs, and a backup; count the bytes too."""
    with TemporaryDirectory(prefix="abrigo-seized-") as folder:
        backup = await copy_of_disk(lab, Path(folder) / "backup")
        dumped = await dump(lab, Path(folder) / "dump.sql")
        await settle(lab)
        files = list(contents(dumped, backup, lab.settings.data))
    return found(planted, files), sum(len(content) for _, content in files)


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """Keep all that the application and its libraries log, down to the last detail but SQL's own echo."""
    handler, root = logging.FileHandler(path), logging.getLogger()
    # The browser of this test is in the same process, and is not the application.
    handler.addFilter(lambda line: not line.name.startswith("httpx"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()


async def measured(lab: Lab, share: float = 1.0) -> Figure:
    """Plant, seize and look; then once more in a laboratory of its own, with everything that hides taken away."""
    planted, seen, size = await _run(lab, share)
    async with laboratory() as other:
        with unsealed():
            shown, missed, _ = await _run(other, share)
    return Figure(
        row="R1",
        what=f"{len(planted)} secrets typed into the pages, in {size / 1e6:.0f} MB of disk, dump, log and backup",
        demanded="0 found in six encodings",
        seen=f"{len(seen)} found{_where(seen)}",
        control=f"without encryption and hashes, {len(missed)} of {len(shown)} found",
        holds=not seen and len(missed) == len(shown) == len(planted),
    )


def _where(seen: dict[str, str]) -> str:
    """Name the files that told, without what they told."""
    return "".join(f", {Path(name).name}" for name in sorted(set(seen.values())))


async def _run(lab: Lab, share: float) -> tuple[list[str], dict[str, str], int]:
    log = lab.settings.data / "application.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with _logged(log):
        planted = await plant(lab, share)
    seen, size = await seized(lab, planted)
    return planted, seen, size
