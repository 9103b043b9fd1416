"""A form that is sent after time has ended her session: what was typed is kept, and nothing is shown or done."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.models import Person
from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.web.request_forms import kept, typed

SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
LAPSED = "seen_at = now() - interval '40 minutes'"


async def stored(superuser: AsyncEngine) -> tuple[int, int]:
    """Count requests, and what is not sent yet."""
    async with superuser.connect() as connection:
        counts = text("select (select count(*) from request), (select count(*) from unfinished)")
        requests, unfinished = (await connection.execute(counts)).one()
        return requests, unfinished


async def sent_late(
    browser: Browser, superuser: AsyncEngine, how: str = LAPSED, page: str = "/requests/new", **changes: Any
) -> None:
    """Fill in a form, let the session end, and send it."""
    action = "/requests" if page == "/requests/new" else page
    form = fields_of(parsed(await browser.get(page)), action) | typed(**changes)
    async with superuser.begin() as connection:
        await connection.execute(text(f"update live_session set {how}"))  # noqa: S608 - a constant
    answer = await browser.post(action, data=form, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.text == ""


async def test_it_is_there_when_she_is_in_again(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    await sent_late(await client_as(scene.world.committee), superuser)
    assert await stored(superuser) == (0, 1)
    again = await client_as(scene.world.committee)
    there = (await again.get((await again.get("/")).headers["location"])).headers["location"]
    assert kept(await again.get(there), "/requests") == typed()


async def test_a_single_question_is_kept_beside_those_before(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | {"nights": "3", "to": "party"}
    here = (await browser.post("/requests/unfinished", data=form, headers=SAME_ORIGIN)).headers["location"]
    await sent_late(browser, superuser, page=here)
    other = await client_as(scene.world.committee)
    again = fields_of(parsed(await other.get(here.replace("/party", "/all"))), "/requests")
    assert (again["nights"], again["age-0"], again["origin"]) == ("3", "18-59", "")


@pytest.mark.parametrize(
    "how",
    [
        "ended_at = now()",
        f"{LAPSED}, duress = true",
        f"{LAPSED}, proven_at = null",
        "seen_at = now() - interval '13 hours'",
    ],
    ids=["she ended it", "under duress", "half signed in", "long ago"],
)
async def test_of_any_other_session_nothing_is_kept(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, how: str
) -> None:
    await sent_late(await client_as(scene.world.committee), superuser, how)
    assert await stored(superuser) == (0, 0)


@pytest.mark.parametrize("gone", ["active = false", "frozen_at = now()"])
async def test_of_whoever_may_not_come_in_again_nothing_is_kept(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, gone: str
) -> None:
    browser = await client_as(scene.world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | typed()
    async with superuser.begin() as connection:
        await connection.execute(text(f"update person set {gone}"))  # noqa: S608 - a constant
    answer = await browser.post("/requests", data=form, headers=SAME_ORIGIN)
    assert answer.headers["location"] == "/sign-in"
    assert await stored(superuser) == (0, 0)


@pytest.mark.parametrize("wrong", [{"csrf": "0" * 64}, {"unfinished": "x"}, {"borders": "x" * 70_000}])
async def test_what_is_no_form_of_hers_is_not_kept(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, wrong: dict[str, str]
) -> None:
    await sent_late(await client_as(scene.world.committee), superuser, **wrong)
    assert await stored(superuser) == (0, 0)


async def test_another_site_sends_nothing_in_her_name(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | typed()
    async with superuser.begin() as connection:
        await connection.execute(text(f"update live_session set {LAPSED}"))  # noqa: S608 - a constant
    await browser.post("/requests", data=form, headers={"origin": "https://elsewhere", "sec-fetch-site": "cross-site"})
    assert await stored(superuser) == (0, 0)


@pytest.mark.parametrize("who", ["host", "steward", "planner"])
async def test_whoever_files_no_requests_keeps_none(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, who: str
) -> None:
    person: Person = getattr(scene.world, who)
    browser = await client_as(person)
    csrf = fields_of(parsed(await browser.get("/help")), "/sign-out")["csrf"]
    unfinished = {"unfinished": "6b6c1c0e-1f0f-4a51-9d4e-6d8f0c6a7b11", "page": "all", "once": "12345678"}
    async with superuser.begin() as connection:
        await connection.execute(text(f"update live_session set {LAPSED}"))  # noqa: S608 - a constant
    await browser.post("/requests", data=typed(csrf=csrf, **unfinished), headers=SAME_ORIGIN)
    assert await stored(superuser) == (0, 0)
