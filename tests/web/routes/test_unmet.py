"""The page of unmet need: what became of requests, why some found no place, and the same as files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.waiting import wait_for_place
from shelters.planning.labels import FATES, GROUPINGS, HOUSEHOLDS, NEEDS, SPEEDS
from shelters.planning.ledger import Grouping, Speed
from shelters.planning.quarters import ended_quarters
from shelters.requests.commands import refer, withdraw
from shelters.retention.models import Fate, Household, Need
from tests.scene import Scene
from tests.tours.weighing import ANY
from tests.web.conftest import ClientAs, parsed
from web import files

QUARTER = ended_quarters(1)[0]
FILES = ("/planning/unmet.csv", "/planning/unmet.json")


@pytest.fixture
async def unmet(scene: Scene, superuser: AsyncEngine) -> Scene:
    """Let twelve families of a quarter that is over find no place: seven are referred, five withdraw."""
    for number in range(12):
        request = await scene.file(urgency=2, case={"needs": {"wheelchair": "required"}})
        async with scene.acting(scene.world.committee) as (session, actor):
            await wait_for_place(session, actor, scene.keyring, request.id)
            await (refer if number < 7 else withdraw)(session, actor, request.id)
    filed = datetime.combine(QUARTER.first + timedelta(days=40), time(12), UTC)
    async with superuser.begin() as connection:
        await connection.execute(text("update request set filed_at = :filed"), {"filed": filed})
    return scene


@pytest.mark.parametrize("grouping", Grouping)
async def test_each_way_to_break_it_down_has_its_table(client_as: ClientAs, unmet: Scene, grouping: Grouping) -> None:
    answer = await (await client_as(unmet.world.planner)).get(f"/planning/unmet?by={grouping}")
    page = parsed(answer)

    table, rules = page.select("main table")
    assert [head.get_text() for head in table.select("thead th")] == [
        GROUPINGS[grouping],
        FATES[Fate.REFERRED],
        FATES[Fate.WITHDRAWN],
        "Total",
    ]
    assert [cell.get_text(strip=True) for cell in table.select("tbody tr:last-child > *")] == ["Total", "7", "5", "12"]
    assert rules.select_one("tbody th").get_text() == "Les falta: Apta para silla de ruedas"  # type: ignore[union-attr]
    assert len(answer.content) + len(files.packed(files.SHEET)) + len(files.packed(files.SCRIPT)) <= ANY


async def test_the_files_say_what_the_page_says(client_as: ClientAs, unmet: Scene) -> None:
    dora = await client_as(unmet.world.planner)

    answer = await dora.get(f"/planning/unmet.csv?quarter={QUARTER}&by=need")
    lines = list(csv.reader(io.StringIO(answer.text)))
    assert answer.headers["content-disposition"] == f'attachment; filename="{QUARTER}-urgent-need.csv"'
    assert lines == [
        ["code", "name", "referred", "withdrawn", "total"],
        ["#meta+code", "#meta+name", "#indicator+num+referred", "#indicator+num+withdrawn", "#indicator+num"],
        ["access", NEEDS[Need.ACCESS], "7", "5", "12"],
        ["total", "", "7", "5", "12"],
    ]
    told = (await dora.get(f"/planning/unmet.json?quarter={QUARTER}&by=need")).json()
    assert (told["quarter"], told["speed"], told["by"]) == (str(QUARTER), "urgent", "need")
    assert (told["rows"], told["columns"], told["cells"]) == (["access"], ["referred", "withdrawn"], [[7, 5]])


async def test_what_is_not_there_is_said_to_be_too_little(client_as: ClientAs, unmet: Scene) -> None:
    dora = await client_as(unmet.world.planner)
    for query in ("speed=later", f"quarter={QUARTER.before}"):
        page = parsed(await dora.get(f"/planning/unmet?{query}"))
        assert "Hay menos de cinco solicitudes." in page.get_text()
        assert page.select("main table") == []
        assert (await dora.get(f"/planning/unmet.json?{query}")).json()["total"] == 0


async def test_a_quarter_that_is_not_over_cannot_be_looked_at(client_as: ClientAs, unmet: Scene) -> None:
    dora = await client_as(unmet.world.planner)
    page = parsed(await dora.get(f"/planning/unmet?quarter={QUARTER.after}"))
    chosen = [link["href"] for link in page.select(".ways [aria-current=page]")]
    assert len(chosen) == 3
    assert all(f"quarter={QUARTER}&" in str(address) for address in chosen)


async def test_nobody_else_gets_page_or_files(client_as: ClientAs, unmet: Scene) -> None:
    for person in (unmet.world.committee, unmet.world.host, unmet.world.steward):
        browser = await client_as(person)
        for path in ("/planning/unmet", *FILES):
            assert (await browser.get(path)).status_code == 403


def test_everything_that_is_counted_has_words() -> None:
    for words, counted in (
        (FATES, Fate),
        (NEEDS, Need),
        (HOUSEHOLDS, Household),
        (GROUPINGS, Grouping),
        (SPEEDS, Speed),
    ):
        assert set(words) == set(counted)
