"""A key of her own device stands in for the code: for her, here, once a question, and never without the passphrase."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.passwords import hash_now
from shelters.accounts.totp import code_at, step_of
from shelters.clock import now
from shelters.sealing.keyring import Keyring
from tests.authenticator import Device
from tests.door import Door
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.web.site import contents, recorded
from tests.world import PASSPHRASE, World
from web import cookies

LIST = "/account/passkeys"
SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


async def wanted(browser: Browser, passphrase: str = PASSPHRASE) -> tuple[str, dict[str, object]]:
    """Ask to add a key; give what the device is told, and the form that takes what it makes."""
    page = parsed(await submit(browser, LIST, LIST, passphrase=passphrase))
    button = page.select_one("button[data-passkey]")
    assert button is not None
    return str(button["data-passkey"]), dict(fields_of(page, f"{LIST}/new"))


async def add(browser: Browser, device: Device) -> int:
    """Add the key of a device; give the status of the answer."""
    options, form = await wanted(browser)
    made = await browser.post(f"{LIST}/new", data={**form, "answer": device.make(options)}, headers=SAME_ORIGIN)
    return made.status_code


async def at_the_door(client_as: ClientAs, name: str = "ana", passphrase: str = PASSPHRASE) -> Browser:
    """Show the passphrase."""
    browser = await client_as(None)
    await submit(browser, "/sign-in", "/sign-in", name=name, passphrase=passphrase)
    return browser


async def question(browser: Browser) -> str:
    """Read what the page asks of a device; nothing where it asks nothing."""
    button = parsed(await browser.get("/sign-in/code")).select_one("button[data-passkey]")
    return str(button["data-passkey"]) if button else ""


async def answer(browser: Browser, given: str) -> int:
    """Send what a device answered."""
    form = fields_of(parsed(await browser.get("/sign-in/code")), "/sign-in/code") | {"answer": given}
    return (await browser.post("/sign-in/passkey", data=form, headers=SAME_ORIGIN)).status_code


@pytest.fixture
async def device(client_as: ClientAs, world: World, engine: AsyncEngine, keyring: Keyring) -> Device:
    """Ana has an app of codes, and a key in her device."""
    await Door(engine, keyring).enter("ana")
    device = Device()
    assert await add(await client_as(world.committee), device) == 303
    return device


async def test_a_key_opens_her_pages_after_the_passphrase(
    client_as: ClientAs, device: Device, superuser: AsyncEngine
) -> None:
    browser = await at_the_door(client_as)
    assert (await browser.get("/help")).status_code == 303, "the passphrase alone opens nothing"
    browser = await at_the_door(client_as)
    assert await answer(browser, device.answer(await question(browser))) == 303
    assert (await browser.get("/help")).status_code == 200
    assert cookies.DEVICE in browser.cookies
    assert (await recorded(superuser))[-2:] == ["passkey:added", "session:opened"]
    async with superuser.connect() as connection:
        factor = "select details ->> 'factor' from audit_record order by seq desc limit 1"
        assert await connection.scalar(text(factor)) == "passkey"


async def test_her_code_still_opens_beside_it(client_as: ClientAs, device: Device, engine: AsyncEngine) -> None:
    assert await question(await at_the_door(client_as))
    page = parsed(await (await at_the_door(client_as)).get("/sign-in/code"))
    assert "code" in fields_of(page, "/sign-in/code")


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://testserver.elsewhere.test"},
        {"origin": "http://testserver"},
        {"site": "elsewhere.test"},
        {"verified": False},
        {"count": -1},
        {"credential_id": b"of nobody"},
        {"key": Device().key},
    ],
    ids=lambda forged: next(iter(forged)),
)
async def test_what_another_site_a_copy_or_an_unlocked_device_answers_is_refused(
    client_as: ClientAs, device: Device, forged: dict[str, object]
) -> None:
    device.count = 1
    browser = await at_the_door(client_as)
    assert await answer(browser, device.answer(await question(browser))) == 303
    browser = await at_the_door(client_as)
    assert await answer(browser, replace(device, **forged).answer(await question(browser))) == 422  # type: ignore[arg-type]
    assert (await browser.get("/help")).status_code == 303


async def test_an_answer_holds_once_and_for_the_session_that_was_asked(client_as: ClientAs, device: Device) -> None:
    first, second = [await at_the_door(client_as) for _ in range(2)]
    given = device.answer(await question(first))
    assert await answer(second, given) == 422
    assert await answer(first, "{}") == 422, "a try uses the question up, also a wrong one"
    assert await answer(first, given) == 422
    given = device.answer(await question(first))
    form = fields_of(parsed(await first.get("/sign-in/code")), "/sign-in/code") | {"answer": given}
    sent = [first.post("/sign-in/passkey", data=form, headers=SAME_ORIGIN) for _ in range(4)]
    answers = await asyncio.gather(*sent)
    assert [each.headers.get("location") for each in answers].count("/") == 1


@pytest.mark.parametrize(
    "typed", ["", "no es", "[]", "null", '{"id": 1}', '{"id":"YQ","rawId":"YQ","type":"public-key"}']
)
async def test_what_is_no_answer_is_a_wrong_one(client_as: ClientAs, device: Device, typed: str) -> None:
    assert await answer(await at_the_door(client_as), typed) == 422


async def test_a_key_of_somebody_else_opens_nothing(
    client_as: ClientAs, world: World, device: Device, engine: AsyncEngine, keyring: Keyring
) -> None:
    await Door(engine, keyring).enter("berta")
    hers = Device()
    assert await add(await client_as(world.host), hers) == 303
    browser = await at_the_door(client_as, "berta")
    assert await answer(browser, device.answer(await question(browser))) == 422
    assert await add(await client_as(world.host), device) == 409, "a key belongs to one person"


async def test_a_key_is_made_with_her_passphrase_and_to_the_question_of_her_session(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    here, there = [await client_as(world.committee) for _ in range(2)]
    refused = await submit(here, LIST, LIST, passphrase="casi la frase")
    assert (refused.status_code, parsed(refused).select_one("button[data-passkey]")) == (422, None)
    options, form = await wanted(here)
    _, other = await wanted(there)
    made = {"answer": Device().make(options)}
    assert (await there.post(f"{LIST}/new", data=other | made, headers=SAME_ORIGIN)).status_code == 422
    assert (await here.post(f"{LIST}/new", data=form | {"answer": ""}, headers=SAME_ORIGIN)).status_code == 422
    assert (await here.post(f"{LIST}/new", data=form | made, headers=SAME_ORIGIN)).status_code == 422
    assert "passkey:added" not in await recorded(superuser)


async def test_a_new_key_ends_every_other_session_and_is_told_of(
    client_as: ClientAs, world: World, device: Device
) -> None:
    here, there = [await client_as(world.committee) for _ in range(2)]
    assert await add(here, Device()) == 303
    assert [(await browser.get("/help")).status_code for browser in (here, there)] == [200, 303]
    assert "Cambió por última vez" in (await here.get("/sessions")).text
    assert len(parsed(await here.get(LIST)).select("main li")) == 2


async def test_a_removed_key_opens_nothing_and_is_removed_with_her_passphrase_only(
    client_as: ClientAs, world: World, device: Device, superuser: AsyncEngine
) -> None:
    here, other = await client_as(world.committee), await client_as(world.host)
    leads = parsed(await here.get(LIST)).select_one("a[href$='/remove']")
    assert leads is not None
    remove = str(leads["href"])
    assert (await other.get(remove)).status_code == 404
    form = fields_of(parsed(await here.get(remove)), remove)
    hers = fields_of(parsed(await other.get(LIST)), LIST) | {"passphrase": PASSPHRASE}
    assert (await here.post(remove, data=form | {"passphrase": "x"}, headers=SAME_ORIGIN)).status_code == 422
    assert (await other.post(remove, data=hers, headers=SAME_ORIGIN)).status_code == 404
    assert (await here.post(remove, data=form | {"passphrase": PASSPHRASE}, headers=SAME_ORIGIN)).status_code == 303
    assert await question(await at_the_door(client_as)) == ""
    assert (await recorded(superuser))[-1] == "passkey:removed"
    assert (await here.get(LIST)).status_code == 200


async def test_under_duress_a_key_is_taken_and_her_account_is_shut(
    client_as: ClientAs, world: World, device: Device, superuser: AsyncEngine
) -> None:
    async with superuser.begin() as connection:
        change = text("update person set duress_hash = :hash where name = 'ana'")
        await connection.execute(change, {"hash": hash_now("otra frase para el peligro")})
    browser = await at_the_door(client_as, passphrase="otra frase para el peligro")
    assert await answer(browser, device.answer(await question(browser))) == 303
    listed = await browser.get(LIST)
    assert listed.status_code == 200
    assert not parsed(listed).select("a[href$='/remove']"), "a key that cannot be removed would tell"
    assert "account:frozen" in await recorded(superuser)
    assert (await submit(browser, LIST, LIST, passphrase="otra frase para el peligro")).status_code == 503


async def test_at_an_address_in_numbers_no_key_is_asked_for_nor_made(
    app: FastAPI, client_as: ClientAs, world: World, device: Device, superuser: AsyncEngine
) -> None:
    browser = await client_as(world.committee)
    form = fields_of(parsed(await browser.get(LIST)), LIST) | {"passphrase": PASSPHRASE}
    before = await contents(superuser)
    numbers = {"host": "127.0.0.1:8000", "origin": "https://127.0.0.1:8000"}
    assert "no dejan usar llaves" in (await browser.get(LIST, headers=numbers)).text
    assert (await browser.post(LIST, data=form, headers=numbers)).status_code == 404
    assert await contents(superuser) == before


async def test_the_picture_of_a_code_is_no_way_around(client_as: ClientAs, device: Device, engine: AsyncEngine) -> None:
    door, browser = await at_the_door(client_as), await at_the_door(client_as)
    assert (await door.get("/sign-in/set-up.png")).status_code == 404
    assert await answer(browser, code_at(bytes(20), step_of(now()))) == 422


async def test_a_key_without_her_passphrase_opens_nothing(client_as: ClientAs, device: Device) -> None:
    asked, stranger = await question(await at_the_door(client_as)), await client_as(None)
    form = fields_of(parsed(await stranger.get("/sign-in")), "/sign-in") | {"answer": device.answer(asked)}
    sent = await stranger.post("/sign-in/passkey", data=form, headers=SAME_ORIGIN)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in")
    assert (await stranger.get("/help")).headers["location"] == "/sign-in"
