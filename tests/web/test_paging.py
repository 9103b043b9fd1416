"""A list that has grown long is shown a page at a time, and nothing of it is out of reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shelters.clock import today
from shelters.news.commands import tell_committee
from shelters.news.kinds import NewsKind
from shelters.placement.answers import accept_proposal
from tests.scene import Scene
from tests.web.conftest import Browser, ClientAs, parsed
from web.paging import PAGE, Paged, window

MANY = 103


@pytest.mark.parametrize("length", [0, 1, PAGE, PAGE + 1, 2 * PAGE, 501])
def test_every_row_stands_on_one_page_and_the_pages_lead_to_each_other(length: int) -> None:
    rows, number = list(range(length)), 0
    seen: list[int] = []
    while True:
        at = window(number)
        page = Paged.of(rows[at["offset"] :][: at["limit"]], "/things", number, kind="a b", none="")
        seen += page.rows
        assert bool(page.before) is (number > 0)
        if not page.after:
            break
        assert page.after == f"/things?kind=a+b&page={number + 1}"
        number += 1
    assert seen == rows
    assert number == max(0, length - 1) // PAGE


async def codes_on(browser: Browser, path: str, where: str = "main") -> tuple[list[str], str]:
    """Read the codes on a page, and where its next page is."""
    page = parsed(await browser.get(path))
    after = page.select_one("a[rel=next]")
    return [code.get_text() for code in page.select(f"{where} .entry .code")], str(after["href"]) if after else ""


async def test_a_day_shows_the_most_urgent_and_says_how_many_more_there_are(client_as: ClientAs, scene: Scene) -> None:
    filed = [await scene.file(urgency=3) for _ in range(MANY - 1)]
    urgent = await scene.file(urgency=1)
    browser = await client_as(scene.world.committee)
    day = parsed(await browser.get("/today"))
    shown = [code.get_text() for code in day.select(".entry .code")]
    assert (shown[0], len(shown)) == (urgent.code, 100)
    assert "Y 3 más, menos urgentes: ver todas las abiertas" in day.get_text(" ", strip=True)
    listed, path = [], "/requests"
    while path:
        codes, path = await codes_on(browser, path)
        listed += codes
    assert sorted(listed) == sorted(request.code for request in (*filed, urgent))


async def test_whoever_is_late_is_shown_and_whoever_comes_next_month_has_a_page(
    client_as: ClientAs, scene: Scene
) -> None:
    codes = {}
    for days in (0, 6, 30):
        day = today() + timedelta(days=days)
        request = await scene.file(nights={"earliest": day, "latest": day, "nights": 3, "shortest": 3})
        proposal = await scene.choose(request)
        async with scene.acting(scene.world.host) as (session, actor):
            await accept_proposal(session, actor, scene.keyring, proposal.id)
        codes[days] = request.code
    browser = await client_as(scene.world.committee)
    on_the_day, _ = await codes_on(browser, "/today", ".aside")
    assert on_the_day == [codes[0], codes[6]]
    assert (await codes_on(browser, "/stays"))[0] == [codes[0], codes[6], codes[30]]


async def test_news_beyond_ten_have_a_page(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    kinds = [kind for kind in NewsKind if kind not in {NewsKind.ARRIVAL_OVERDUE, NewsKind.HOUSE_EXPOSED}][:12]
    async with scene.acting(scene.world.committee) as (session, _):
        for kind in kinds:
            await tell_committee(session, kind, scene.world.mx.id, request.id, request.code)
    browser = await client_as(scene.world.committee)
    day = parsed(await browser.get("/today"))
    assert len(day.select("form[action$='/settle']")) == 10
    assert day.select_one("a[href='/news']") is not None
    assert len(parsed(await browser.get("/news")).select("form[action$='/settle']")) == 12
