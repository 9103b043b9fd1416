"""The room calendar and the host's start page, without scripts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from shelters.capacity.closures import live_closures
from shelters.capacity.commands import add_room, close_nights
from shelters.capacity.models import Closure
from shelters.capacity.opening import open_nights
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.placement.answers import accept_proposal
from tests.scene import Scene, room_draft
from tests.web.conftest import Browser, ClientAs, parsed, submit
from web.house_calendar import _brief


def in_days(days: int) -> date:
    """Name the night that begins so many days from today."""
    return today() + timedelta(days=days)


def boxes(page: BeautifulSoup) -> list[str]:
    """List the nights that can be ticked."""
    return [str(box["value"]) for box in page.select('input[name="night"]')]


def parts(name: str, night: date) -> dict[str, str]:
    """Type a date in its three parts."""
    return {f"{name}__day": str(night.day), f"{name}__month": str(night.month), f"{name}__year": str(night.year)}


async def closures(scene: Scene) -> list[Closure]:
    """List the closures of the room that stand."""
    async with scene.acting(scene.world.host) as (session, _):
        return await live_closures(session, scene.ceiba_room.id, today())


@pytest.fixture
def path(scene: Scene) -> str:
    """Where the calendar of the host's house is."""
    return f"/houses/{scene.ceiba.id}/nights"


async def host(scene: Scene, client_as: ClientAs) -> Browser:
    """Open the host's browser."""
    return await client_as(scene.world.host)


async def test_the_calendar_shows_a_week_with_a_box_for_each_free_night(
    scene: Scene, client_as: ClientAs, path: str
) -> None:
    browser = await host(scene, client_as)
    page = parsed(await browser.get(path))
    assert len(boxes(page)) == 7
    assert len(page.select("thead th[scope=col]")) == 7
    assert [cell.get_text() for cell in page.select("tfoot td")] == ["4"] * 7
    later = parsed(await browser.get(f"{path}?from={in_days(7)}"))
    assert boxes(later)[0].endswith(str(in_days(7)))


@pytest.mark.parametrize("start", ["ayer", "2026-02-31", "9999-12-31", "0001-01-01"])
async def test_a_night_that_is_none_shows_this_week(scene: Scene, client_as: ClientAs, path: str, start: str) -> None:
    page = parsed(await (await host(scene, client_as)).get(f"{path}?from={start}"))
    assert boxes(page)[0].endswith(str(today()))


async def test_past_nights_are_shown_and_cannot_be_ticked(scene: Scene, client_as: ClientAs, path: str) -> None:
    page = parsed(await (await host(scene, client_as)).get(f"{path}?from={in_days(-3)}"))
    assert len(boxes(page)) == 4


async def test_ticked_nights_are_closed_with_their_reason(scene: Scene, client_as: ClientAs, path: str) -> None:
    browser = await host(scene, client_as)
    ticked = boxes(parsed(await browser.get(path)))[1:3]
    answer = await submit(browser, path, path, night=ticked, reason="repair")
    assert answer.headers["location"] == f"{path}?from={today()}&done=closed#done"
    said = parsed(await browser.get(f"{path}?done=closed")).find(id="done")
    assert said is not None
    assert "quedaron cerradas" in said.get_text()
    assert [(c.first, c.until, c.reason) for c in await closures(scene)] == [(in_days(1), in_days(3), "repair")]
    page = parsed(await browser.get(path))
    assert len(boxes(page)) == 5
    closed = page.select_one("a.night.closure")
    assert closed is not None
    assert "cierre" in closed.get_text()


async def test_a_night_that_was_taken_meanwhile_closes_nothing_and_ticks_survive(
    scene: Scene, client_as: ClientAs, path: str
) -> None:
    browser = await host(scene, client_as)
    ticked = boxes(parsed(await browser.get(path)))
    await scene.choose(await scene.file())
    answer = await submit(browser, path, path, night=ticked, reason="rest")
    assert answer.status_code == 409
    assert "No cerramos nada" in parsed(answer).get_text()
    assert await closures(scene) == []
    assert parsed(answer).select("input[name=night][checked]") != []


@pytest.mark.parametrize("night", [[], ["nada"], ["a:b:c"], [f"{uuid4()}::2026-02-31"]])
async def test_a_tick_that_is_none_is_refused_in_words(
    scene: Scene, client_as: ClientAs, path: str, night: list[str]
) -> None:
    answer = await submit(await host(scene, client_as), path, path, night=night)
    assert answer.status_code == 422


async def test_a_tick_of_another_house_is_missing(scene: Scene, client_as: ClientAs, path: str) -> None:
    night = [f"{scene.quetzal_room.id}::{today()}"]
    assert (await submit(await host(scene, client_as), path, path, night=night)).status_code == 404


async def test_one_bed_of_a_shared_room_is_closed(scene: Scene, client_as: ClientAs, path: str) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        draft = room_draft("Sala", 2, sharing="beds")
        room = await add_room(session, actor, scene.keyring, scene.ceiba.id, draft)
    browser = await host(scene, client_as)
    ticked = [value for value in boxes(parsed(await browser.get(path))) if value.startswith(str(room.id))]
    assert len(ticked) == 14
    await submit(browser, path, path, night=ticked[:2], reason="rest")
    page = parsed(await browser.get(path))
    assert len(page.select(".night.closure")) == 1
    assert len([value for value in boxes(page) if value.startswith(str(room.id))]) == 12


