"""A request one question a page: what is answered is kept at once, and sent when it has been checked."""

from __future__ import annotations

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.web.request_forms import Fields, day, kept, member, typed, words_of
from tests.web.site import recorded
from web.request_steps import STEPS

SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
UNFINISHED = "/requests/unfinished"


def of_step(name: str, fields: Fields) -> Fields:
    """Take what one page asks for."""
    (step,) = [each for each in STEPS if each.name == name]
    return {field: value for field, value in fields.items() if step.has(field)}


async def begun(browser: Browser, page: str = "/requests/new", action: str = "/requests", **changes: str) -> str:
    """Press the button that asks question by question, and give where the first one stands."""
    form = fields_of(parsed(await browser.get(page)), action) | {"to": "when"} | changes
    answer = await browser.post(UNFINISHED, data=form, headers=SAME_ORIGIN)
    return str(answer.headers["location"])


async def answered(browser: Browser, page: str, **fields: str | list[str]) -> httpx2.Response:
    """Answer the questions of a page; what is not named is not touched."""
    action = page.partition("?")[0]
    form = fields_of(parsed(await browser.get(page)), action)
    return await browser.post(action, data=form | fields, headers=SAME_ORIGIN)


async def all_answered(browser: Browser, **changes: str | list[str]) -> str:
    """Answer every page, and give where all answers are checked."""
    here = await begun(browser)
    for step in STEPS:
        assert here.endswith(f"/{step.name}")
        answer = await answered(browser, here, **of_step(step.name, typed(**changes)))
        assert answer.status_code == 303, words_of(answer)
        here = str(answer.headers["location"])
    return here


