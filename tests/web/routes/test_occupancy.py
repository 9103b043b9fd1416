"""The page of occupancy: what beds were used for, the quarter before, and the same as files."""

from __future__ import annotations

import csv
import io

import pytest

from shelters.planning.bed_nights import Use
from shelters.planning.labels import BEDS_BY, USE_MEANINGS, USES
from shelters.planning.occupancy import Grouped
from shelters.planning.quarters import ended_quarters
from tests.scene import Scene, house_draft, room_draft
from tests.web.conftest import ClientAs, parsed

QUARTER = ended_quarters(1)[0]


@pytest.fixture
async def houses(scene: Scene) -> Scene:
    for number in range(5):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number}", kind="hostel"), room_draft())
    return scene


@pytest.mark.parametrize("grouped", Grouped)
async def test_each_way_to_tell_beds_apart_has_its_table(client_as: ClientAs, houses: Scene, grouped: Grouped) -> None:
    page = parsed(await (await client_as(houses.world.planner)).get(f"/planning/occupancy?by={grouped}"))

    heads = [head.get_text() for head in page.select("main thead th")]
    assert heads == [BEDS_BY[grouped], "Casas", *USES.values(), "Huecos cortos", "Antes"]
    (row,) = page.select("main tbody tr")
    assert [cell.get_text() for cell in row.select("td")] == ["7", "0 %", "0 %", "0 %", "0 %", "100 %", "0 %", "0 %"]
    assert all(meaning in page.get_text() for meaning in USE_MEANINGS)
    assert not [name for name in ("Amate", "Ceiba", "Quetzal") if name in page.get_text()]


async def test_the_files_say_what_the_page_says(client_as: ClientAs, houses: Scene) -> None:
    dora = await client_as(houses.world.planner)

    answer = await dora.get(f"/planning/occupancy.csv?quarter={QUARTER}&by=sharing")
    assert answer.headers["content-disposition"] == f'attachment; filename="{QUARTER}-beds-sharing.csv"'
    head, tags, *rows = csv.reader(io.StringIO(answer.text))
    assert (head[:3], len(head)) == (["code", "name", "houses"], len(tags))
    assert rows == [["one_party", "Un solo grupo", "7", "0", "0", "0", "0", "100", "0"]]
    told = (await dora.get(f"/planning/occupancy.json?quarter={QUARTER}&by=sharing")).json()
    assert (told["quarter"], told["by"]) == (str(QUARTER), "sharing")
    assert (told["rows"][0]["houses"], told["rows"][0]["free"], told["rows"][0]["used"]) == (7, 1.0, 0.0)


async def test_too_few_houses_are_said_to_be_too_few(client_as: ClientAs, scene: Scene) -> None:
    dora = await client_as(scene.world.planner)
    assert "Hay menos de cinco casas con camas." in (await dora.get("/planning/occupancy")).text
    assert (await dora.get("/planning/occupancy.json")).json()["rows"] == []


async def test_nobody_else_gets_page_or_files(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for end in ("", ".csv", ".json"):
            assert (await browser.get(f"/planning/occupancy{end}")).status_code == 403


def test_everything_that_is_counted_has_words() -> None:
    assert (set(USES), set(BEDS_BY)) == (set(Use), set(Grouped))
