"""The report: a page to print, a tagged PDF and a set of files, which all say the same and name nobody."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, time
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.waiting import wait_for_place
from shelters.planning.ranges import latest_quarter
from shelters.requests.commands import refer
from tests.scene import SECRET_ADDRESS, Scene, house_draft, room_draft
from tests.web.conftest import Browser, ClientAs, parsed

QUARTER = latest_quarter()
ASKED = f"from={QUARTER.first:%Y-%m}&to={QUARTER.last_month:%Y-%m}"
NAMES = ("Amate", "Ceiba", "Quetzal", "ana", "berta", SECRET_ADDRESS)


@pytest.fixture
async def dora(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> Browser:
    """Let six requests of the last quarter have been referred, six houses be there, and a planner look."""
    for number in range(4):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number} (inventada)"), room_draft())
    for _ in range(6):
        request = await scene.file(urgency=2, case={"needs": {"wheelchair": "required"}})
        async with scene.acting(scene.world.committee) as (session, actor):
            await wait_for_place(session, actor, scene.keyring, request.id)
            await refer(session, actor, request.id)
    async with superuser.begin() as connection:
        filed_at = datetime.combine(QUARTER.first, time(12), UTC)
        await connection.execute(text("update request set filed_at = :at"), {"at": filed_at})
    return await client_as(scene.world.planner)


def tables_on(page: Any) -> dict[str, list[list[str]]]:
    return {
        table.select("caption")[0].get_text(): [
            [cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")
        ]
        for table in page.select("main table")
    }


async def test_page_paper_and_files_say_the_same_and_name_nobody(dora: Browser) -> None:
    answer = parsed(await dora.get(f"/planning/report?{ASKED}"))
    page = tables_on(answer)
    assert page["Qué pasó con las solicitudes"] == [["Canalizada", "6", "n/d"], ["Otras", "0", "n/d"]]
    assert page["Por qué no tuvieron lugar"][0] == ["Les falta: Apta para silla de ruedas", "6", "n/d"]
    assert page["En qué se usaron las noches de las camas"][0][:3] == ["Refugio", "6", "0 %"]

    paper = await dora.get(f"/planning/report.pdf?{ASKED}")
    assert paper.headers["content-disposition"] == f'attachment; filename="{QUARTER}.pdf"'
    words = " ".join(" ".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.content)).pages).split())
    for title, rows in page.items():
        assert title in words
        assert all(" ".join(" ".join(row).split()) in words for row in rows if len(row[0]) < 30)

    packed = ZipFile(io.BytesIO((await dora.get(f"/planning/report.zip?{ASKED}")).content))
    assert packed.namelist() == [f"{QUARTER}.csv", f"{QUARTER}.json"]
    head, tags, *lines = csv.reader(io.StringIO(packed.read(f"{QUARTER}.csv").decode()))
    assert (head[-1], tags[-1]) == ("value", "#indicator+num")
    assert ["fates", "referred", "Canalizada", "urgent", "6"] in lines
    assert ["fates", "referred", "Canalizada", "later", ""] in lines
    texts = [answer.select("main")[0].get_text(), words, *(packed.read(name).decode() for name in packed.namelist())]
    assert not [name for name in NAMES for each in texts if f" {name}" in f" {each}"]
    told = json.loads(packed.read(f"{QUARTER}.json"))
    assert len(told["method"]) > 10
    assert {table["title"]: len(table["rows"]) for table in told["tables"]} == {
        title: len(rows) for title, rows in page.items()
    }


async def test_the_pdf_can_be_read_aloud_and_says_nothing_of_who_made_it(client_as: ClientAs, scene: Scene) -> None:
    dora = await client_as(scene.world.planner)
    for language, title in (("es", "Acogida en la región"), ("en", "Shelter in the region")):
        dora.cookies.set("__Host-language", language, domain="testserver.local")
        content = (await dora.get(f"/planning/report.pdf?{ASKED}")).content
        paper = PdfReader(io.BytesIO(content))
        root: Any = paper.trailer["/Root"]
        about: Any = paper.metadata
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"], about.title) == (language, True, title)
        assert (about.author, about.creation_date.year) == (None, 1970)
        resources: list[Any] = [each["/Resources"] for each in paper.pages]
        fonts = [font.get_object() for each in resources for font in each["/Font"].values()]
        assert all("LibertinusSerif" in font["/BaseFont"] for font in fonts)
        assert content.count(b"/FontFile") > 0


async def test_a_quarter_that_is_cut_has_no_report(client_as: ClientAs, scene: Scene) -> None:
    dora = await client_as(scene.world.planner)
    cut = f"from={QUARTER.first:%Y-%m}&to={QUARTER.first:%Y-%m}"
    wrong = await dora.get(f"/planning/report?{cut}")
    assert wrong.status_code == 422
    assert "Un informe es de trimestres enteros." in wrong.text
    for end in ("pdf", "zip"):
        assert (await dora.get(f"/planning/report.{end}?{cut}")).status_code == 422


async def test_nobody_else_gets_it(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for end in ("", ".pdf", ".zip"):
            assert (await browser.get(f"/planning/report{end}")).status_code == 403