async def test_a_week_is_closed_in_three_steps_and_opened_again(scene: Scene, client_as: ClientAs, path: str) -> None:
    browser = await host(scene, client_as)
    room = f"/rooms/{scene.ceiba_room.id}/nights"
    shown = parsed(await browser.get(f"{path}?from={in_days(7)}")).select_one(f'a[href^="{room}"]')
    assert shown is not None
    assert (await submit(browser, str(shown["href"]), room)).status_code == 303
    (closure,) = await closures(scene)
    assert (closure.first, closure.until, closure.reason) == (in_days(7), in_days(14), "rest")
    page = parsed(await browser.get(f"/closures/{closure.id}"))
    assert "Descanso de la casa" in page.get_text()
    await submit(browser, f"/closures/{closure.id}", f"/closures/{closure.id}/open")
    assert await closures(scene) == []
    assert (await browser.get(f"/closures/{closure.id}")).status_code == 404


async def test_nights_are_closed_and_opened_from_one_to_another_both_included(
    scene: Scene, client_as: ClientAs
) -> None:
    browser, room = await host(scene, client_as), f"/rooms/{scene.ceiba_room.id}/nights"
    stretch = {**parts("first", in_days(10)), **parts("last", in_days(12))}
    await submit(browser, room, room, **stretch, reason="season")
    assert [(c.first, c.until, c.reason) for c in await closures(scene)] == [(in_days(10), in_days(13), "season")]
    await submit(browser, room, room, **parts("first", in_days(11)), **parts("last", in_days(11)), act="open")
    left = [(closure.first, closure.until) for closure in await closures(scene)]
    assert left == [(in_days(10), in_days(11)), (in_days(12), in_days(13))]


@pytest.mark.parametrize(
    ("first", "last", "wrong"), [(3, 1, "last"), (-2, 1, "first"), (0, 500, "last"), (0, 3000, "last")]
)
async def test_a_stretch_that_makes_no_sense_is_given_back(
    scene: Scene, client_as: ClientAs, first: int, last: int, wrong: str
) -> None:
    browser, room = await host(scene, client_as), f"/rooms/{scene.ceiba_room.id}/nights"
    stretch = {**parts("first", in_days(first)), **parts("last", in_days(last))}
    answer = await submit(browser, room, room, **stretch, reason="rest")
    assert answer.status_code == 422
    assert parsed(answer).select_one(f"#{wrong}-error") is not None
    assert f'value="{in_days(first).day}"' in answer.text


async def test_the_room_that_is_taken_shows_the_stay_with_its_code(
    scene: Scene, client_as: ClientAs, path: str
) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    page = parsed(await (await host(scene, client_as)).get(path))
    link = page.select_one(f'a.night.stay[href="/stays/{stay.id}"]')
    assert link is not None
    assert stay.code[:4] in link.get_text()
    planner = parsed(await (await client_as(scene.world.planner)).get(path))
    assert planner.select_one(".night.stay") is not None
    assert planner.select_one("a.night.stay") is None


async def test_a_host_confirms_the_derived_picture_in_one_tap(scene: Scene, client_as: ClientAs) -> None:
    browser = await host(scene, client_as)
    async with scene.acting(scene.world.host) as (session, actor):
        house = await session.get(type(scene.ceiba), scene.ceiba.id)
        assert house is not None
        house.confirmed_at = None
        await close_nights(session, actor, scene.ceiba_room.id, in_days(2), in_days(3), ClosureReason.REST)
    page = parsed(await browser.get("/house"))
    assert "4 camas libres" in page.get_text()
    answer = await submit(browser, "/house", f"/houses/{scene.ceiba.id}/confirm")
    assert answer.headers["location"] == "/house"
    assert "Confirmado hoy" in parsed(await browser.get("/house")).get_text()


async def test_unconfirmed_nights_are_told_from_free_ones_and_can_be_closed(
    scene: Scene, client_as: ClientAs, path: str
) -> None:
    async with scene.acting(scene.world.host) as (session, _):
        house = await session.get(type(scene.ceiba), scene.ceiba.id)
        assert house is not None
        house.confirmed_at = None
    page = parsed(await (await host(scene, client_as)).get(path))
    assert len(page.select("label.night.unconfirmed")) == len(boxes(page)) == 7
    assert [cell.get_text() for cell in page.select("tfoot td")] == ["0"] * 7


async def test_only_hosts_have_this_start_page(scene: Scene, client_as: ClientAs) -> None:
    for person in (scene.world.steward, scene.world.committee, scene.world.planner):
        assert (await (await client_as(person)).get("/house")).status_code == 403


async def test_what_was_closed_and_opened_stays_on_a_page_with_who_and_why(
    scene: Scene, client_as: ClientAs, path: str
) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        closed = await close_nights(session, actor, scene.ceiba_room.id, in_days(1), in_days(4), ClosureReason.REPAIR)
    async with scene.acting(scene.world.steward) as (session, actor):
        await open_nights(session, actor, scene.ceiba_room.id, in_days(1), in_days(2))
    page = parsed(await (await host(scene, client_as)).get(f"/houses/{scene.ceiba.id}/closures"))
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(rows) == 2
    assert all("Reparación" in row and "berta" in row for row in rows)
    assert sum("carla" in row for row in rows) == 1
    assert closed.first == in_days(1)
    stranger = await client_as(scene.world.committee)
    assert (await stranger.get(f"/houses/{scene.ceiba.id}/closures")).status_code == 403


def test_a_long_word_of_a_room_s_name_is_cut_where_it_would_break() -> None:
    assert _brief("Habitación 1") == "Hab. 1"
    assert _brief("La del patio") == ""
