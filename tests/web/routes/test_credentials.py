"""How somebody comes in changes with her own passphrase only, and nothing of before goes on working."""

from __future__ import annotations

import asyncio

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR, Role
from shelters.accounts.models import decoy_of
from shelters.accounts.sessions import signed_in
from shelters.accounts.totp import code_at, step_of
from shelters.circles.keys import open_own_key
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Typed
from shelters.settings import Settings
from tests.door import Door
from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE, World
from web import csrf
from web.cookies import SESSION
from web.routes import credentials, sessions

NEW = "otras seis palabras bien distintas"
_CHANGED = "Cambió cómo entras"
KINDS = list(credentials.WAYS)
# Names of networks, hashes of the record, halves of keys that only close; `attempt` is the door's.
SAID_TO_EVERYBODY = {"alembic_version", "network", "audit_chain", "circle_key"}


async def change(browser: Browser, kind: str, passphrase: str = PASSPHRASE, new: str = NEW) -> int:
    """Fill in one of the forms, and give the status of the answer."""
    answer = await submit(browser, f"/account/{kind}", f"/account/{kind}", passphrase=passphrase, new=new)
    return answer.status_code


def test_the_page_of_sessions_leads_to_everything_that_can_be_changed() -> None:
    assert [(kind, way.title) for kind, way in credentials.WAYS.items()] == list(sessions.WAYS)


@pytest.mark.parametrize("kind", KINDS)
async def test_without_her_passphrase_nothing_changes(
    client_as: ClientAs, world: World, superuser: AsyncEngine, kind: str
) -> None:
    browser = await client_as(world.committee)
    for wrong in ("", "casi la frase de paso", NEW):
        assert await change(browser, kind, passphrase=wrong) == 422
    assert "account:secured" not in await recorded(superuser)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_change_ends_every_other_session_and_gives_this_one_a_new_token(
    client_as: ClientAs, world: World, superuser: AsyncEngine, kind: str
) -> None:
    here, there, other = [await client_as(person) for person in (world.committee, world.committee, world.host)]
    before = dict(here.cookies)
    assert await change(here, kind) in {200, 303}
    assert dict(here.cookies) != before
    assert [(await browser.get("/help")).status_code for browser in (there, other)] == [303, 200]
    for name, value in before.items():
        there.cookies.set(name, value, domain="testserver.local")
    assert (await there.get("/help")).status_code == 303, "the token of before still opens"
    assert (await here.get("/help")).status_code == (303 if kind == "telephone" else 200)
    assert await recorded(superuser) == ["account:secured"] if kind != "passphrase" else True


@pytest.mark.parametrize("pressed", ["one after the other", "at once"])
@pytest.mark.parametrize("kind", KINDS)
async def test_who_presses_twice_is_led_where_the_first_press_was_led_and_stays_in(
    client_as: ClientAs, world: World, superuser: AsyncEngine, kind: str, pressed: str
) -> None:
    first, second = [await client_as(world.committee) for _ in range(2)]
    second.cookies.clear()
    second.cookies.update(first.cookies)
    here = f"/account/{kind}"
    form = fields_of(parsed(await first.get(here)), here) | {"passphrase": PASSPHRASE, "new": NEW}
    presses = [browser.post(here, data=form, headers={"origin": ORIGIN}) for browser in (first, second)]
    answers = await asyncio.gather(*presses) if pressed == "at once" else [await press for press in presses]
    led = {"telephone": "/sign-in/code", "paper": "/account/paper"}.get(kind, "/sessions")
    assert led in {each.headers.get("location") for each in answers}
    assert {each.status_code for each in answers} <= {200, 303}
    assert first.cookies.get(SESSION) == second.cookies.get(SESSION), "the session goes on for both"
    for browser in (first, second):
        assert (await browser.get("/help")).headers.get("location") == ("/sign-in" if kind == "telephone" else None)
    assert (await recorded(superuser)).count("account:secured") == 1, "it was done once"


