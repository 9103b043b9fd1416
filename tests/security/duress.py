"""R22: a press shuts every session at once; made to sign in, one sees pages like any, and behind them nothing opens."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

import httpx2
from nacl.public import SealedBox
from sqlalchemy import text

from shelters.accounts import entry
from shelters.accounts.models import Passkey, Person
from shelters.accounts.passwords import fits, hash_now
from shelters.clock import now
from shelters.notices.commands import keep_address
from shelters.sealing import envelope
from tests.door import Door
from tests.scene import Scene, make_scene
from tests.security.alike import likeness, masked
from tests.security.lab import Figure, Lab
from tests.web.conftest import ORIGIN, fields_of, parsed, prove, submit
from tests.world import PASSPHRASE, open_session
from web import cookies
from web.application import create_app

DURESS: Final = "otra frase para el peligro"
SESSIONS, SAMPLES = 50, 300
PAGES: Final = (
    *("/today", "/requests", "/runs", "/stays", "/collectives", "/news", "/circle", "/policy", "/help"),
    *("/sessions", "/account/passkeys", "/account/notices", "/account/passphrase", "/account/telephone"),
)


@contextmanager
def decryptions() -> Iterator[list[str]]:
    """Note each thing that is opened, of the server's and of people's."""
    opened: list[str] = []
    whole, box = envelope._decrypt, SealedBox.decrypt  # noqa: SLF001 - where every opening passes

    def by_the_server(*given: object) -> bytes:
        opened.append("server")
        return whole(*given)  # type: ignore[arg-type]

    def by_a_person(*given: object, **more: object) -> bytes:
        opened.append("person")
        return bytes(box(*given, **more))  # type: ignore[arg-type]

    with patch.object(envelope, "_decrypt", by_the_server), patch.object(SealedBox, "decrypt", by_a_person):
        yield opened


async def tour(browser: httpx2.AsyncClient, name: str, passphrase: str) -> tuple[list[tuple[int, str]], list[str]]:
    """Sign in and look at every page; give what was shown, masked, and what was opened on the way."""
    entered = await submit(browser, "/sign-in", "/sign-in", name=name, passphrase=passphrase)
    shown = [entered, await prove(browser)]
    with decryptions() as opened:
        shown += [await browser.get(page) for page in PAGES]
    alike = [re.sub(rf"\b{name}\b", "", masked(page.text)) for page in shown]
    return [(page.status_code, text_of) for page, text_of in zip(shown, alike, strict=True)], opened


async def pressed(lab: Lab, person: Person, client: httpx2.AsyncClient, count: int) -> tuple[int, float]:
    """Press in one of so many sessions; say how many still open a page, and after how long that is known."""
    tokens = [await open_session(lab.engine, person) for _ in range(count)]
    client.cookies.set(cookies.SESSION, tokens[0], domain="testserver.local")
    form = fields_of(parsed(await client.get("/help")), "/panic")
    await client.post("/panic", data=form, headers={"origin": ORIGIN})
    began, door = time.monotonic(), Door(lab.engine, lab.keyring)
    alive = [token for token in tokens if await door.inside(token)]
    return len(alive), time.monotonic() - began


async def timed(person: Person, samples: int, *, naive: bool) -> float:
    """Weigh both phrases in turn, and compare how long each took; the naive way stops at the first that fits."""
    taken: dict[str, list[float]] = {PASSPHRASE: [], DURESS: []}
    claimed = entry.Claim(person.name, person, None)
    for _ in range(samples):
        for phrase, times in taken.items():
            began = time.monotonic()
            if not naive:
                await entry.weigh(claimed, phrase)
            elif not await fits(phrase, person.password_hash):
                await fits(phrase, person.duress_hash)
            times.append(time.monotonic() - began)
    return likeness(taken[DURESS], taken[PASSPHRASE])


async def _with_duress(lab: Lab, scene: Scene) -> Person:
    ana = scene.world.committee
    ana.duress_hash = hash_now(DURESS)
    # What is hers alone and says that there is more: a key in her device, and where her notices go.
    async with scene.acting(ana) as (session, actor):
        await keep_address(session, actor, lab.keyring, "ana@correo.invalid")
        session.add(
            Passkey(
                network_id=ana.network_id,
                person_id=ana.id,
                credential_id=b"k",
                public_key=b"p",
                sign_count=0,
                site="testserver.local",
                added_at=now(),
            )
        )
    async with lab.superuser.begin() as connection:
        change = text("update person set duress_hash = :hash where id = :id")
        await connection.execute(change, {"hash": ana.duress_hash, "id": ana.id})
    return ana


async def measured(lab: Lab, *, sessions: int = SESSIONS, samples: int = SAMPLES) -> Figure:
    """Measure all of it; with no samples, time is not looked at."""
    scene = await make_scene(lab.engine, lab.keyring)
    ana, app = await _with_duress(lab, scene), create_app(lab.settings, lab.engine, lab.keyring)

    def browser() -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN)

    await scene.file()
    async with browser() as hers, browser() as another, browser() as made, browser() as pressing:
        _, really = await tour(hers, ana.name, PASSPHRASE)
        empty, _ = await tour(another, scene.world.committee_gt.name, PASSPHRASE)
        async with lab.superuser.begin() as connection:
            await connection.execute(text("delete from second_factor where person_id = :id"), {"id": ana.id})
        under, opened = await tour(made, ana.name, DURESS)
        alive, seconds = await pressed(lab, scene.world.committee_gt, pressing, sessions)
    same = sum(one == other for one, other in zip(under, empty, strict=True))
    apart = await timed(ana, samples, naive=False) if samples else 0.5
    naive = await timed(ana, min(samples, 30), naive=True) if samples else 1.0
    # A press is felt within a second; without samples nothing is said about time.
    soon, alike = seconds <= 1 or not samples, 0.4 <= apart <= 0.6
    return Figure(
        "R22",
        "panic and duress",
        "0 of all sessions alive after 1 s; same bytes; AUC 0.40-0.60; 0 openings",
        f"{alive} of {sessions} alive, all asked in {seconds:.2f} s; {same}/{len(under)} pages alike; AUC {apart:.2f} "
        f"({samples} + {samples}); {len(opened)} openings",
        f"her own passphrase: {len(really)} openings; stopping at the first phrase that fits: AUC {naive:.2f}",
        alive == 0 and soon and same == len(under) and alike and not opened and len(really) > 0 and naive > 0.9,
    )
