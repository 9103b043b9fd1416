"""A desk: one request, one transaction, committed before the answer, undone by any refusal, done once."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.policy import Permission
from shelters.accounts.commands import change_preferences
from shelters.accounts.queries import live_sessions
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.web.site import recorded
from tests.world import World
from web.edge import Desk, needs
from web.navigation import sections_of

router = APIRouter()
REFUSALS = {
    "conflict": ConflictError(),
    "input": InvalidInputError("name", "Escribe otro nombre."),
    "missing": NotFoundError(),
}


@router.post("/probe/{kind}")
async def act(desk: Annotated[Desk, needs(Permission.SELF)], kind: str) -> Response:
    """Change something, then end in one of the ways in which a route can end."""
    await change_preferences(desk.session, desk.actor, locale=str((await desk.form()).get("locale", "en")), theme=None)
    if kind == "defect":
        raise RuntimeError("the secret of a case")
    if kind in REFUSALS:
        raise REFUSALS[kind]
    return desk.render("guide/page.html") if kind == "shown" else desk.go(f"/after/{secrets.token_hex(4)}")


@router.post("/probe-refused")
async def give_back(desk: Annotated[Desk, needs(Permission.SELF)]) -> Response:
    """Refuse a form after a change, with rows in the page that were read before."""
    sessions = await live_sessions(desk.session, desk.actor, desk.settings)
    await change_preferences(desk.session, desk.actor, locale="en", theme=None)
    error = InvalidInputError.together([InvalidInputError("name", "Falta."), InvalidInputError("nights", "Sobra.")])
    return await desk.refuse(
        "accounts/sessions.html", error, sessions=sessions, here=desk.live.id, changed_at=None, ways=()
    )


@router.get("/probe/things/{thing}")
async def look(desk: Annotated[Desk, needs(Permission.SELF)], thing: UUID) -> Response:
    """Look for a thing that is not there."""
    raise NotFoundError


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """Add the probes to the site."""
    app.include_router(router)
    return app


async def form_of(browser: Browser) -> dict[str, Any]:
    """Take the tokens of a fresh form."""
    return fields_of(parsed(await browser.get("/help")), "/sign-out")


async def locale_of(superuser: AsyncEngine, person_id: UUID) -> str:
    """Read behind the policies what is stored."""
    async with superuser.connect() as connection:
        return str(await connection.scalar(text("select locale from person where id = :id"), {"id": person_id}))


async def test_what_was_done_is_stored_before_the_answer_begins(
    app: FastAPI, client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(world.committee)
    form = await form_of(browser)
    seen: list[str] = []
    inner = app.middleware_stack
    assert inner is not None

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def watched(message: Any) -> None:
            seen.append(await locale_of(superuser, world.committee.id))
            await send(message)

        await inner(scope, receive, watched)

    app.middleware_stack = watching
    assert (await browser.post("/probe/done", data=form)).status_code == 303
    assert set(seen) == {"en"}


@pytest.mark.parametrize(("kind", "status"), [("conflict", 409), ("input", 422), ("missing", 404), ("defect", 500)])
async def test_a_refusal_undoes_everything(
    client_as: ClientAs, world: World, superuser: AsyncEngine, kind: str, status: int
) -> None:
    browser = await client_as(world.committee)
    assert (await browser.post(f"/probe/{kind}", data=await form_of(browser))).status_code == status
    assert await locale_of(superuser, world.committee.id) == "es"


async def test_a_refused_form_can_be_sent_again_with_the_same_key(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(world.committee)
    form = await form_of(browser)
    assert (await browser.post("/probe/conflict", data=form)).status_code == 409
    assert (await browser.post("/probe/done", data=form)).status_code == 303
    assert await locale_of(superuser, world.committee.id) == "en"


async def test_a_form_given_back_names_what_to_change_and_undoes_the_rest(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(world.committee)
    answer = await browser.post("/probe-refused", data=await form_of(browser))
    page = parsed(answer)
    assert answer.status_code == 422
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert await locale_of(superuser, world.committee.id) == "es"


async def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(world.committee)
    form = await form_of(browser)
    first = await browser.post("/probe/done", data=form | {"locale": "en"})
    again = await browser.post("/probe/done", data=form | {"locale": "es"})
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == first.headers["location"]
    assert await locale_of(superuser, world.committee.id) == "en"


async def test_a_double_click_has_one_effect_and_one_answer(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    form = await form_of(browser)
    answers = await asyncio.gather(*(browser.post("/probe/done", data=form) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1


async def test_a_form_whose_answer_is_shown_once_is_not_done_again(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    form = await form_of(browser)
    assert (await browser.post("/probe/shown", data=form)).status_code == 200
    assert (await browser.post("/probe/shown", data=form)).status_code == 409


async def test_the_key_of_one_person_is_nothing_to_another(client_as: ClientAs, world: World) -> None:
    ana, berta = await client_as(world.committee), await client_as(world.host)
    once = (await form_of(ana))["once"]
    one = await ana.post("/probe/done", data=await form_of(ana) | {"once": once})
    other = await berta.post("/probe/done", data=await form_of(berta) | {"once": once})
    assert one.headers["location"] != other.headers["location"]


@pytest.mark.parametrize("once", ["", "short", "x" * 65, "with space", "ñandú-ñandú"])
async def test_a_form_without_a_proper_key_is_refused(client_as: ClientAs, world: World, once: str) -> None:
    browser = await client_as(world.committee)
    assert (await browser.post("/probe/done", data=await form_of(browser) | {"once": once})).status_code == 403


async def test_a_thing_out_of_reach_leaves_a_line_in_the_record_with_its_id(
    client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser = await client_as(world.committee)
    thing = UUID(int=7)
    assert (await browser.get(f"/probe/things/{thing}")).status_code == 404
    assert await recorded(superuser) == ["action:refused"]
    async with superuser.connect() as connection:
        (line,) = (await connection.execute(text("select person_id, subject_id, details from audit_record"))).all()
    assert line[:2] == (world.committee.id, thing)
    assert line[2] == {"permission": "self:change", "kind": "NotFoundError"}


async def test_an_htmx_form_is_led_on_by_a_header(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    answer = await browser.post("/probe/done", data=await form_of(browser), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"].startswith("/after/")


async def test_our_own_origin_is_accepted_and_a_page_opened_by_hand_too(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    for headers in ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}):
        answer = await browser.post("/probe/done", data=await form_of(browser), headers=headers)
        assert answer.status_code == 303


def test_the_section_that_is_open_is_marked_and_no_other(world: World) -> None:
    role = world.actor(world.committee).role
    assert [active for _, _, active in sections_of(role, "/requests/7K3F")] == [False, True, False, False]
    assert not any(active for _, _, active in sections_of(role, "/requests-of-others"))
