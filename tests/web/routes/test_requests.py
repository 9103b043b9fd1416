"""Filing a request, finding it and changing it: what was typed survives every refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from tests.scene import Scene, place
from tests.web.conftest import Browser, ClientAs, fields_of, parsed, submit
from tests.web.site import recorded

Fields = dict[str, str | list[str]]
# Two places of the same name; which one, only she knows.
AMBIGUOUS = "San Juan"


def day(name: str, days: int = 0) -> Fields:
    """Type a date so many days from today."""
    when = today() + timedelta(days=days)
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def member(row: int, age: str = "18-59", gender: str = "woman", relation: str = "self") -> Fields:
    """Choose who a person of the party is."""
    return {f"age-{row}": age, f"gender-{row}": gender, f"relation-{row}": relation}


def typed(**changes: str | list[str]) -> Fields:
    """Fill in the whole form."""
    return {
        "urgency": "1",
        **day("earliest"),
        **day("latest", 2),
        "nights": "5",
        "shortest": "3",
        **member(0),
        "pets": "yes",
        "origin": "Tlaxiaco, Oaxaca",
        "avoid-0": "Puebla, Puebla",
        "avoid_km-0": "40",
        "avoid_zone": "MX-GRO",
        "avoid_country": ["GT", "HN"],
        "max_km": "900",
        "borders": "may_cross",
        "need": ["step_free", "cot"],
        "prefer": "land_and_garden",
        "language_required": "mxv",
        "language_preferred": "nhn",
        "setting": "rural",
        "setting_level": "required",
        "private_room": "preferred",
        "consent": "region",
        "note": "Prefiere llegar de día.\nPregunta por la clave.",
        **changes,
    }


def kept(answer: httpx2.Response, action: str) -> Fields:
    """Take what stands in the form again, without what the page writes by itself."""
    fields = fields_of(parsed(answer), action)
    own = {"csrf", "once", "version", "people", "places"}
    # A choice that was left open is no answer.
    return {name: _one(value) for name, value in fields.items() if name not in own and _one(value)}


def _one(value: str | list[str]) -> str | list[str]:
    values = [each for each in ([value] if isinstance(value, str) else value) if each]
    return values[0] if len(values) == 1 else values


async def new_form(browser: Browser, **fields: str | list[str]) -> httpx2.Response:
    """Send the form of a new request."""
    return await submit(browser, "/requests/new", "/requests", **fields)


async def stored(superuser: AsyncEngine) -> int:
    """Count requests behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from request")) or 0)


def words_of(answer: httpx2.Response) -> str:
    """Read what the error summary says, each line of which leads to a field that is there."""
    page = parsed(answer)
    summary = page.select_one(".errors")
    assert summary is not None
    for link in summary.select("a"):
        assert page.find(id=str(link["href"]).removeprefix("#")), link["href"]
    return summary.get_text(" ", strip=True)


