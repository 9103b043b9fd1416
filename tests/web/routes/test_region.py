"""The page of the region: a table of figures with their meaning, and the name of no house."""

from __future__ import annotations

import pytest

from shelters.planning.labels import CLASSES, MEANINGS, THEMES
from shelters.planning.region import CLASSES as COUNTED
from shelters.planning.region import Theme
from tests.scene import Scene, house_draft, room_draft
from tests.web.conftest import ClientAs, parsed


@pytest.fixture
async def houses(scene: Scene) -> Scene:
    for number in range(5):
        kind = "hostel" if number < 3 else "shelter"
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number}", kind=kind), room_draft())
    return scene


@pytest.mark.parametrize("theme", Theme)
async def test_each_theme_has_its_table_and_its_meanings(client_as: ClientAs, houses: Scene, theme: Theme) -> None:
    page = parsed(await (await client_as(houses.world.planner)).get(f"/region?theme={theme}"))

    assert page.select_one("[aria-current=page][href*=theme]").get_text() == THEMES[theme]  # type: ignore[union-attr]
    heads = [head.get_text() for head in page.select("thead th")]
    assert (heads[0], heads[-1]) == ("Zona", "Total")
    assert set(heads[1:-1]) <= {*CLASSES[theme].values(), "Otras"}
    assert all(meaning in page.get_text() for meaning in MEANINGS[theme])


async def test_no_house_is_named_and_no_small_number_stands_there(client_as: ClientAs, houses: Scene) -> None:
    page = parsed(await (await client_as(houses.world.planner)).get("/region"))

    assert not [name for name in ("Amate", "Ceiba", "Quetzal") if name in page.get_text()]
    assert not [cell for cell in page.select("main td") if cell.get_text(strip=True) in {"1", "2", "3", "4"}]


async def test_too_few_houses_are_said_to_be_too_few(client_as: ClientAs, scene: Scene) -> None:
    page = parsed(await (await client_as(scene.world.planner)).get("/region?theme=safety"))

    assert "Hay menos de cinco casas." in page.get_text()
    assert page.select("main table") == []


def test_everything_that_is_counted_has_words() -> None:
    assert {theme: set(classes) for theme, classes in COUNTED.items()} == {t: set(w) for t, w in CLASSES.items()}
    assert set(THEMES) == set(MEANINGS) == set(Theme)
