"""What is typed of a request is not lost: put off, kept while it is typed, and there again on whatever device."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.web.request_forms import Fields, kept, typed, words_of
from tests.web.site import recorded

SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
UNFINISHED = "/requests/unfinished"


async def sent(browser: Browser, page: str, to: str, fields: Fields, action: str = "/requests") -> httpx2.Response:
    """Fill in the form of a page and press a button of it that leads elsewhere."""
    form = fields_of(parsed(await browser.get(page)), action) | fields
    return await browser.post(to, data=form, headers=SAME_ORIGIN)


async def put_off(browser: Browser, **changes: Any) -> str:
    """Put a new request off, and give the page on which it goes on."""
    answer = await sent(browser, "/requests/new", UNFINISHED, typed(**changes))
    assert answer.headers["location"] == "/today"
    return await offered(browser)


async def offered(browser: Browser, page: str = "/today") -> str:
    """Follow what a page offers to go on with."""
    links = parsed(await browser.get(page)).select(f"a[href^='{UNFINISHED}/']")
    assert len(links) == 1
    return str((await browser.get(str(links[0]["href"]))).headers["location"])


async def rows(superuser: AsyncEngine) -> int:
    """Count behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from unfinished")) or 0)


async def test_what_is_put_off_is_offered_and_whole_on_any_device(client_as: ClientAs, scene: Scene) -> None:
    await put_off(await client_as(scene.world.committee))
    other = await client_as(scene.world.committee)
    for page in ("/today", "/requests/new"):
        there = await offered(other, page)
        assert kept(await other.get(there), "/requests") == typed()