async def test_page_by_page_the_same_is_filed_as_on_one_page(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    check = await all_answered(browser)
    answer = await submit(browser, check, check.replace("/check", "/send"))
    assert (await recorded(superuser))[-1] == "request:filed"
    filed = str(answer.headers["location"])
    change = f"{filed}/change"
    named: Fields = {"origin": "Tlaxiaco, Oaxaca, México", "avoid-0": "Puebla, Puebla, México"}
    assert kept(await browser.get(change), change) == typed(**named)
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from unfinished")) == 0


async def test_every_answer_is_there_at_once_on_another_device_and_on_one_page(
    client_as: ClientAs, scene: Scene
) -> None:
    browser, other = await client_as(scene.world.committee), await client_as(scene.world.committee)
    first = await begun(browser)
    second = (await answered(browser, first, **of_step("when", typed()))).headers["location"]
    await answered(browser, second, **of_step("party", typed()))
    whole = first.replace("/when", "/all")
    assert kept(await other.get(whole), "/requests") == of_step("when", typed()) | of_step("party", typed()) | {
        "avoid_km-0": "25",
        "borders": "not_known",
    }
    links = [str(link["href"]) for link in parsed(await other.get("/today")).select(f"a[href^='{UNFINISHED}/']")]
    assert (await other.get(links[0])).headers["location"] == first.replace("/when", "/needs")


async def test_from_one_page_to_single_questions_and_back_nothing_is_lost(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    first = await begun(browser, **typed())  # type: ignore[arg-type] # the fields of the whole form
    form = fields_of(parsed(await browser.get(first)), first) | {"to": "all", "nights": "9"}
    whole = (await browser.post(UNFINISHED, data=form, headers=SAME_ORIGIN)).headers["location"]
    assert kept(await browser.get(whole), "/requests") == typed(nights="9")


WRONG: dict[str, tuple[str, Fields, str, str]] = {
    "no nights": ("when", {"nights": ""}, "cuántas noches", "#nights"),
    "the first day is over": ("when", day("earliest", -3), "ya pasó", "#earliest"),
    "only a child": ("party", member(0, age="6-11", relation="child"), "persona adulta", "#party"),
    "half a person": ("party", member(0, age=""), "Completa la persona 1", "#age-0"),
    "an unknown municipality": ("origin", {"origin": "Qwxzqw"}, "No encontramos", "#origin"),
    "words for kilometres": ("avoid", {"avoid_km-0": "lejos"}, "0 a 500", "#avoid_km-0"),
    "no consent said": ("consent", {"consent": ""}, "consentimiento", "#consent"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_page_is_refused_for_what_is_wrong_on_it_and_keeps_it(
    client_as: ClientAs, scene: Scene, wrong: str
) -> None:
    name, changes, words, where = WRONG[wrong]
    browser = await client_as(scene.world.committee)
    here = (await begun(browser)).replace("/when", f"/{name}")
    sent = of_step(name, typed()) | changes
    answer = await answered(browser, here, **sent)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert [link["href"] for link in parsed(answer).select(".errors a")] == [where]
    assert str(parsed(answer).title).startswith("<title>Error:")
    expected = {field: value for field, value in sent.items() if value}
    for page in (answer, await browser.get(here)):
        assert kept(page, here) == expected


async def test_another_person_is_a_page_that_comes_again_with_room_for_her(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    here = (await begun(browser)).replace("/when", "/party")
    answer = await answered(browser, here, **member(0), add="person")
    page, _, anchor = str(answer.headers["location"]).partition("#")
    assert anchor == "age-1"
    assert {"age-0": "18-59", "age-1": ""}.items() <= fields_of(parsed(await browser.get(page)), here).items()


async def test_a_page_sent_again_is_the_same_answer(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    browser = await client_as(scene.world.committee)
    here = (await begun(browser)).replace("/when", "/party")
    form = fields_of(parsed(await browser.get(here)), here) | member(0) | {"add": "person"}
    answers = [await browser.post(here, data=form, headers=SAME_ORIGIN) for _ in range(3)]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert fields_of(parsed(await browser.get(here)), here)["people"] == "2"


async def test_only_what_applies_is_checked_each_with_its_way_back(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    check = await all_answered(browser, pets="", max_km="", note="", need=[], prefer="", private_room="")
    page = parsed(await browser.get(check))
    rows = {row.dt.get_text(): row for row in page.select("dl.facts > div") if row.dt}
    assert {"Animales", "Distancia", "Nota de tu comité", "Necesidades"} & rows.keys() == set()
    assert rows["Qué necesita"].dd is not None
    assert "40 km a la redonda" in rows["Debe evitar"].get_text()
    for question, row in rows.items():
        link = row.select_one("a.change")
        assert link is not None
        assert question in link.get_text()
        assert (await browser.get(str(link["href"]))).status_code == 200


async def test_what_is_changed_leads_back_to_the_check(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    check = await all_answered(browser)
    answer = await answered(browser, check.replace("/check", "/when?then=check"), nights="7")
    assert answer.headers["location"] == check
    assert "7 noches, al menos 3 noches" in (await browser.get(check)).text


async def test_whoever_skips_a_question_is_asked_before_she_can_send(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    check = (await begun(browser)).replace("/when", "/check")
    asked = str((await browser.get(check)).headers["location"])
    assert asked == check.replace("/check", "/when?then=check")
    assert "Elige qué tan pronto necesita lugar" in words_of(await browser.get(asked))
    form = fields_of(parsed(await browser.get(asked)), asked.partition("?")[0])
    sending = await browser.post(check.replace("/check", "/send"), data=form, headers=SAME_ORIGIN)
    assert sending.headers["location"] == check


async def test_what_two_pages_say_against_each_other_is_asked_again_in_words(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    check = await all_answered(browser, borders="stay", avoid_country="MX")
    asked = str((await browser.get(check)).headers["location"])
    assert asked.endswith("/origin?then=check")
    assert "Cambia una de las dos" in words_of(await browser.get(asked))


async def test_a_change_goes_question_by_question_too(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    change = f"/requests/{request.id}/change"
    first = await begun(browser, change, change)
    assert (await answered(browser, f"{first}?then=check", nights="3", shortest="2")).status_code == 303
    check = first.replace("/when", "/check")
    assert "Guardar los cambios" in (await browser.get(check)).text
    answer = await submit(browser, check, check.replace("/check", "/send"))
    assert answer.headers["location"] == f"/requests/{request.id}"
    assert fields_of(parsed(await browser.get(change)), change)["nights"] == "3"


async def test_there_is_no_other_page(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    first = await begun(browser)
    assert (await browser.get(first.replace("/when", "/elsewhere"))).status_code == 404


def test_every_field_of_the_form_is_asked_on_one_page_only() -> None:
    asked = [step.name for field in typed() for step in STEPS if step.has(field)]
    assert len(asked) == len(typed())
    assert set(asked) == {step.name for step in STEPS}
