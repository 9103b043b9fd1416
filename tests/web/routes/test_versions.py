"""Two people change the same request: the second sees both versions, and takes of each answer whichever she wants."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.requests.commands import amend_case
from shelters.requests.models import Request
from tests.scene import Scene, place
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.web.request_forms import Fields
from tests.web.site import recorded

SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
# Hers, and what the other changed meanwhile: the nights differ in both, the note and the origin in one each.
MINE: Fields = {"nights": "4", "shortest": "2", "note": "Lo mío (inventado)"}
THEIRS: Fields = {"nights": "6", "shortest": "", "origin": "Tlaxiaco, Oaxaca", "origin_place": ""}


async def overtaken(browser: Browser, other: Browser, request: Request) -> str:
    """Open the form, let another change the request, send it, and give the page that shows both."""
    here = f"/requests/{request.id}/change"
    form = fields_of(parsed(await browser.get(here)), here) | MINE
    assert (await submit(other, here, here, **THEIRS)).status_code == 303
    answer = await browser.post(here, data=form, headers=SAME_ORIGIN)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def both(page: BeautifulSoup) -> dict[str, list[str]]:
    """Read hers and the stored answer, by question."""
    groups = page.select("form.form fieldset")
    return {
        group.legend.get_text(strip=True): [
            span.find(string=True, recursive=False) or "" for span in group.select("span")
        ]
        for group in groups
        if group.legend
    }


async def said(browser: Browser, request: Request) -> dict[str, Any]:
    """Read what the request says now."""
    here = f"/requests/{request.id}/change"
    return fields_of(parsed(await browser.get(here)), here)


async def test_she_sees_both_versions_of_what_differs_and_who_was_first(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(await scene.colleague())
    page = parsed(await browser.get(await overtaken(browser, other, request)))
    assert both(page) == {
        "Noches": ["4 noches, al menos 2 noches", "6 noches"],
        "De dónde sale": ["Puebla, Puebla, México", "Tlaxiaco, Oaxaca, México"],
        "Nota de tu comité": ["Lo mío (inventado)", "Nada"],
    }
    assert "Otra compañera de tu comité cambió esta solicitud (hoy, " in page.get_text()
    assert "Tu borrador está a salvo" in page.get_text()


async def test_of_each_answer_she_takes_hers_or_the_stored_one(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(await scene.colleague())
    there = await overtaken(browser, other, request)
    answer = await submit(browser, there, there, take__origin="stored", take__nights="mine", take__note="mine")
    assert answer.headers["location"] == f"/requests/{request.id}"
    now = await said(browser, request)
    assert (now["nights"], now["shortest"], now["note"]) == ("4", "2", "Lo mío (inventado)")
    assert now["origin"] == "Tlaxiaco, Oaxaca, México"
    assert (await recorded(superuser)).count("request:changed") == 2
    assert (await browser.get(there)).status_code == 404


async def test_whoever_touches_nothing_sends_hers(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(await scene.colleague())
    there = await overtaken(browser, other, request)
    assert (await submit(browser, there, there)).status_code == 303
    now = await said(browser, request)
    assert (now["nights"], now["origin"]) == ("4", "Puebla, Puebla, México")


async def test_whoever_is_overtaken_again_is_shown_again_and_loses_nothing(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(await scene.colleague())
    there = await overtaken(browser, other, request)
    form = fields_of(parsed(await browser.get(there)), there)
    here = f"/requests/{request.id}/change"
    await submit(other, here, here, nights="8")
    answer = await browser.post(there, data=form, headers=SAME_ORIGIN)
    assert answer.headers["location"] == there
    assert both(parsed(await browser.get(there)))["Noches"] == [
        "4 noches, al menos 2 noches",
        "8 noches, al menos 6 noches",
    ]
    assert (await said(other, request))["nights"] == "8"


async def test_what_she_did_herself_elsewhere_is_said_as_hers(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(scene.world.committee)
    page = await browser.get(await overtaken(browser, other, request))
    assert "Tú la cambiaste en otra página (hoy, " in page.text


async def test_what_an_answer_changed_is_said_as_nobodys(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}/change"
    form = fields_of(parsed(await browser.get(here)), here) | MINE
    async with scene.acting(scene.world.committee) as (session, _):
        avoid = [{"kind": "place", "place": place("Tlaxiaco, Oaxaca"), "km": 25}]
        await amend_case(session, scene.keyring, await session.get_one(Request, request.id), avoid=avoid)
    page = await browser.get((await browser.post(here, data=form, headers=SAME_ORIGIN)).headers["location"])
    assert "Una respuesta cambió esta solicitud (hoy, " in page.text
    assert both(parsed(page))["Debe evitar"] == ["Nada", "Tlaxiaco, Oaxaca, México, a 25 km a la redonda"]


async def test_versions_that_do_not_go_together_are_asked_about(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(await scene.colleague())
    here = f"/requests/{request.id}/change"
    form = fields_of(parsed(await browser.get(here)), here) | {"borders": "stay"}
    await submit(other, here, here, avoid_country="MX")
    there = (await browser.post(here, data=form, headers=SAME_ORIGIN)).headers["location"]
    answer = await submit(browser, there, there, take__avoid="stored")
    check = answer.headers["location"]
    assert check == there.replace("/versions", "/check")
    asked = (await browser.get(check)).headers["location"]
    assert "Cambia una de las dos" in (await browser.get(asked)).text
    step = asked.partition("?")[0]
    assert (await submit(browser, asked, step, borders="may_cross")).headers["location"] == check
    assert (await submit(browser, check, check.replace("/check", "/send"))).headers["location"] == here.removesuffix(
        "/change"
    )


async def test_question_by_question_she_is_led_there_too(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, other = await client_as(scene.world.committee), await client_as(await scene.colleague())
    here = f"/requests/{request.id}/change"
    form = fields_of(parsed(await browser.get(here)), here) | MINE | {"to": "when"}
    first = (await browser.post("/requests/unfinished", data=form, headers=SAME_ORIGIN)).headers["location"]
    await submit(other, here, here, **THEIRS)
    check = first.replace("/when", "/check")
    answer = await submit(browser, check, check.replace("/check", "/send"))
    assert answer.headers["location"] == first.replace("/when", "/versions")
    assert "Noches" in both(parsed(await browser.get(answer.headers["location"])))


async def test_of_a_new_request_there_is_nothing_to_compare(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    form = fields_of(parsed(await browser.get("/requests/new")), "/requests") | {"to": "when"}
    first = (await browser.post("/requests/unfinished", data=form, headers=SAME_ORIGIN)).headers["location"]
    versions = first.replace("/when", "/versions")
    assert (await browser.get(versions)).headers["location"] == first.replace("/when", "/all")
