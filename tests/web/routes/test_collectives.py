"""Offering a collective stay and taking seats in it, without scripts."""

from __future__ import annotations

from datetime import date, timedelta

from shelters.clock import today
from tests.scene import Scene
from tests.shelters.stays.gathered import gathered
from tests.web.conftest import ClientAs, parsed, submit


def parts(name: str, day: date) -> dict[str, str | list[str]]:
    """Type a date in its three parts."""
    return {f"{name}__day": str(day.day), f"{name}__month": str(day.month), f"{name}__year": str(day.year)}


async def test_a_host_offers_a_collective_stay(scene: Scene, client_as: ClientAs) -> None:
    browser, house = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}"
    first = today() + timedelta(days=5)
    dates = parts("first", first) | parts("until", first + timedelta(days=10)) | parts("decide_on", first)
    chosen: dict[str, str | list[str]] = {
        "rooms": [str(scene.ceiba_room.id)],
        "networks": [str(scene.world.mx.id), str(scene.world.gt.id)],
        "most": "4",
    }
    refused = await submit(browser, f"{house}/collectives/new", f"{house}/collectives", **dates)
    assert refused.status_code == 422
    assert "Elige al menos una habitación" in refused.text
    answer = await submit(browser, f"{house}/collectives/new", f"{house}/collectives", **dates, **chosen)
    assert answer.status_code == 303
    page = parsed(await browser.get(answer.headers["location"])).get_text()
    assert "4 libres de 4" in page
    assert "Se ofrecen lugares" in page
    calendar = await browser.get(f"{house}/nights?from={first}")
    assert answer.headers["location"] in calendar.text


async def test_a_committee_takes_a_seat_confirms_it_and_gives_it_up(scene: Scene, client_as: ClientAs) -> None:
    collective = await gathered(scene)
    browser, here = await client_as(scene.world.committee), f"/collectives/{collective.id}"
    assert here in (await browser.get("/collectives")).text
    assert scene.ceiba.code_name not in (await browser.get(here)).text
    refused = await submit(browser, here, f"{here}/seats", gender="man")
    assert refused.status_code == 422
    assert "solo para mujeres" in refused.text
    assert (await submit(browser, here, f"{here}/seats")).headers["location"] == here
    page = parsed(await browser.get(here))
    confirming = next(str(form["action"]) for form in page.find_all("form") if "/confirm" in str(form.get("action")))
    assert (await submit(browser, here, confirming)).headers["location"] == here
    assert "Confirmado" in parsed(await browser.get(here)).get_text()
    assert (await submit(browser, here, confirming.replace("confirm", "give-up"))).headers["location"] == here
    assert "4 libres de 4" in parsed(await browser.get(here)).get_text()


async def test_a_house_calls_it_off(scene: Scene, client_as: ClientAs) -> None:
    collective = await gathered(scene)
    browser, here = await client_as(scene.world.host), f"/collectives/{collective.id}"
    assert (await submit(browser, here, f"{here}/call-off")).headers["location"] == here
    assert "Se canceló" in parsed(await browser.get(here)).get_text()
