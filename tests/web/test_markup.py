"""What people type is shown as they typed it and is never a part of a page, whatever it looks like."""

from __future__ import annotations

from typing import Final

import httpx2
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import Scene, request_draft
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.web.walking import START, populate, walk
from web.rendering import environment

MARKUP: Final = '"><b id=planted>{{7*7}}'
SHOWN: Final = "id=planted&gt;"
# Names that stand on pages, each where only the application writes it.
NAMED: Final = (
    "update house set code_name = :words || code_name",
    "update room set name = :words || name",
    "update bed set label = :words || label",
    "update network set name = :words || name",
)


def planted(answer: httpx2.Response) -> bool:
    """Say whether what was typed has become a part of the page, or was worked out."""
    page = parsed(answer)
    return page.find(id="planted") is not None or "planted>49" in page.get_text()


def typed_in(page: BeautifulSoup) -> list[tuple[str, dict[str, str | list[str]]]]:
    """Fill each form of a page that can be typed in with markup."""
    forms = [form for form in page.find_all("form", method="post") if form.select("input[type=text], textarea")]
    filled = []
    for form in forms:
        action = str(form["action"])
        boxes: dict[str, str | list[str]] = {
            str(box["name"]): MARKUP for box in form.select("input[type=text], textarea") if box.get("name")
        }
        filled.append((action, fields_of(page, action) | boxes))
    return filled


def test_every_template_escapes_what_it_is_given() -> None:
    assert environment.autoescape is True
    assert environment.from_string("{{ words }}").render(words=MARKUP).startswith("&#34;&gt;&lt;b")


def test_markup_that_became_a_part_of_a_page_is_found() -> None:
    for careless in ("{{ words | safe }}", "<p>" + MARKUP.replace("{{7*7}}", "</b>"), "id=planted&gt;{{ 7 * 7 }}"):
        assert planted(httpx2.Response(200, text=environment.from_string(careless).render(words=MARKUP))), careless


@pytest.mark.parametrize("role", ["committee", "host", "steward", "planner"])
async def test_markup_in_a_name_is_shown_and_nothing_else(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, role: str
) -> None:
    await populate(scene)
    async with superuser.begin() as connection:
        for statement in NAMED:
            await connection.execute(text(statement), {"words": MARKUP})
    shown = 0
    async for kind, answer in walk(await client_as(getattr(scene.world, role)), *START):
        assert not planted(answer), kind
        shown += SHOWN in answer.text
    assert shown >= 2, "no page shows a name, so nothing was tried"


async def test_markup_in_a_case_is_shown_and_nothing_else(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"note": MARKUP})
    assert request_draft(case={"note": MARKUP}).case.note == MARKUP
    page = await (await client_as(scene.world.committee)).get(f"/requests/{request.id}")
    assert SHOWN in page.text
    assert not planted(page)


async def test_markup_typed_into_any_form_comes_back_as_it_was_typed(client_as: ClientAs, scene: Scene) -> None:
    await populate(scene)
    back = 0
    for role in ("committee", "host", "steward", "planner"):
        browser: Browser = await client_as(getattr(scene.world, role))
        forms: dict[str, dict[str, str | list[str]]] = {}
        async for _, answer in walk(browser, *START):
            forms |= {action: fields for action, fields in typed_in(parsed(answer)) if not action.endswith("/leave")}
        for action, fields in forms.items():
            answer = await browser.post(action, data=fields, headers={"origin": ORIGIN})
            assert answer.status_code < 500, action
            assert not planted(answer), action
            back += SHOWN in answer.text
    assert back >= 5, "no form came back, so nothing was tried"
