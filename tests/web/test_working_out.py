"""Working a passphrase out takes time and memory; nobody else waits for it, because no connection is held meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from shelters.access.actor import DOOR, Role
from shelters.accounts.comeback import say_it_is_she
from shelters.accounts.passwords import fits
from shelters.circles.admission import invite
from shelters.database.engine import make_engine
from shelters.database.transaction import transaction
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.security.alike import work_of
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.world import PASSPHRASE, password_hash
from web.application import create_app

NEW: Final = "otras seis palabras bien distintas"
PASSKEYS: Final = "/account/passkeys"
MANY: Final = 40

Act = Callable[[], Awaitable[httpx2.Response]]


async def code_to_return(scene: Scene) -> str:
    """Let two colleagues answer for Berta, and give her code."""
    codes = []
    for colleague in (scene.world.committee, scene.world.steward):
        async with scene.acting(colleague) as (session, actor):
            codes.append(await say_it_is_she(session, actor, scene.world.host.id))
    return codes[-1] or ""


async def code_to_join(scene: Scene) -> str:
    """Invite a second member of Mexico's committee."""
    async with scene.acting(scene.world.steward) as (session, steward):
        return await invite(session, steward, scene.world.mx.id, Role.COMMITTEE)


async def acts_with_a_passphrase(scene: Scene, client_as: ClientAs) -> AsyncIterator[Act]:
    """Give everything for which somebody types a passphrase, in an order in which each can be done."""
    ana, berta, flora = [await client_as(who) for who in (scene.world.committee, scene.world.host, None)]

    def typed(browser: Browser, page: str, action: str = "", passphrase: str = PASSPHRASE, **fields: str) -> Act:
        return lambda: submit(browser, page, action or page, passphrase=passphrase, **fields)

    yield typed(await client_as(None), "/sign-in", name="ana", passphrase="no es la frase de Ana")
    yield typed(await client_as(None), "/sign-in", name="ana")
    yield typed(flora, "/join", code=await code_to_join(scene), name="flora")
    yield typed(ana, "/circle", "/circle/hand-over")
    yield typed(berta, f"/houses/{scene.ceiba.id}/address")
    notes = f"/requests/{(await scene.file()).id}/notes"
    await submit(ana, notes, notes, kind="note", text="Nota inventada")
    yield typed(ana, notes, f"{notes}/open")
    proposal = f"/proposals/{(await scene.choose(await scene.file())).id}"
    yield typed(berta, proposal, f"{proposal}/accept")
    async with scene.acting(scene.world.host) as (session, _):
        stay = f"/stays/{await session.scalar(select(Stay.id))}"
    yield typed(berta, f"{stay}/hand-over")
    yield typed(ana, f"{stay}/sheet")
    yield typed(ana, PASSKEYS)
    gone = fields_of(parsed(await ana.get(PASSKEYS)), PASSKEYS) | {"passphrase": PASSPHRASE}
    yield lambda: ana.post(f"{PASSKEYS}/{uuid4()}/remove", data=gone, headers={"origin": ORIGIN})
    for kind, new in (("danger", "otra frase para el peligro"), ("paper", ""), ("passphrase", NEW)):
        yield typed(ana, f"/account/{kind}", new=new)
    yield typed(ana, "/account/telephone", passphrase=NEW)
    yield typed(await client_as(None), "/return", code=await code_to_return(scene), passphrase=NEW)


async def test_no_connection_is_held_while_a_passphrase_is_worked_out(
    client_as: ClientAs, scene: Scene, engine: AsyncEngine
) -> None:
    done = []
    async for act in acts_with_a_passphrase(scene, client_as):
        with work_of(engine) as work:
            answer = await act()
        done.append(answer.request.url.path)
        assert answer.status_code in {200, 303} or done[-1].endswith("/remove") or len(done) == 1, done[-1]
        assert work.held, f"nothing was worked out at {done[-1]}"
        assert set(work.held) == {0}, f"{done[-1]} holds a connection meanwhile"
    assert len(done) == 16


@pytest.fixture
async def few(scene: Scene, application_address: str) -> AsyncIterator[AsyncEngine]:
    """Give an engine with two connections."""
    engine = make_engine(application_address, pool_size=2)
    yield engine
    await engine.dispose()


async def answered_before(health: Coroutine[Any, Any, httpx2.Response], comings: list[asyncio.Task[object]]) -> int:
    """Say how many had been weighed when `/health` answered."""
    await asyncio.sleep(0)
    assert (await health).status_code == 200
    return sum(task.done() for task in comings)


async def test_while_many_come_in_at_once_whoever_needs_no_passphrase_is_answered(
    scene: Scene, few: AsyncEngine, settings: Settings, keyring: Keyring
) -> None:
    app = create_app(settings, few, keyring)
    async with Browser(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as browser:
        form = fields_of(parsed(await browser.get("/sign-in")), "/sign-in")
        knock = [{**form, "name": f"alguien-{number}", "passphrase": NEW} for number in range(MANY)]

        async def come(fields: dict[str, Any]) -> object:
            return await browser.post("/sign-in", data=fields, headers={"origin": ORIGIN})

        async def come_with_a_connection(_: dict[str, Any]) -> object:
            async with transaction(few, DOOR) as session:
                await session.execute(text("select 1"))
                return await fits(NEW, password_hash())

        before = {}
        for way in (come, come_with_a_connection):
            tasks = [asyncio.create_task(way(fields)) for fields in knock]
            before[way] = await answered_before(browser.get("/health"), tasks)
            await asyncio.gather(*tasks)
    assert before[come] < MANY / 2 < before[come_with_a_connection]
