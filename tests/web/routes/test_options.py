"""The options page: three places at most, each with its reasons, and nothing by which a house could be found."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.capacity.nights import close_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.requests.commands import change_request
from tests.scene import Scene, house_draft, place, request_draft, room_draft
from tests.web.conftest import Browser, ClientAs, fields_of, parsed, submit
from tests.web.site import recorded

EVERYWHERE = ("Oaxaca de Juárez, Oaxaca", "Xalapa, Veracruz", "Cholula, Puebla", "Tehuacán, Puebla", "Pachuca, Hidalgo")


async def options_page(browser: Browser, request: Any) -> BeautifulSoup:
    """Open the options of a request."""
    answer = await browser.get(f"/requests/{request.id}/options")
    assert answer.status_code == 200
    return parsed(answer)


def cards(page: BeautifulSoup) -> list[str]:
    """Read the cards as a person does."""
    return [card.get_text(" ", strip=True) for card in page.select(".option")]


async def choose(browser: Browser, request: Any, **changes: str | list[str]) -> Any:
    """Press the button of the first option."""
    here = f"/requests/{request.id}/options"
    return await submit(browser, here, here, **changes)


async def held(superuser: AsyncEngine) -> int:
    """Count holds behind the policies."""
    async with superuser.connect() as connection:
        query = "select count(distinct proposal_id) from bed_occupancy where kind = 'hold'"
        return int(await connection.scalar(text(query)) or 0)


async def test_the_best_three_places_are_shown_and_no_more(client_as: ClientAs, scene: Scene) -> None:
    for number, where in enumerate(EVERYWHERE):
        house = house_draft(code_name=f"Casa {number} (inventada)", municipality_id=place(where))
        await scene.add(scene.world.mx.id, house, room_draft())
    page = await options_page(await client_as(scene.world.committee), await scene.file())
    assert len(cards(page)) == 3
    assert len(page.select(".option form")) == 3


async def test_a_card_says_beds_nights_distance_and_what_it_covers(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"languages": {"zap": "preferred"}, "avoid": [{"kind": "zone", "place": "MX-GRO"}]})
    own, other = cards(await options_page(await client_as(scene.world.committee), request))
    assert "Ceiba (inventada)" in own
    assert "de tu red" in own
    assert re.search(r"camas 3 noches 5 distancia \d+ km", own)
    assert "Fuera de las zonas de riesgo" in own
    assert "Hablan Zapoteco (lo prefiere)" in own
    assert "Confirmado por la casa hace un momento" in own
    assert "distancia aprox." in other


async def test_the_page_names_no_house_of_another_network(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    answer = await (await client_as(scene.world.committee)).get(f"/requests/{request.id}/options")
    assert "de otra red" in answer.text
    for secret in ("Quetzal", str(scene.quetzal.id), str(scene.quetzal_room.id), "Calle Inventada"):
        assert secret not in answer.text
    km = re.search(r"distancia aprox\. (\d+) km", cards(parsed(answer))[1])
    assert km is not None
    assert int(km[1]) % 25 == 0


async def test_why_not_is_grouped_and_counts_nothing(client_as: ClientAs, scene: Scene) -> None:
    for number in range(4):
        house = house_draft(code_name=f"Sin rampa {number} (inventada)")
        await scene.add(scene.world.mx.id, house, room_draft(beds=1))
    page = await options_page(
        await client_as(scene.world.committee), await scene.file(case={"needs": {"step_free": "required"}})
    )
    reasons = [reason.get_text(" ", strip=True) for reason in page.select(".reason")]
    assert len(reasons) == len(set(reasons))
    assert any(reason.startswith("Les falta: Sin escalones") for reason in reasons)
    assert not any(re.search(r"\d", reason) for reason in reasons)
    assert "inventada" not in page.get_text()


async def test_where_nothing_fits_the_page_says_so_and_what_can_be_done(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"avoid": [{"kind": "country", "place": code} for code in ("MX", "GT")]})
    page = await options_page(await client_as(scene.world.committee), request)
    assert cards(page) == []
    assert "Ninguna casa cumple todavía" in page.get_text()
    assert page.find("form", action=f"/requests/{request.id}/wait") is not None
    assert page.find("a", href=f"/requests/{request.id}/refer") is not None


async def test_choosing_holds_the_beds_and_says_until_when(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    answer = await choose(browser, request)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{request.id}")
    page = parsed(await browser.get(answer.headers["location"])).get_text(" ", strip=True)
    assert "Camas apartadas" in page
    assert "El apartado vence el" in page
    assert await held(superuser) == 1
    assert (await recorded(superuser))[-1] == "beds:held"


async def test_a_choice_sent_twice_is_one_hold(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    here = f"/requests/{request.id}/options"
    form = fields_of(parsed(await browser.get(here)), here)
    answers = [await browser.post(here, data=form) for _ in range(3)]
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {
        (303, f"/requests/{request.id}")
    }
    assert await held(superuser) == 1


async def test_a_second_choice_for_a_request_that_waits_for_a_house_is_a_conflict(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    first, second = [fields_of(parsed(await browser.get(here)), here) for _ in range(2)]
    assert (await browser.post(here, data=first)).status_code == 303
    assert (await browser.post(here, data=second)).status_code == 409
    assert await held(superuser) == 1


async def test_an_option_that_was_made_up_or_is_of_another_request_holds_nothing(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request, other = await scene.file(), await scene.file()
    browser = await client_as(scene.world.committee)
    foreign = str(
        fields_of(parsed(await browser.get(f"/requests/{other.id}/options")), f"/requests/{other.id}/options")["option"]
    )
    for made_up in ("", "x", "ñ", foreign, foreign[:-4] + "AAAA"):
        answer = await choose(browser, request, option=made_up)
        assert answer.status_code == 409, made_up
        assert "Esa opción ya no está" in answer.text
    assert await held(superuser) == 0


async def test_an_option_taken_meanwhile_is_told_in_words(client_as: ClientAs, scene: Scene) -> None:
    request, faster = await scene.file(), await scene.file()
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    form = fields_of(parsed(await browser.get(here)), here)
    await scene.choose(faster)
    answer = await browser.post(here, data=form)
    assert answer.status_code == 409
    assert "Esas camas acaban de ocuparse" in answer.text


async def closed_for(scene: Scene, nights: int) -> None:
    """Close both houses of the scene for so many nights from today."""
    for room in (scene.ceiba_room, scene.quetzal_room):
        async with scene.acting(scene.world.planner) as (session, actor):
            until = today() + timedelta(days=nights)
            await close_nights(session, actor, room.id, today(), until, ClosureReason.REST)


async def yields(browser: Browser, request: Any, words: str) -> dict[str, Any]:
    """Read what the button with these words would send."""
    page = await options_page(browser, request)
    forms = page.select(f'form[action="/requests/{request.id}/yield"]')
    form = next(each for each in forms if words in each.get_text(" ", strip=True))
    return {str(each["name"]): str(each["value"]) for each in form.select("input")}


async def test_the_smallest_change_of_nights_is_a_button_that_leads_to_the_options_it_opens(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    await closed_for(scene, 3)
    request = await scene.file()
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}"
    assert cards(await options_page(browser, request)) == []
    answer = await browser.post(f"{here}/yield", data=await yields(browser, request, "Pedir 2 noches después"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}/options")
    assert cards(await options_page(browser, request))
    assert "request:changed" in await recorded(superuser)


async def test_fewer_nights_are_a_button_too_and_ask_for_no_more_than_before(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(nights={"nights": 10, "shortest": 10})
    for room in (scene.ceiba_room, scene.quetzal_room):
        async with scene.acting(scene.world.planner) as (session, actor):
            first = today() + timedelta(days=6)
            await close_nights(session, actor, room.id, first, first + timedelta(days=60), ClosureReason.REST)
    browser = await client_as(scene.world.committee)
    await browser.post(f"/requests/{request.id}/yield", data=await yields(browser, request, "Aceptar desde 6 noches"))
    assert any("de 10" in card for card in cards(await options_page(browser, request)))


async def test_a_longer_way_is_a_button_that_tells_no_exact_distance(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"max_km": 20})
    browser = await client_as(scene.world.committee)
    form = await yields(browser, request, "Aceptar hasta")
    assert int(form["amount"]) % 25 == 0
    await browser.post(f"/requests/{request.id}/yield", data=form)
    assert cards(await options_page(browser, request))


async def test_a_change_that_was_made_up_or_comes_after_another_changes_nothing(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    await closed_for(scene, 3)
    request = await scene.file()
    browser, there = await client_as(scene.world.committee), f"/requests/{request.id}/yield"
    tokens = await yields(browser, request, "Pedir 2 noches después")
    wrong: list[tuple[dict[str, str], int]] = [
        ({"what": "without"}, 409),
        ({"amount": "dos"}, 409),
        ({"version": "9"}, 409),
        ({"amount": "999"}, 422),
        ({"amount": "-5"}, 422),
        ({"what": "fewer", "amount": "0"}, 422),
        ({"what": "further", "amount": "-25"}, 422),
    ]
    for number, (values, status) in enumerate(wrong):
        answer = await browser.post(there, data=tokens | values | {"once": f"once-{number:08}"})
        assert answer.status_code == status, values
    assert "request:changed" not in await recorded(superuser)


async def test_whose_request_was_changed_meanwhile_is_told_so_and_sees_the_options_there_are_now(
    client_as: ClientAs, scene: Scene
) -> None:
    await closed_for(scene, 3)
    request = await scene.file()
    browser, there = await client_as(scene.world.committee), f"/requests/{request.id}/yield"
    stale = await yields(browser, request, "Pedir 2 noches después")
    await browser.post(there, data=stale | {"once": "a-colleague-was-first"})
    answer = await browser.post(there, data=stale)
    assert answer.status_code == 409
    page = parsed(answer)
    assert "La solicitud cambió mientras la veías" in page.get_text()
    assert cards(page)


async def test_where_the_change_is_a_need_of_hers_no_button_makes_it(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"needs": {"step_free": "required"}})
    page = await options_page(await client_as(scene.world.committee), request)
    assert "Si puede estar sin esto" in page.get_text()
    assert page.select(f'form[action="/requests/{request.id}/yield"]') == []


async def test_whose_beds_are_held_is_led_to_the_case_and_not_to_options_that_cannot_be_chosen(
    client_as: ClientAs, scene: Scene
) -> None:
    request = await scene.file()
    await scene.choose(request)
    answer = await (await client_as(scene.world.committee)).get(f"/requests/{request.id}/options")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{request.id}")


async def test_who_changed_the_request_herself_is_not_told_that_somebody_took_its_place(
    client_as: ClientAs, scene: Scene
) -> None:
    request = await scene.file(nights={"nights": 10, "shortest": 10})
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}"
    stale = fields_of(await options_page(browser, request), f"{here}/options")
    async with scene.acting(scene.world.committee) as (session, actor):
        fewer = request_draft(nights={"nights": 4, "shortest": 4})
        await change_request(session, actor, scene.keyring, request.id, fewer, request.version)
    answer = await browser.post(f"{here}/options", data=stale)
    assert answer.status_code == 409
    page = parsed(answer).get_text()
    assert "La solicitud cambió mientras la veías" in page
    assert "acaban de ocuparse" not in page
