"""What becomes of a request once it is filed: changed, found by its code, taken out of the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from tests.scene import Scene, place
from tests.web.conftest import ClientAs, fields_of, parsed, submit
from tests.web.request_forms import kept, words_of
from tests.web.site import recorded

LARGE: dict[str, Any] = {
    "party": [
        {"age": "18-59", "gender": "woman", "relation": "self"},
        {"age": "0-1", "gender": "not_said", "relation": "child"},
        {"age": "60+", "gender": "man", "relation": "elder"},
    ],
    "needs": {"step_free": "required", "land_and_garden": "preferred"},
    "languages": {"mxv": "required", "nhn": "required", "zap": "preferred", "tzo": "preferred"},
    "setting": "rural",
    "setting_level": "required",
    "private_room": "required",
    "borders": "may_cross",
    "max_km": 1200,
    "note": "Una línea.\nOtra.",
}


async def filed_with_everything(scene: Scene) -> Any:
    """File a request with several of all that there can be several of."""
    avoid = [
        {"kind": "place", "place": place("Puebla, Puebla"), "km": 30},
        {"kind": "place", "place": place("Tlaxiaco, Oaxaca"), "km": 5},
        {"kind": "zone", "place": "MX-GRO", "km": 0},
        {"kind": "zone", "place": "MX-CHP", "km": 0},
        {"kind": "country", "place": "GT", "km": 0},
        {"kind": "country", "place": "HN", "km": 0},
    ]
    return await scene.file(case={**LARGE, "avoid": avoid}, nights={"latest": today() + timedelta(days=9)})


async def test_saving_a_request_unchanged_loses_nothing_of_it(client_as: ClientAs, scene: Scene) -> None:
    request = await filed_with_everything(scene)
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}"
    before = kept(await browser.get(f"{here}/change"), f"{here}/change")
    answer = await submit(browser, f"{here}/change", f"{here}/change")
    assert answer.status_code == 303, words_of(answer)
    assert kept(await browser.get(f"{here}/change"), f"{here}/change") == before
    assert before["avoid_zone"] == ["MX-GRO", "MX-CHP"]
    assert before["language_required"] == ["mxv", "nhn"]
    assert before["avoid_country"] == ["GT", "HN"]


async def test_a_request_that_is_with_a_house_is_not_changed(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}/change"
    form = fields_of(parsed(await browser.get(here)), here)
    await scene.choose(request)
    refused = await browser.post(here, data=form)
    assert refused.status_code == 409
    assert "ya está con una casa" in words_of(refused)


async def test_a_code_is_found_however_it_is_typed_and_stands_in_no_address(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    for written in (request.code, request.code.lower(), request.code.replace("-", " "), request.code.replace("-", "")):
        answer = await submit(browser, "/requests", "/requests/find", code=written)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{request.id}")


async def test_a_code_with_a_wrong_sign_is_given_back(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    wrong = request.code[:-1] + ("A" if request.code[-1] != "A" else "B")
    answer = await submit(await client_as(scene.world.committee), "/requests", "/requests/find", code=wrong)
    assert answer.status_code == 422
    assert kept(answer, "/requests/find") == {"code": wrong}


async def test_the_code_of_another_network_leads_nowhere(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee_gt)
    assert (await submit(browser, "/requests", "/requests/find", code=request.code)).status_code == 404


@pytest.mark.parametrize(
    ("step", "state", "action"),
    [
        ("wait", "En lista de espera", "request:waiting"),
        ("refer", "Canalizada", "request:referred"),
        ("withdraw", "Retirada", "request:withdrawn"),
    ],
)
async def test_a_request_leaves_the_queue_by_a_button_and_the_record_says_so(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, step: str, state: str, action: str
) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}"
    # What cannot be undone is asked once more on a page of its own.
    answer = await submit(browser, here if step == "wait" else f"{here}/{step}", f"{here}/{step}")
    assert answer.headers["location"] == here
    assert state in (await browser.get(here)).text
    assert (await recorded(superuser))[-1] == action


async def test_without_consent_there_is_no_way_to_options_from_her_page(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"consent": "not_yet"})
    page = parsed(await (await client_as(scene.world.committee)).get(f"/requests/{request.id}"))
    assert "Falta su consentimiento" in page.get_text()
    assert page.find("a", href=f"/requests/{request.id}/options") is None
