"""The map: a small picture in the tokens' colours, in which only bands show."""

from __future__ import annotations

import io
from typing import get_args

import pytest
from PIL import Image

from shelters.places import zones
from tests.scene import Scene, house_draft, place, room_draft
from tests.web.conftest import ClientAs, parsed
from web.map import Width, bands_of, picture_of, sizes
from web.tokens import Shade, tokens

SHADES: tuple[Shade, ...] = get_args(Shade)


def picture(bands: dict[str, int], shade: Shade = "light", width: Width = Width.LARGE) -> Image.Image:
    return Image.open(io.BytesIO(bytes(picture_of(bands, shade, width).body)))


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("width", Width)
def test_a_map_is_light_and_as_large_as_its_page_says(shade: Shade, width: Width) -> None:
    bands = {each.code: number % 5 for number, each in enumerate(zones())}
    drawn = picture(bands, shade, width)
    assert drawn.size == sizes()[width]
    assert drawn.size[0] == width
    assert len(drawn.getcolors() or ()) <= 64
    assert len(picture_of(bands, shade, width).body) <= {Width.SMALL: 15_000, Width.LARGE: 40_000}[width]


@pytest.mark.parametrize("band", range(5))
def test_a_zone_is_drawn_in_the_colour_of_its_band(band: int) -> None:
    plain, drawn = picture({}).convert("RGB"), picture({"MX-OAX": band}).convert("RGB")
    changed = [colour for _, colour in _differing(plain, drawn)]
    wanted = tuple(bytes.fromhex(tokens("light")[f"map-{band}"][1:]))
    assert (max(set(changed), key=changed.count) == wanted) if band else not changed


def _differing(one: Image.Image, other: Image.Image) -> list[tuple[object, object]]:
    pairs = zip(one.get_flattened_data(), other.get_flattened_data(), strict=True)
    return [pair for pair in pairs if pair[0] != pair[1]]


def test_bands_go_by_limits_and_what_is_not_told_is_little() -> None:
    numbers = {"a": None, "b": 5, "c": 9, "d": 10, "e": 19, "f": 20}
    assert bands_of(numbers, (10, 20)) == {"a": 1, "b": 2, "c": 2, "d": 3, "e": 3, "f": 4}


async def test_planners_see_the_map_beside_its_table(client_as: ClientAs, scene: Scene) -> None:
    for number in range(9):
        country = scene.world.mx.id if number < 5 else scene.world.gt.id
        where = place("Oaxaca de Juárez, Oaxaca" if number < 5 else "Quetzaltenango")
        await scene.add(country, house_draft(code_name=f"Amate {number}", municipality_id=where), room_draft())
    dora = await client_as(scene.world.planner)
    image = parsed(await dora.get("/region")).select_one("main picture img")
    assert image is not None
    assert "tabla" in str(image["alt"])
    answer = await dora.get(str(image["src"]))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    seen = Image.open(io.BytesIO(answer.content)).convert("RGB")
    quetzal = "GT-09", scene.quetzal.zone
    expected = picture({"MX-OAX": 2} | dict.fromkeys(quetzal, 2), "light", Width.SMALL).convert("RGB")
    assert not _differing(seen, expected)
    assert (await (await client_as(scene.world.committee)).get("/region/map.png")).status_code == 403


async def test_a_size_or_shade_that_there_is_not_is_refused(client_as: ClientAs, scene: Scene) -> None:
    dora = await client_as(scene.world.planner)
    assert (await dora.get("/region/map.png?width=9999")).status_code == 422
    assert (await dora.get("/region/map.png?shade=pink")).status_code == 422
