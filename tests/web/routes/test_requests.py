"""Filing a request: what was typed survives every refusal."""

from __future__ import annotations

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import Scene
from tests.web.conftest import Browser, ClientAs, fields_of, parsed, submit
from tests.web.request_forms import Fields, day, kept, member, typed, words_of
from tests.web.site import recorded
from web.htmx import BY_ITSELF

# Two places of the same name; which one, only she knows.
AMBIGUOUS = "San Juan"


async def new_form(browser: Browser, **fields: str | list[str]) -> httpx2.Response:
    """Send the form of a new request."""
    return await submit(browser, "/requests/new", "/requests", **fields)


async def stored(superuser: AsyncEngine) -> int:
    """Count requests behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from request")) or 0)


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
    assert told == ["#urgency", "#earliest", "#nights", "#party", "#origin", "#consent"]


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


async def test_reading_a_case_leaves_a_line_and_a_page_that_looks_again_by_itself_leaves_none(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    page, browser = f"/requests/{request.id}", await client_as(scene.world.committee)
    await browser.get(page)
    await browser.get(page, headers={"HX-Request": "true", BY_ITSELF: "1"})
    async with superuser.connect() as connection:
        lines = text("select subject_id, person_id from audit_record where action = 'case:read'")
        assert list(await connection.execute(lines)) == [(request.id, scene.world.committee.id)]


async def test_the_network_that_asks_reads_who_of_a_house_read_of_its_case(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await scene.choose(await scene.file())
    await (await client_as(scene.world.host)).get(f"/proposals/{proposal.id}")
    async with superuser.connect() as connection:
        lines = text("select owner_network_id, person_id from audit_record where action = 'brief:read'")
        assert list(await connection.execute(lines)) == [(proposal.request_network_id, scene.world.host.id)]


async def test_what_may_stay_empty_is_not_blamed_for_a_number_that_is_missing(
    client_as: ClientAs, scene: Scene
) -> None:
    browser = await client_as(scene.world.committee)
    for nights in ("", "dos semanas"):
        refused = parsed(await submit(browser, "/requests/new", "/requests", **typed(nights=nights, shortest="")))
        assert refused.find(id="nights-error")
        assert refused.find(id="shortest-error") is None
        assert refused.select_one(".errors[autofocus]"), "whoever reads aloud hears first what is missing"
