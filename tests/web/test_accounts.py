"""Signing in and out, as people do it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.passwords import hash_now
from shelters.settings import Settings
from tests.web.conftest import ORIGIN, ClientAs, fields_of, parsed, prove, submit
from tests.web.site import contents, recorded, ways_into
from tests.world import PASSPHRASE, World, open_session
from web import cookies
from web.routes.start import START

# The moment of a page stands in the address by which it listens.
VARYING = re.compile(r'(name="(?:csrf|once|name)"[^>]* value=|/changes[?]since=)(?:"[^"]*"|[\d.]+)')


async def test_name_and_passphrase_open_a_session_that_starts_where_the_role_works(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    for person in world.people:
        browser = await client_as(None)
        entered = await submit(browser, "/sign-in", "/sign-in", name=person.name, passphrase=PASSPHRASE)
        assert (entered.status_code, entered.headers["location"]) == (303, "/sign-in/code")
        await prove(browser)
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


async def test_one_session_is_ended_from_the_list_and_nobody_else_s(client_as: ClientAs, world: World) -> None:
    here, there, other = [await client_as(person) for person in (world.committee, world.committee, world.host)]
    end = str(parsed(await here.get("/sessions")).select("table form")[0]["action"])
    hers = fields_of(parsed(await other.get("/sessions")), "/sign-out-everywhere")
    assert (await other.post(end, data=hers)).status_code == 404
    assert (await submit(here, "/sessions", end)).status_code == 303
    assert [(await browser.get("/help")).status_code for browser in (here, there, other)] == [200, 303, 200]


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


async def test_a_session_without_its_code_opens_no_page_and_does_nothing(
    app: FastAPI, client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(None)
    await submit(browser, "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    half = str(browser.cookies[cookies.SESSION])
    before = await contents(superuser)
    guarded = [way for way in ways_into(app) if way.permissions]
    assert len(guarded) > 40
    for way in guarded:
        browser.cookies.set(cookies.SESSION, half, domain="testserver.local")
        answer = await browser.request(way.method, way.address, headers={"origin": ORIGIN})
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/sign-in", ""), way
    assert await contents(superuser) == before


async def test_the_codes_for_paper_are_shown_once_and_one_of_them_opens(client_as: ClientAs, world: World) -> None:
    first = await client_as(None)
    await submit(first, "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    picture = await first.get("/sign-in/set-up.png")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/png", "no-store")
    codes = [code.get_text() for code in parsed(await prove(first)).select("li.code")]
    assert len(set(codes)) == 8
    assert (await first.get("/sign-in/set-up")).headers["location"] == "/sign-in"
    assert (await first.get("/help")).status_code == 200, "looking at the door does not put her out"
    again = await client_as(None)
    await submit(again, "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    assert (await again.get("/sign-in/set-up")).headers["location"] == "/sign-in/code"
    assert (await again.get("/sign-in/set-up.png")).status_code in {303, 404}
    wrong = await submit(again, "/sign-in/code", "/sign-in/code", code="AAAA")
    assert (wrong.status_code, parsed(wrong).find(id="code-error") is not None) == (422, True)
    entered = await submit(again, "/sign-in/code", "/sign-in/code", code=codes[3], shared="yes")
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert cookies.DEVICE not in again.cookies, "nothing stays on a device that others use"
    assert cookies.DEVICE in first.cookies


async def test_whoever_guesses_is_told_to_wait_with_the_same_bytes_for_every_name(
    client_as: ClientAs, world: World
) -> None:
    answers = []
    for name in ("ana", "nadie"):
        browser = await client_as(None)
        wrong = {"name": name, "passphrase": "no es esta frase"}
        *_, answer = [await submit(browser, "/sign-in", "/sign-in", **wrong) for _ in range(7)]
        answers.append((answer.status_code, VARYING.sub(r"\1", answer.text)))
    assert answers[0][0] == 429
    assert answers[0] == answers[1]


async def test_guessing_codes_is_told_to_wait_too_and_her_network_reads_of_each_guess(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(None)
    await submit(browser, "/sign-in", "/sign-in", name="ana", passphrase=PASSPHRASE)
    *_, refused = [await submit(browser, "/sign-in/set-up", "/sign-in/set-up", code="000000") for _ in range(6)]
    assert refused.status_code == 429
    async with superuser.connect() as connection:
        said = text("select network_id, person_id from audit_record where action = 'code:refused'")
        assert list(await connection.execute(said)) == [(world.mx.id, world.committee.id)] * 5


async def test_a_code_for_coming_back_that_is_not_one_is_recorded_and_not_what_was_typed(
    client_as: ClientAs, superuser: AsyncEngine
) -> None:
    stranger = await client_as(None)
    typed = {"code": "una-que-no-hay", "passphrase": "cuatro palabras muy largas"}
    assert (await submit(stranger, "/return", "/return", **typed)).status_code == 422
    async with superuser.connect() as connection:
        line = str((await connection.execute(text("select a::text from audit_record a"))).one())
    assert "comeback:refused" in line
    assert "una-que" not in line


async def test_one_press_shuts_the_account_and_leads_to_a_page_of_nobody_s(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    here, there, steward = [await client_as(who) for who in (world.committee, world.committee, world.steward)]
    gone = await submit(here, "/help", "/panic")
    assert (gone.status_code, gone.headers["location"]) == (303, "/weather")
    assert "cookies" in gone.headers["clear-site-data"]
    assert (await there.get("/help")).headers["location"] == "/sign-in"
    page = f"/colleagues/{world.committee.id}"
    assert "ana" in (await steward.get(page)).text
    assert (await submit(steward, page, f"{page}/back")).status_code == 303
    assert "Una persona ya lo dijo." in (await steward.get(page)).text
    async with superuser.connect() as connection:
        news = str((await connection.execute(text("select * from news"))).all())
    assert "ana" not in news.replace(str(world.committee.id), "")


async def test_under_duress_the_pages_look_the_same_and_nothing_can_be_done(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    async with superuser.begin() as connection:
        change = text("update person set duress_hash = :hash where name = 'ana'")
        await connection.execute(change, {"hash": hash_now("otra frase para el peligro")})
    seen = []
    for name, passphrase in (("elena", PASSPHRASE), ("ana", "otra frase para el peligro")):
        browser = await client_as(None)
        entered = await submit(browser, "/sign-in", "/sign-in", name=name, passphrase=passphrase)
        proven = await prove(browser)
        pages = [await browser.get(address) for address in ("/today", "/requests", "/sessions", "/help")]
        seen.append(
            [(page.status_code, VARYING.sub(r"\1", CODES.sub("", page.text))) for page in (entered, proven, *pages)]
        )
    assert seen[0] == seen[1]
    made_to = await client_as(None)
    await submit(made_to, "/sign-in", "/sign-in", name="ana", passphrase="otra frase para el peligro")
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set proven_at = now() where duress and ended_at is null"))
    refused = await submit(made_to, "/runs", "/runs")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    async with superuser.connect() as connection:
        tried = text("select network_id, details ->> 'kind' from audit_record where action = 'action:refused'")
        assert list(await connection.execute(tried)) == [(world.mx.id, "Duress")], "her network reads that it was tried"


CODES = re.compile(r'<li class="code">.*?</li>|<time.*?</time>|hace \d+ \w+|\d{1,2}:\d{2}')