async def test_an_old_token_without_its_form_or_minutes_later_opens_nothing(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    hers, thief = await client_as(world.committee), await client_as(None)
    stolen, here, sent = hers.cookies[SESSION], "/account/danger", {"origin": ORIGIN}
    form = fields_of(parsed(await hers.get(here)), here) | {"passphrase": PASSPHRASE, "new": NEW}
    assert (await hers.post(here, data=form, headers=sent)).status_code == 303
    async with superuser.begin() as connection:
        await connection.execute(text("update submission set at = at - interval '2 minutes'"))
    for tried in (form | {"once": "another-key-1"}, form):
        thief.cookies.set(SESSION, stolen, domain="testserver.local")
        assert (await thief.post(here, data=tried, headers=sent)).headers["location"] == "/sign-in"


@pytest.mark.parametrize("kind", ["passphrase", "danger", "paper"])
async def test_for_three_days_every_page_says_that_how_she_comes_in_has_changed(
    client_as: ClientAs, world: World, superuser: AsyncEngine, kind: str
) -> None:
    browser = await client_as(world.committee)
    assert _CHANGED not in (await browser.get("/help")).text
    assert await change(browser, kind) in {200, 303}
    for page in ("/today", "/help"):
        leads = parsed(await browser.get(page)).find("a", string="¿No fuiste tú?")
        assert leads is not None
        assert (leads["href"], _CHANGED in str(leads.parent)) == ("/sessions", True)
    assert _CHANGED not in (await (await client_as(world.host)).get("/help")).text
    async with superuser.begin() as connection:
        await connection.execute(text("update person set secured_at = secured_at - interval '3 days'"))
    assert _CHANGED not in (await browser.get("/help")).text


async def test_a_changed_passphrase_opens_her_account_and_her_key_and_the_old_one_neither(
    client_as: ClientAs, scene: Scene, keyring: Keyring
) -> None:
    ana = scene.world.committee
    assert await change(await client_as(ana), "passphrase") == 303
    door = Door(scene.engine, keyring)
    with pytest.raises(InvalidInputError):
        await door.passphrase("ana")
    assert await door.passphrase("ana", NEW)
    async with scene.acting(ana) as (session, actor):
        assert await open_own_key(session, actor, Typed(NEW))
        with pytest.raises(InvalidInputError):
            await open_own_key(session, actor, Typed(PASSPHRASE))


@pytest.mark.parametrize("new", ["corta", "x" * 129, "123456789012345678", PASSPHRASE])
@pytest.mark.parametrize("kind", ["passphrase", "danger"])
async def test_a_weak_phrase_or_one_she_has_already_is_refused(
    client_as: ClientAs, world: World, kind: str, new: str
) -> None:
    assert await change(await client_as(world.committee), kind, new=new) == 422


async def test_a_phrase_for_danger_opens_an_empty_account_and_shuts_hers(
    client_as: ClientAs, scene: Scene, keyring: Keyring, superuser: AsyncEngine
) -> None:
    ana, code = scene.world.committee, (await scene.file()).code
    hers = await client_as(ana)
    assert code in (await hers.get("/requests")).text
    assert await change(hers, "danger") == 303
    door = Door(scene.engine, keyring)
    half = await door.passphrase("ana", NEW)
    token = await door.code(half, code_at(await door.seed(half), step_of(now())))
    assert (await hers.get("/help")).status_code == 303
    made = await client_as(None)
    made.cookies.set("__Host-session", token, domain="testserver.local")
    board = await made.get("/requests")
    assert (board.status_code, code in board.text) == (200, False)
    for kind in KINDS:
        assert await change(made, kind, passphrase=NEW) == 503, "under duress nothing can be changed"


async def test_the_database_shows_nothing_to_whoever_was_made_to_sign_in(scene: Scene, superuser: AsyncEngine) -> None:
    await scene.file()
    async with superuser.connect() as connection:
        tables = list(await connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")))
    for person in scene.world.people:
        async with transaction(scene.engine, decoy_of(person)) as session:
            assert decoy_of(person).role is Role(person.role)
            for table in sorted({*tables} - SAID_TO_EVERYBODY):
                own = text(f'select t::text from "{table}" t')  # noqa: S608 - the database's own names
                rows = [str(row) for row in await session.scalars(own)]
                assert [row for row in rows if str(person.id) not in row] == [], (person.role, table)


async def test_new_codes_for_paper_replace_the_old_ones(client_as: ClientAs, scene: Scene, keyring: Keyring) -> None:
    browser = await client_as(scene.world.committee)
    pages = [parsed(await submit(browser, "/account/paper", "/account/paper", passphrase=PASSPHRASE)) for _ in range(2)]
    old, new = [[code.get_text() for code in page.select("li.code")] for page in pages]
    assert (len(old), len(new), set(old) & set(new)) == (8, 8, set())
    door = Door(scene.engine, keyring)
    with pytest.raises(InvalidInputError):
        await door.code(await door.passphrase("ana"), old[0])
    assert await door.code(await door.passphrase("ana"), new[0])


async def test_another_telephone_is_set_up_before_the_account_opens(
    client_as: ClientAs, scene: Scene, keyring: Keyring
) -> None:
    door = Door(scene.engine, keyring)
    _, seed = await door.enter("ana")
    browser = await client_as(scene.world.committee)
    assert await change(browser, "telephone") == 303
    assert "otpauth" not in (await browser.get("/sign-in/code")).text
    assert (await browser.get("/help")).headers["location"] == "/sign-in"
    half = await door.passphrase("ana")
    with pytest.raises(InvalidInputError):
        await door.code(half, code_at(seed, step_of(now())))
    async with transaction(scene.engine, DOOR) as session:
        assert await signed_in(session, half, Settings()) is None


async def test_guessing_inside_an_open_session_is_slowed_as_at_the_door(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    with time_machine.travel(now(), tick=False):
        statuses = [await change(browser, "paper", passphrase="no es la frase") for _ in range(12)]
    assert statuses == [422] * 5 + [429] * 7


async def test_what_does_not_look_at_a_passphrase_forgives_no_guess(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    token, statuses = csrf.token_of(browser.cookies[SESSION]), []
    with time_machine.travel(now(), tick=False):
        for _ in range(12):
            statuses.append(await change(browser, "paper", passphrase="no es la frase"))
            typed = {"csrf": token, "passphrase": "tampoco esta"}
            await browser.post("/places?field=municipality", data=typed, headers={"origin": ORIGIN})
    assert statuses.count(422) < 5
    assert set(statuses[5:]) == {429}
