"""Every kind of error has one status, says what to do next, and shows one of three faces."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import Message

from shelters import errors as domain
from tests.web.conftest import ClientAs, fields_of, parsed
from tests.world import World
from web.defects import place_of
from web.errors import STATUS, TITLES, status_of
from web.forms import BODY_BYTES, FIELDS

TOKENS = re.compile(r'(name="(?:csrf|once)" value=)"[^"]*"')


def kinds(kind: type[domain.AbrigoError] = domain.AbrigoError) -> list[type[domain.AbrigoError]]:
    """List every kind of error, ours in the web included."""
    return [kind, *(found for below in kind.__subclasses__() for found in kinds(below))]


def without_tokens(answer: httpx2.Response) -> str:
    """Give a page without what differs each time."""
    return TOKENS.sub(r"\1", answer.text)


def test_every_kind_of_error_has_a_status_and_every_status_a_title() -> None:
    assert len(kinds()) > 6
    for kind in kinds():
        assert status_of(kind.__new__(kind)) in TITLES
    assert set(STATUS.values()) <= set(TITLES)


async def test_an_unknown_address_and_a_missing_thing_answer_with_the_same_bytes(
    app: FastAPI, client_as: ClientAs, world: World
) -> None:
    @app.get("/things/{thing}")
    async def thing_page(thing: str) -> None:
        raise domain.NotFoundError

    browser = await client_as(world.committee)
    unknown = await browser.get("/nothing-here")
    below_a_section = await browser.get("/today/nothing-here")
    assert unknown.status_code == below_a_section.status_code == 404
    assert without_tokens(unknown) == without_tokens(below_a_section)
    assert unknown.headers.keys() == below_a_section.headers.keys()


async def test_an_error_page_still_lets_one_leave(client_as: ClientAs, world: World) -> None:
    page = parsed(await (await client_as(world.committee)).get("/nothing-here"))
    assert fields_of(page, "/leave")["csrf"]
    assert page.find("nav", class_="nav")


async def test_a_program_gets_a_problem_and_htmx_a_notice(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    problem = await browser.get("/nothing-here", headers={"accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json() == {
        "type": "about:blank",
        "title": "No está aquí",
        "status": 404,
        "detail": domain.NotFoundError.message,
    }
    notice = await browser.get("/nothing-here", headers={"HX-Request": "true"})
    assert notice.status_code == 404
    assert "<html" not in notice.text
    assert domain.NotFoundError.message in notice.text


async def test_a_program_and_htmx_hear_that_the_session_is_over(client_as: ClientAs) -> None:
    stranger = await client_as(None)
    problem = await stranger.get("/record", headers={"accept": "application/json"})
    assert (problem.status_code, problem.json()["status"]) == (401, 401)
    part = await stranger.get("/record", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in")


async def test_errors_speak_the_language_of_the_person(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    spanish = parsed(await browser.get("/nothing-here"))
    browser.cookies.set("__Host-language", "en", domain="testserver.local")
    english = parsed(await browser.get("/nothing-here"))
    assert spanish.html is not None
    assert english.html is not None
    assert (spanish.html["lang"], english.html["lang"]) == ("es", "en")


async def test_a_defect_answers_a_fixed_page_and_logs_nothing_of_what_it_was_about(
    app: FastAPI, client_as: ClientAs, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/defect")
    async def defect() -> None:
        raise RuntimeError("the secret of a case")

    with caplog.at_level(logging.DEBUG):
        answer = await (await client_as(world.committee)).get("/defect")
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    assert "RuntimeError" not in answer.text
    assert "defect: RuntimeError at test_errors.py:" in caplog.text


async def test_a_database_that_cannot_be_reached_is_said_as_such(app: FastAPI, client_as: ClientAs) -> None:
    @app.get("/unreachable")
    async def unreachable() -> None:
        raise ConnectionRefusedError

    assert (await (await client_as(None)).get("/unreachable")).status_code == 503


def test_the_place_of_an_error_without_our_frames_is_still_a_place() -> None:
    assert place_of(ValueError("secret")) == "ValueError at "


async def test_whoever_goes_on_before_her_form_has_come_is_no_defect(
    app: FastAPI, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    kind = (b"content-type", b"application/x-www-form-urlencoded")
    where = {"path": "/sign-in", "raw_path": b"/sign-in", "query_string": b"", "root_path": ""}
    await app({"type": "http", "method": "POST", "scheme": "https", "headers": [kind]} | where, gone, send)
    assert (sent, caplog.records) == ([], [])


async def test_a_wrong_value_in_an_address_is_never_a_defect(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.steward)
    for wrong in ("2147483648000000000000", "-1", "0", "x", "%00", ""):
        assert (await browser.get(f"/record?before={wrong}")).status_code in {404, 422}, wrong
    assert (await browser.get(f"/record?before={2**63 - 1}")).status_code == 200
    assert (await browser.get("/record?other=%00")).status_code == 422
    assert (await browser.get("/people%00")).status_code == 404


async def test_a_method_that_a_page_does_not_have_is_refused_with_those_it_has(
    client_as: ClientAs, world: World
) -> None:
    answer = await (await client_as(world.steward)).put("/record")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


async def test_a_form_with_a_nul_byte_is_refused_in_words(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.steward)
    form = fields_of(parsed(await browser.get("/people")), "/people")
    for data in (form | {"role": "ho\x00st"}, form | {"ro\x00le": "host"}):
        answer = await browser.post("/people", data=data)
        assert answer.status_code == 422
        assert "signos que no se pueden guardar" in answer.text


async def test_a_form_with_too_many_fields_is_refused_in_words(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.steward)
    form = fields_of(parsed(await browser.get("/people")), "/people")
    answer = await browser.post("/people", data=form | {f"field-{n}": "x" for n in range(FIELDS)})
    assert answer.status_code == 422
    assert "más datos de los que caben" in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/people", "/leave", "/language"])
async def test_a_body_that_is_too_large_is_refused_whether_announced_or_not(
    client_as: ClientAs, world: World, path: str
) -> None:
    browser = await client_as(world.steward)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    announced = await browser.post(path, content=b"a=" + b"x" * BODY_BYTES, headers=kind)

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(BODY_BYTES // 65536 + 1):
            yield b"&a=" + b"x" * 65536

    unannounced = await browser.post(path, content=in_pieces(), headers=kind)
    assert (announced.status_code, unannounced.status_code) == (413, 413)
    assert "no cabe" in announced.text
    assert announced.headers["content-security-policy"]


async def test_a_pasted_text_of_a_hundred_kilobytes_is_for_the_form_to_judge(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.steward)
    form = fields_of(parsed(await browser.get("/people")), "/people")
    answer = await browser.post("/people", data=form | {"role": "x" * 100_000})
    assert answer.status_code == 422
    assert parsed(answer).find(id="role-error")


async def test_a_broken_form_is_never_a_defect(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.steward)
    bodies = (b"\xff\xfe=%zz&=&&&", b"--x\r\nbroken", b'{"json": 1}')
    kinds_of_body = (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "",
    )
    for path in ("/people", "/sign-in", f"/{uuid4()}"):
        for body in bodies:
            for kind in kinds_of_body:
                answer = await browser.post(path, content=body, headers={"content-type": kind})
                assert answer.status_code in {403, 404, 422}, (path, body, kind)