async def test_neither_title_nor_address_says_what_was_typed(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    there = await put_off(browser)
    assert re.fullmatch(rf"{UNFINISHED}/[0-9a-f-]{{36}}/all", there)
    assert "Nueva solicitud" in str(parsed(await browser.get(there)).title)


async def test_sending_it_files_it_and_leaves_nothing_behind(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    answer = await submit(browser, await put_off(browser), "/requests")
    assert answer.status_code == 303, words_of(answer)
    assert await rows(superuser) == 0
    assert [line for line in await recorded(superuser) if "request" in line or "unfinished" in line] == [
        "unfinished:begun",
        "request:filed",
    ]


async def test_what_is_kept_while_it_is_typed_does_not_use_the_forms_key_up(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | typed()
    for _ in range(2):
        answer = await browser.post(f"{UNFINISHED}/typing", data=form, headers=SAME_ORIGIN)
        assert "Guardado a las" in answer.text
    assert await rows(superuser) == 1
    assert (await browser.post("/requests", data=form, headers=SAME_ORIGIN)).status_code == 303
    assert await rows(superuser) == 0


async def test_what_was_typed_last_and_arrives_beside_the_form_leaves_nothing_behind(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    for _ in range(12):
        form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | typed()
        sent, *_late = await asyncio.gather(
            browser.post("/requests", data=form, headers=SAME_ORIGIN),
            *(browser.post(f"{UNFINISHED}/typing", data=form, headers=SAME_ORIGIN) for _ in range(3)),
        )
        assert sent.status_code == 303
        assert (await browser.post(f"{UNFINISHED}/typing", data=form, headers=SAME_ORIGIN)).status_code == 200
        assert await rows(superuser) == 0


async def test_an_answer_alone_begins_nothing_once_the_rest_is_gone(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | {"to": "when"}
    first = (await browser.post(UNFINISHED, data=form, headers=SAME_ORIGIN)).headers["location"]
    step = fields_of(parsed(await browser.get(first)), first) | {"nights": "4"}
    await submit(browser, "/today", first.replace("/when", "/discard"))
    for way in (first, UNFINISHED, f"{UNFINISHED}/typing"):
        assert (await browser.post(way, data=step, headers=SAME_ORIGIN)).status_code == 404
    assert await rows(superuser) == 0


@pytest.mark.parametrize("changes", [{"nights": "muchas"}, {"add": "person"}])
async def test_a_form_that_comes_back_is_kept_too(client_as: ClientAs, scene: Scene, changes: Fields) -> None:
    browser = await client_as(scene.world.committee)
    answer = await submit(browser, "/requests/new", "/requests", **typed(**changes))
    assert answer.status_code in {200, 422}
    there = await offered(browser)
    assert kept(await browser.get(there), "/requests") == kept(answer, "/requests")


async def test_whoever_signs_in_again_is_back_where_she_was(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    await submit(browser, "/requests/new", "/requests", **typed(consent=""))
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set ended_at = now()"))
    assert (await browser.get("/today")).headers["location"] == "/sign-in"
    again = await client_as(scene.world.committee)
    back = (await again.get("/")).headers["location"]
    there = (await again.get(back)).headers["location"]
    assert kept(await again.get(there), "/requests") == {k: v for k, v in typed().items() if k != "consent"}


async def test_she_begins_her_day_as_ever_where_she_put_it_off_or_has_been_in_for_a_while(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    await put_off(browser)
    again = await client_as(scene.world.committee)
    assert (await again.get("/")).headers["location"] == "/today"
    await submit(browser, "/requests/new", "/requests", **typed(consent=""))
    async with superuser.begin() as connection:
        await connection.execute(text("update live_session set proven_at = now() - interval '2 minutes'"))
    assert (await again.get("/")).headers["location"] == "/today"


async def test_another_language_or_theme_changes_nothing_of_it(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    there = await put_off(browser)
    for way, choice in (("/language", "en"), ("/theme", "dark")):
        form = fields_of(parsed(await browser.get(there)), way) | {"choice": choice}
        answer = await browser.post(way, data=form, headers=SAME_ORIGIN | {"referer": ORIGIN + there})
        assert answer.headers["location"] == there
    assert kept(await browser.get(there), "/requests") == typed()


async def test_under_duress_it_is_not_there(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    browser = await client_as(scene.world.committee)
    await submit(browser, "/requests/new", "/requests", **typed(consent=""))
    there = await offered(browser)
    made = await client_as(scene.world.committee)
    async with superuser.begin() as connection:
        latest = "(select id from live_session order by opened_at desc limit 1)"
        await connection.execute(text(f"update live_session set duress = true where id = {latest}"))  # noqa: S608
    assert (await made.get("/")).headers["location"] == "/today"
    assert UNFINISHED not in (await made.get("/today")).text
    assert (await made.get(there)).status_code == 404
    assert (await browser.get(there)).status_code == 200


async def test_a_colleague_is_told_that_it_is_missing(client_as: ClientAs, scene: Scene) -> None:
    there = await put_off(await client_as(scene.world.committee))
    other = await client_as(scene.world.committee_gt)
    nowhere = there.replace(there.split("/")[3], str(uuid4()))
    assert [(await other.get(each)).status_code for each in (there, nowhere)] == [404, 404]
    form = fields_of(parsed(await other.get("/requests/new")), "/requests") | {"unfinished": there.split("/")[3]}
    assert (await other.post(UNFINISHED, data=form, headers=SAME_ORIGIN)).status_code == 404


async def test_only_what_the_form_asks_for_is_kept(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    browser = await client_as(scene.world.committee)
    odd: Fields = {"age-100": "6-11", "nobody": "x", "nights-": "4", "passphrase_place": "x"}
    there = await put_off(browser, **odd)
    assert kept(await browser.get(there), "/requests") == typed()
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests")
    for wrong in ({"page": "nowhere"}, {"unfinished": "1"}):
        assert (await browser.post(UNFINISHED, data=form | wrong, headers=SAME_ORIGIN)).status_code == 422
    assert await rows(superuser) == 1


async def test_too_long_a_text_is_refused_in_words_and_what_was_kept_stays(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    there = await put_off(browser)
    answer = await sent(browser, there, UNFINISHED, {"note": "x" * 70_000})
    assert answer.status_code == 422
    assert "demasiado texto" in answer.text
    assert kept(await browser.get(there), "/requests") == typed()


async def test_what_is_discarded_is_gone(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    browser = await client_as(scene.world.committee)
    there = (await put_off(browser)).removesuffix("/all")
    assert (await submit(browser, "/today", f"{there}/discard")).headers["location"] == "/today"
    assert (await browser.get(there)).status_code == 404
    assert await rows(superuser) == 0


async def test_a_change_is_kept_apart_from_the_request_until_it_is_sent(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}/change"
    await sent(browser, here, UNFINISHED, {"nights": "4", "shortest": "2"}, here)
    assert request.code in str(parsed(await browser.get("/today")).select_one("form[action$='/discard']"))
    there = await offered(browser, here)
    assert fields_of(parsed(await browser.get(here)), here)["nights"] == "5"
    assert fields_of(parsed(await browser.get(there)), here)["nights"] == "4"
    assert (await submit(browser, there, here)).status_code == 303
    assert fields_of(parsed(await browser.get(here)), here)["nights"] == "4"
    assert await rows(superuser) == 0
