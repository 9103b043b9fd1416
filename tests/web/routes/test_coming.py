"""The page of what is coming: what is told of the next months and weeks, with its age and how good it was."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from shelters.planning.labels import COMING_MEANINGS, COMING_WAYS
from shelters.planning.weeks import WEEKS
from tests.scene import Scene
from tests.tours.beforehand import told
from tests.tours.weighing import ANY
from tests.web.conftest import ClientAs, parsed
from web import files
from web.charts import Bars
from web.looks import Look, drawn


async def test_it_is_said_what_is_expected_how_good_that_was_and_what_is_taken(
    client_as: ClientAs, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts: list[Bars] = []

    def watched(chart: Bars, look: Look) -> bytes:
        charts.append(chart)
        return drawn(chart, look)

    monkeypatch.setattr("web.looks.drawn", watched)
    await told(scene)
    dora = await client_as(scene.world.planner)
    answer = await dora.get("/planning/coming")
    page = parsed(answer)

    the_tables_say_it(page)
    (image,) = page.select("figure.chart img")
    picture = await dora.get(str(image["src"]))
    sheet_and_script = len(files.packed(files.SHEET)) + len(files.packed(files.SCRIPT))
    assert len(answer.content) + len(picture.content) + sheet_and_script <= ANY
    written = {words for row in charts[0].rows for words in (row.end, *row.labels) if words}
    assert written
    assert written <= {cell.get_text() for cell in page.select("main td")}
    zones, needs = parsed(await dora.get("/planning/coming/parts")).select("main table")
    assert [cell.get_text() for cell in zones.select("tbody td")] == ["25", "15 a 30"] * 2
    assert len(needs.select("tbody tr")) == 1


def the_tables_say_it(page: BeautifulSoup) -> None:
    months, ways, weeks = page.select("main table")
    assert [cell.get_text() for cell in months.select("tbody tr:last-child td")] == ["15", "10 a 25"]
    assert [cell.get_text() for cell in months.select("tbody tr:first-child td")] == ["20", ""]
    first = [cell.get_text() for cell in ways.select("tbody tr:first-child > *")]
    assert first == [COMING_WAYS["last"], "0", "Se muestra"]
    assert len(weeks.select("tbody tr")) == WEEKS
    assert "Calculado" in page.get_text()
    assert all(meaning in page.get_text() for meaning in COMING_MEANINGS)


async def test_before_anything_is_told_the_page_says_what_it_takes(client_as: ClientAs, scene: Scene) -> None:
    dora = await client_as(scene.world.planner)
    for path in ("/planning/coming", "/planning/coming/parts"):
        assert "Todavía no se puede calcular." in (await dora.get(path)).text


async def test_nobody_else_sees_the_page(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for path in ("/planning/coming", "/planning/coming/parts", "/planning/coming/picture"):
            assert (await browser.get(path)).status_code == 403