async def test_a_request_that_was_filed_shows_its_code_and_no_address_names_it(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    answer = await new_form(browser, **typed())
    assert answer.status_code == 303, words_of(answer)
    page = parsed(await browser.get(answer.headers["location"]))
    code = page.select_one("h1")
    assert code is not None
    assert code.get_text() not in answer.headers["location"]
    assert code.get_text() not in str(page.title)
    assert (await recorded(superuser))[-1] == "request:filed"


WRONG: dict[str, tuple[Fields, str]] = {
    "the last day is before the first": (day("latest", -1), "La última fecha"),
    "the days are too far apart": (day("latest", 90), "caben 60 días"),
    "the first day is over": (day("earliest", -3), "ya pasó"),
    "no day at all": ({"earliest-day": "", "earliest-month": "", "earliest-year": ""}, "desde qué día"),
    "not a date": ({"earliest-day": "31", "earliest-month": "2"}, "Escribe una fecha con día, mes y año"),
    "nobody comes": (member(0, "", "", ""), "al menos una persona"),
    "half a person": (member(0, age=""), "Completa la persona 1"),
    "only a child": (member(0, age="6-11", relation="child"), "persona adulta"),
    "an unknown municipality": ({"origin": "Tlaxiacco"}, "Quizá es uno de estos: Tlaxiaco"),
    "a municipality like no other": ({"origin": "Qwxzqw"}, "No encontramos ese municipio"),
    "an unknown danger": ({"avoid-0": "Qwxzqw"}, "No encontramos ese municipio"),
    "no municipality": ({"origin": ""}, "municipio de donde sale"),
    "words for kilometres": ({"avoid_km-0": "lejos"}, "número de 0 a 500"),
    "more nights than fit a number": ({"nights": str(2**31)}, "de 1 a 90"),
    "nights beyond all counting": ({"nights": "9" * 5000, "shortest": ""}, "noches"),
    "no nights": ({"nights": "0", "shortest": ""}, "noches"),
    "nights in words": ({"nights": "cinco"}, "noches"),
    "at least more than all": ({"shortest": "6"}, "no puede pasar"),
    "an urgency of another form": ({"urgency": "7"}, "pronto"),
    "a language nobody knows": ({"language_required": "xxx"}, ""),
    "a note of 100 kB": ({"note": "ñ" * 50_000}, "La nota es muy larga"),
    "a country that she must avoid and cannot leave": ({"borders": "stay", "avoid_country": "MX"}, "Cambia una"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_was_typed_survives_a_refusal_that_says_what_to_change(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, wrong: str
) -> None:
    changes, words = WRONG[wrong]
    sent = typed(**changes)
    answer = await new_form(await client_as(scene.world.committee), **sent)
    assert answer.status_code == 422
    assert words in words_of(answer)
    offered = {"language_required"} if "xxx" in sent.values() else {"urgency"} if sent["urgency"] == "7" else set()
    expected = {name: value for name, value in sent.items() if value and name not in offered}
    assert {name: value for name, value in kept(answer, "/requests").items() if name not in offered} == expected
    assert await stored(superuser) == 0


async def test_every_mistake_is_named_at_once(client_as: ClientAs, scene: Scene) -> None:
    answer = await new_form(await client_as(scene.world.committee))
    summary = parsed(answer).select(".errors li")
    assert {link.get("href") for line in summary for link in line.select("a")} >= {
        "#urgency",
        "#earliest",
        "#nights",
        "#origin",
        "#consent",
    }


async def test_an_empty_form_says_what_is_missing_in_the_order_of_the_page(client_as: ClientAs, scene: Scene) -> None:
    answer = await submit(await client_as(scene.world.committee), "/requests/new", "/requests")
    told = [link["href"] for link in parsed(answer).select(".errors a")]
    assert told == ["#urgency", "#earliest", "#nights", "#shortest", "#party", "#origin", "#consent"]


async def test_a_byte_that_cannot_be_kept_is_refused_in_words(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    answer = await new_form(await client_as(scene.world.committee), **typed(note="a\x00b"))
    assert answer.status_code == 422
    assert "signos que no se pueden guardar" in answer.text
    assert await stored(superuser) == 0


async def test_a_name_that_several_places_have_is_asked_about_and_the_one_picked_is_taken(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    answer = await new_form(browser, **typed(origin=AMBIGUOUS))
    assert answer.status_code == 422
    assert "Hay varios lugares con ese nombre" in words_of(answer)
    choices = [str(one["value"]) for one in parsed(answer).find_all("input", attrs={"name": "origin_place"})]
    assert len(choices) > 1
    again = fields_of(parsed(answer), "/requests") | {"origin_place": choices[1]}
    assert (await browser.post("/requests", data=again)).status_code == 303
    assert await stored(superuser) == 1


@pytest.mark.parametrize(("adding", "row"), [("person", "age-1"), ("place", "avoid-1")])
async def test_another_row_keeps_what_was_typed_and_files_nothing(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, adding: str, row: str
) -> None:
    answer = await new_form(await client_as(scene.world.committee), **typed(origin="", add=adding))
    assert answer.status_code == 200
    assert row in fields_of(parsed(answer), "/requests")
    expected = {name: value for name, value in typed().items() if name != "origin"}
    assert {name: value for name, value in kept(answer, "/requests").items() if name != "avoid_km-1"} == expected
    assert await stored(superuser) == 0


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


async def test_of_two_who_change_a_request_the_second_is_told_and_keeps_her_draft(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}/change"
    mine = fields_of(parsed(await browser.get(here)), here) | {"nights": "4", "shortest": "2"}
    assert (await submit(browser, here, here, nights="6", shortest="")).status_code == 303
    refused = await browser.post(here, data=mine)
    assert refused.status_code == 409
    assert "Otra compañera cambió esta solicitud" in words_of(refused)
    assert fields_of(parsed(refused), here)["nights"] == "4"
    # Having been told, she may send hers.
    assert (await browser.post(here, data=fields_of(parsed(refused), here))).status_code == 303
    assert (await recorded(superuser)).count("request:changed") == 2


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
    answer = await submit(browser, here, f"{here}/{step}")
    assert answer.headers["location"] == here
    assert state in (await browser.get(here)).text
    assert (await recorded(superuser))[-1] == action


async def test_without_consent_there_is_no_way_to_options_from_her_page(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"consent": "not_yet"})
    page = parsed(await (await client_as(scene.world.committee)).get(f"/requests/{request.id}"))
    assert "Falta su consentimiento" in page.get_text()
    assert page.find("a", href=f"/requests/{request.id}/options") is None
