"""Completing a municipality while it is typed."""

from __future__ import annotations

import pytest

from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.world import World


async def complete(browser: Browser, typed: str, field: str = "origin") -> tuple[int, list[str]]:
    """Type into the field as htmx sends it, and give the places that are offered."""
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | {field: typed}
    answer = await browser.post(f"/places?field={field}", data=form, headers={"HX-Request": "true", "origin": ORIGIN})
    offered = parsed(answer).select(f"input[name={field}_place] + span")
    return answer.status_code, [place.get_text(" ") for place in offered]


async def test_a_beginning_is_completed_however_it_is_written(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    for typed in ("Tlaxiac", "tlaxiac", "TLAXIACO, oax", "Tlaxiacco"):
        status, places = await complete(browser, typed)
        assert status == 200
        assert places[0] == "Tlaxiaco Oaxaca", typed


async def test_the_same_form_is_asked_again_with_each_letter(client_as: ClientAs, world: World) -> None:
    browser = await client_as(world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests")
    for typed in ("T", "Tl", "Tla"):
        answer = await browser.post("/places?field=origin", data=form | {"origin": typed}, headers={"origin": ORIGIN})
        assert answer.status_code == 200


async def test_a_row_of_places_to_avoid_has_choices_of_its_own(client_as: ClientAs, world: World) -> None:
    assert (await complete(await client_as(world.committee), "Tlaxiaco", "avoid-2"))[1]


@pytest.mark.parametrize("typed", ["", "   ", "Qwxzqw", "%", "'; --", "ñ" * 5000])
async def test_what_is_no_place_offers_nothing_and_breaks_nothing(
    client_as: ClientAs, world: World, typed: str
) -> None:
    assert await complete(await client_as(world.committee), typed) == (200, [])


@pytest.mark.parametrize("field", ["x" * 99, '"><b>', "origin_", "Origin"])
async def test_only_a_field_of_the_form_is_completed(client_as: ClientAs, world: World, field: str) -> None:
    browser = await client_as(world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests")
    answer = await browser.post("/places", params={"field": field}, data=form, headers={"origin": ORIGIN})
    assert "<b>" not in answer.text
    assert answer.status_code in {200, 422}
