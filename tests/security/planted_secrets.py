"""R1: two hundred secrets typed into the pages, and then looked for in everything that a seizure yields."""

from __future__ import annotations

import logging
import secrets as random
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import httpx2
from argon2.exceptions import VerifyMismatchError

from shelters.accounts import passwords, sessions
from shelters.accounts.models import Person
from shelters.sealing import boxes, envelope
from shelters.sealing.following import FollowedKeyring
from shelters.sealing.keyring import ensure_keyring
from tests.scene import Scene, make_scene
from tests.security.disk import contents, copy_of_disk, dump, found, settle
from tests.security.lab import Figure, Lab, laboratory
from tests.web.conftest import ORIGIN, Browser, parsed, submit
from tests.web.request_forms import typed
from tests.world import PASSPHRASE, open_session
from web import cookies
from web.application import create_app

# So many of each; together two hundred.
CASES: Final = 40
ADDRESSES: Final = 12
PEOPLE: Final = 14
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


class _Clear:
    """Stands in the place of a cipher and hides nothing."""

    def __init__(self, *_: object) -> None:
        pass

    def encrypt(self, *given: Any) -> bytes:
        return bytes(given[1] if len(given) > 1 else given[0])

    def decrypt(self, *given: Any) -> bytes:
        return self.encrypt(*given)


class _Unhashed:
    """Stands in the place of the hash of passphrases and keeps them as they are."""

    def hash(self, passphrase: str) -> str:
        return passphrase

    def verify(self, kept: str, passphrase: str) -> None:
        if kept != passphrase:
            raise VerifyMismatchError


@contextmanager
def _unsealed() -> Iterator[None]:
    """Take away what hides: ciphers, the hash of passphrases, the hash of tokens."""
    as_it_is = SimpleNamespace(sha256=lambda token: SimpleNamespace(digest=lambda: token))
    with ExitStack() as stack:
        for owner, name, stand_in in (
            (envelope, "AESGCM", _Clear),
            (boxes, "SealedBox", _Clear),
            (passwords, "_hasher", _Unhashed()),
            (sessions, "hashlib", as_it_is),
        ):
            stack.enter_context(patch.object(owner, name, stand_in))
        yield


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
        with _unsealed():
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
