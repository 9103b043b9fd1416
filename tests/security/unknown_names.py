"""R14: at the door nobody learns who there is, or which codes there were: not by bytes, by work, or by time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from unittest.mock import patch

import httpx2

from shelters.access.actor import OPERATOR
from shelters.accounts import passwords
from shelters.accounts.models import Comeback, Invitation, Person
from shelters.accounts.passwords import hash_now
from shelters.accounts.sessions import token_hash
from shelters.clock import now
from shelters.database.transaction import transaction
from tests.security.alike import Work, likeness, masked, work_of
from tests.security.lab import Figure, Lab
from tests.web.conftest import ORIGIN, fields_of, parsed
from tests.world import World, make_world, password_hash
from web import cookies
from web.application import create_app

SAMPLES, CONTROL = 300, 60
# With fewer samples nothing is said about time.
_ENOUGH: Final = 100
# Those who are there and those who are not; the same length, as the pages are compared byte for byte.
KNOWN, UNKNOWN = "ella", "otra"
_WRONG: Final = "una frase que no es de nadie"

Try = Callable[[str, int], Awaitable[httpx2.Response]]


def _name(kind: str, number: int) -> str:
    return f"{kind}-{number:04}"


def _person(world: World, number: int, danger: str) -> Person:
    """Invent somebody: one is there, one was removed, one has shut her account, one has a phrase for danger."""
    person = Person(network_id=world.mx.id, name=_name(KNOWN, number), role="committee", password_hash=password_hash())
    person.active = number % 4 != 1
    person.frozen_at = now() if number % 4 == 2 else None
    person.duress_hash = danger if number % 4 == 3 else None
    return person


async def _fill(lab: Lab, samples: int) -> list[str]:
    """Store people, and codes that were used or ran out, for `/join` and `/return` alike; give the codes."""
    world, danger = await make_world(lab.engine), hash_now("otra frase para el peligro")
    codes = [secrets.token_urlsafe(24) for _ in range(samples)]
    async with transaction(lab.superuser, OPERATOR) as session:
        session.add_all([_person(world, number, danger) for number in range(samples)])
        for number, code in enumerate(codes):
            hashed, used = token_hash(code), now() if number % 2 else None
            ends, network = now() + timedelta(days=1 if used else -1), world.mx.id
            session.add(
                Invitation(token_hash=hashed, network_id=network, role="committee", expires_at=ends, used_at=used)
            )
            said = {"said_by": world.steward.id, "agreed_by": world.committee.id, "person_id": world.host.id}
            session.add(Comeback(token_hash=hashed, network_id=network, expires_at=ends, used_at=used, **said))
    return codes


class Stranger:
    """Somebody at the door who tries names and codes, one after the other."""

    def __init__(self, browser: httpx2.AsyncClient, codes: list[str]) -> None:
        self._browser, self._codes, self._csrf = browser, codes, ""
        self.tries: dict[str, Try] = {"/sign-in": self.sign_in, "/return": self.come_back, "/join": self.join}

    async def arrive(self) -> None:
        """Open the door, and bring along a cookie like that of a device that is known."""
        page = parsed(await self._browser.get("/sign-in"))
        self._csrf = str(fields_of(page, "/sign-in")["csrf"])
        self._browser.cookies.set(cookies.DEVICE, secrets.token_urlsafe(32), domain="testserver.local")
        # Who is refused first of all begins the record.
        await self._send("/sign-in", name="nadie", passphrase=_WRONG)

    async def sign_in(self, kind: str, number: int) -> httpx2.Response:
        """Try a name that somebody has, or nobody."""
        return await self._send("/sign-in", name=_name(kind, number), passphrase=_WRONG)

    async def come_back(self, kind: str, number: int) -> httpx2.Response:
        """Try a code that was one, or never was."""
        return await self._send("/return", code=self._code(kind, number), passphrase=_WRONG)

    async def join(self, kind: str, number: int) -> httpx2.Response:
        """Try a code that was one with a name that is taken, or one that never was with a name that is free."""
        return await self._send("/join", code=self._code(kind, number), name=_name(kind, number), passphrase=_WRONG)

    def _code(self, kind: str, number: int) -> str:
        return self._codes[number] if kind == KNOWN else secrets.token_urlsafe(24)

    async def _send(self, path: str, **fields: str) -> httpx2.Response:
        return await self._browser.post(path, data={"csrf": self._csrf, **fields}, headers={"origin": ORIGIN})


class Seen:
    """What a stranger saw of both kinds: pages, work behind them, and times."""

    def __init__(self) -> None:
        self.pages: set[tuple[int, str]] = set()
        self.work: set[tuple[int, int]] = set()
        self.times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}

    async def look(self, trying: Try, work: Work, samples: int) -> Seen:
        """Try both kinds in turn, so that a machine which slows down slows both."""
        work.taken()
        for number in range(samples):
            for kind in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
                began = time.perf_counter()
                answer = await trying(kind, number)
                self.times[kind].append(time.perf_counter() - began)
                self.pages.add((answer.status_code, masked(answer.text)))
                self.work.add(work.taken())
        return self

    @property
    def auc(self) -> float:
        """Say how well the time tells them apart."""
        return likeness(self.times[KNOWN], self.times[UNKNOWN])

    def alike(self, samples: int) -> bool:
        """Say whether nothing tells them apart."""
        by_time = 0.4 <= self.auc <= 0.6 or samples < _ENOUGH
        return len(self.pages) == 1 and len(self.work) == 1 and by_time


def _fits_carelessly(passphrase: str, password_hash: str | None) -> bool:
    """The control: hash nothing where there is nobody."""
    return password_hash is not None and _fits_with_care(passphrase, password_hash)


_fits_with_care = passwords._fits_now  # noqa: SLF001 - what the control stands in for


async def measured(lab: Lab, *, samples: int = SAMPLES, control: int = CONTROL) -> Figure:
    """Try the door with what there is and what there is not, and once more without the hash for nobody."""
    codes = await _fill(lab, samples)
    app = create_app(lab.settings, lab.engine, lab.keyring)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as browser:
        stranger = Stranger(browser, codes)
        await stranger.arrive()
        with work_of(lab.engine) as work:
            seen = {path: await Seen().look(trying, work, samples) for path, trying in stranger.tries.items()}
            with patch.object(passwords, "_fits_now", _fits_carelessly):
                careless = await Seen().look(stranger.sign_in, work, min(samples, control))
    told_apart = len(careless.work) > 1 and (careless.auc > 0.6 or control < _ENOUGH / 2)
    return Figure(
        "R14",
        f"who and what there is, {samples} + {samples} tries at each door",
        "one page, one amount of work, AUC 0.40-0.60",
        "; ".join(
            f"{path}: {len(each.pages)} page, {len(each.work)} amount of work, AUC {each.auc:.2f}"
            for path, each in seen.items()
        ),
        f"no hash for nobody: {len(careless.work)} amounts of work, AUC {careless.auc:.2f}",
        all(each.alike(samples) for each in seen.values()) and told_apart,
    )
