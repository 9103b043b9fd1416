"""The page of occupancy: what beds were used for, the quarter before, and the same as files."""

from __future__ import annotations

import csv
import io

import pytest

from shelters.planning.bed_nights import Use
from shelters.planning.labels import BEDS_BY, USE_MEANINGS, USES
from shelters.planning.ranges import latest_quarter
from shelters.planning.rooms import Grouped
from tests.scene import Scene, house_draft, room_draft
from tests.web.conftest import ClientAs, parsed

QUARTER = latest_quarter()
ASKED = f"from={QUARTER.first:%Y-%m}&to={QUARTER.last_month:%Y-%m}"


@pytest.fixture
async def houses(scene: Scene) -> Scene:
    for number in range(5):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number}", kind="hostel"), room_draft())
    return scene


@pytest.fixture
async def ramps(scene: Scene) -> Scene:
    """Five houses with a ramp and pets, and five with neither."""
    for number in range(10):
        with_it = number % 2 == 0
        profile = {"offers": ["step_free"], "rules": {"pets": True}} if with_it else {}
        house = house_draft(code_name=f"Amate {number}", profile=profile)
        await scene.add(scene.world.mx.id, house, room_draft())
    return scene


@pytest.mark.parametrize("grouped", sorted(set(Grouped) - {Grouped.ATTRIBUTE}))
async def test_each_way_to_tell_beds_apart_has_its_table(client_as: ClientAs, houses: Scene, grouped: Grouped) -> None:
    page = parsed(await (await client_as(houses.world.planner)).get(f"/planning/occupancy?by={grouped}"))

    heads = [head.get_text() for head in page.select("main thead th")]
    assert heads == [BEDS_BY[grouped], "Casas", *USES.values(), "Huecos cortos", "Antes"]
    (row,) = page.select("main tbody tr")
    assert [cell.get_text() for cell in row.select("td")] == ["7", "0 %", "0 %", "0 %", "0 %", "100 %", "0 %", "0 %"]
    assert all(meaning in page.get_text() for meaning in USE_MEANINGS)
    assert not [name for name in ("Amate", "Ceiba", "Quetzal") if name in page.get_text()]


async def test_beds_are_told_apart_by_what_they_offer(client_as: ClientAs, ramps: Scene) -> None:
    page = parsed(await (await client_as(ramps.world.planner)).get("/planning/occupancy?by=attribute"))

    rows = {row.select("th")[0].get_text(): row.select("td")[0].get_text() for row in page.select("main tbody tr")}
    assert (rows["Sin escalones"], rows["Recibe animales de compañía"]) == ("5", "5")
    assert "Recibe hombres" not in rows


async def test_other_months_are_chosen_and_what_is_none_comes_back(client_as: ClientAs, houses: Scene) -> None:
    dora = await client_as(houses.world.planner)
    months = [f"{QUARTER.last_month:%Y-%m}", f"{QUARTER.first:%Y-%m}"]

    page = parsed(await dora.get(f"/planning/occupancy?from={months[0]}&to={months[0]}&by=sharing"))
    assert [each["value"] for each in page.select("option[selected]")] == [months[0], months[0]]
    assert page.select("input[name=by]")[0]["value"] == "sharing"
    assert page.select("main tbody tr")

    wrong = await dora.get(f"/planning/occupancy?from={months[0]}&to={months[1]}")
    page = parsed(wrong)
    assert (wrong.status_code, page.select("title")[0].get_text()[:6]) == (422, "Error:")
    assert [each["value"] for each in page.select("option[selected]")] == months
    assert page.select_one("#to-error") is not None
    assert not page.select("main tbody tr")
    assert (await dora.get(f"/planning/occupancy.csv?from={months[0]}&to={months[1]}")).status_code == 422


async def test_the_files_say_what_the_page_says(client_as: ClientAs, houses: Scene) -> None:
    dora = await client_as(houses.world.planner)

    answer = await dora.get(f"/planning/occupancy.csv?{ASKED}&by=sharing")
    assert answer.headers["content-disposition"] == f'attachment; filename="{QUARTER}-beds-sharing.csv"'
    head, tags, *rows = csv.reader(io.StringIO(answer.text))
    assert (head[:3], len(head)) == (["code", "name", "houses"], len(tags))
    assert rows == [["one_party", "Un solo grupo", "7", "0", "0", "0", "0", "100", "0"]]
    told = (await dora.get(f"/planning/occupancy.json?{ASKED}&by=sharing")).json()
    assert (f"from={told['from']}&to={told['to']}", told["by"]) == (ASKED, "sharing")
    assert told["method"] == list(USE_MEANINGS)
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
