"""Signing in and out, as people do it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.settings import Settings
from tests.web.conftest import ClientAs, fields_of, parsed, submit
from tests.web.site import contents, recorded
from tests.world import PASSPHRASE, World, open_session
from web import cookies
from web.routes.start import START

VARYING = re.compile(r'(name="(?:csrf|once|name)"[^>]* value=)"[^"]*"')


async def test_name_and_passphrase_open_a_session_that_starts_where_the_role_works(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    for person in world.people:
        browser = await client_as(None)
        entered = await submit(browser, "/sign-in", "/sign-in", name=person.name, passphrase=PASSPHRASE)
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        started = await browser.get("/")
        assert (started.status_code, started.headers["location"]) == (303, START[world.actor(person).role])
    assert await recorded(superuser) == ["session:opened"] * len(world.people)


async def test_a_name_typed_with_a_capital_and_a_space_is_the_same_name(client_as: ClientAs, world: World) -> None:
    browser = await client_as(None)
    assert (await submit(browser, "/sign-in", "/sign-in", name=" Ana ", passphrase=PASSPHRASE)).status_code == 303


async def test_an_unknown_name_and_a_wrong_passphrase_get_the_same_bytes(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    answers = []
    for name, passphrase in (("ana", "otra frase que no es"), ("nobody", PASSPHRASE), ("ana", ""), ("", "")):
        answer = await submit(await client_as(None), "/sign-in", "/sign-in", name=name, passphrase=passphrase)
        answers.append((answer.status_code, VARYING.sub(r"\1", answer.text), answer.headers.keys()))
    assert answers[0][0] == 422
    assert answers.count(answers[0]) == len(answers)
    assert await recorded(superuser) == ["session:refused"] * len(answers)


async def test_someone_who_was_removed_is_as_unknown_as_anyone(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    inside = await client_as(world.committee)
    async with superuser.begin() as connection:
        await connection.execute(text("update person set active = false where name = 'ana'"))
    assert (await inside.get("/help")).headers["location"] == "/sign-in"
    answer = await submit(await client_as(None), "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    assert answer.status_code == 422


async def test_what_was_typed_stays_but_never_the_passphrase(client_as: ClientAs, world: World) -> None:
    answer = await submit(await client_as(None), "/sign-in", "/sign-in", name="Ana Lu", passphrase="casi la frase")
    assert fields_of(parsed(answer), "/sign-in")["name"] == "Ana Lu"
    assert "casi la frase" not in answer.text


async def test_the_door_takes_no_form_of_another_visitor(client_as: ClientAs, world: World) -> None:
    one, other = await client_as(None), await client_as(None)
    form = fields_of(parsed(await one.get("/sign-in")), "/sign-in") | {"name": "ana", "passphrase": PASSPHRASE}
    await other.get("/sign-in")
    for browser, data in ((other, form), (await client_as(None), form), (one, form | {"csrf": ""})):
        answer = await browser.post("/sign-in", data=data)
        assert answer.status_code == 403
        assert not answer.headers.get_list("set-cookie")
    assert (await one.post("/sign-in", data=form)).status_code == 303


async def test_signing_in_makes_a_new_session_and_never_takes_one_that_was_brought(
    client_as: ClientAs, world: World
) -> None:
    browser = await client_as(None)
    browser.cookies.set(cookies.SESSION, "brought-by-somebody", domain="testserver.local")
    entered = await submit(browser, "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    assert entered.status_code == 303
    assert browser.cookies[cookies.SESSION] != "brought-by-somebody"


async def test_the_session_s_token_stands_in_no_page(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.steward)
    for page in ("/help", "/sessions", "/people", "/record", "/nothing-here"):
        assert str(browser.cookies[cookies.SESSION]) not in (await browser.get(page)).text


async def test_signing_out_ends_the_session_on_the_server(app: FastAPI, client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    token = str(browser.cookies[cookies.SESSION])
    left = await submit(browser, "/help", "/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    browser.cookies.set(cookies.SESSION, token, domain="testserver.local")
    again = await browser.get("/help")
    assert again.headers["location"] == "/sign-in"
    assert again.headers["set-cookie"].startswith(f'{cookies.SESSION}="";')


async def test_signing_out_everywhere_ends_every_session_of_this_person_only(client_as: ClientAs, world: World) -> None:
    here, there, other = [await client_as(person) for person in (world.committee, world.committee, world.host)]
    assert len(parsed(await here.get("/sessions")).select("table tbody tr")) == 2
    assert (await submit(here, "/sessions", "/sign-out-everywhere")).status_code == 303
    assert [(await browser.get("/help")).status_code for browser in (here, there, other)] == [303, 303, 200]


@pytest.mark.parametrize(("column", "setting"), [("seen_at", "idle_minutes"), ("opened_at", "session_hours")])
async def test_a_session_ends_by_itself(
    client_as: ClientAs, world: World, superuser: AsyncEngine, settings: Settings, column: str, setting: str
) -> None:
    browser = await client_as(world.committee)
    length = timedelta(**{setting.removeprefix("idle_").removeprefix("session_"): getattr(settings, setting)})
    for age, status in ((length - timedelta(minutes=1), 200), (length + timedelta(minutes=1), 303)):
        async with superuser.begin() as connection:
            older = f"update live_session set {column} = now() - make_interval(secs => :age)"  # noqa: S608 - a column
            await connection.execute(text(older), {"age": age.total_seconds()})
        assert (await browser.get("/help")).status_code == status


async def test_using_a_session_keeps_it_alive(client_as: ClientAs, world: World, superuser: AsyncEngine) -> None:
    browser = await client_as(world.committee)
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set seen_at = now() - interval '20 minutes'"))
    await browser.get("/help")
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select seen_at > now() - interval '1 minute' from live_session"))


async def test_the_database_keeps_no_token_and_no_passphrase(
    client_as: ClientAs, engine: AsyncEngine, world: World, superuser: AsyncEngine
) -> None:
    token = await open_session(engine, world.committee)
    await submit(await client_as(None), "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    async with superuser.connect() as connection:
        for table in [*await contents(superuser), "live_session", "audit_record"]:
            everything = text(f'select t::text from "{table}" t')  # noqa: S608 - the database's own names
            stored = str((await connection.execute(everything)).all())
            assert token not in stored
            assert PASSPHRASE not in stored
