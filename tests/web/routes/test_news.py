"""News on the pages: whoever it concerns sees it where she starts, and takes it off with one button."""

from __future__ import annotations

import pytest
import pytest_asyncio

from shelters.news.commands import tell_committee, tell_hosts
from shelters.news.kinds import NewsKind
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit

CODE = "7K3F-Q9TM"


@pytest_asyncio.fixture
async def told(scene: Scene) -> Scene:
    """Tell the committee and the host of Mexico."""
    about = (await scene.file()).id
    async with scene.acting(scene.world.committee_gt) as (session, _):
        await tell_committee(session, NewsKind.HOLD_EXPIRED, scene.world.mx.id, about, CODE)
        await tell_hosts(session, NewsKind.ARRIVAL_OVERDUE, scene.ceiba.id, about, CODE)
    return scene


@pytest.mark.parametrize(
    ("who", "page", "words"),
    [("committee", "/today", "El apartado venció sin respuesta"), ("host", "/house", "Una llegada sin confirmar")],
)
async def test_each_sees_her_news_where_she_starts_and_takes_it_off(
    client_as: ClientAs, told: Scene, who: str, page: str, words: str
) -> None:
    browser = await client_as(getattr(told.world, who))
    shown = parsed(await browser.get(page))
    assert words in shown.get_text()
    assert CODE in shown.get_text()
    action = next(str(form["action"]) for form in shown.find_all("form") if str(form["action"]).startswith("/news/"))
    answer = await submit(browser, page, action)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert words not in (await browser.get(page)).text


async def test_the_page_of_all_news_is_calm_when_there_is_none(client_as: ClientAs, told: Scene) -> None:
    assert "Nada nuevo." in (await (await client_as(told.world.planner)).get("/news")).text
    assert "Nada nuevo." not in (await (await client_as(told.world.committee)).get("/news")).text


async def test_an_alert_stands_above_everything_else(client_as: ClientAs, told: Scene) -> None:
    text = parsed(await (await client_as(told.world.host)).get("/house")).get_text()
    assert text.index("Una llegada sin confirmar") < text.index("Esta noche")
