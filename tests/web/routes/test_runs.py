"""The pages of a run: queued, running, finished or failed, with scripts and without."""

from __future__ import annotations

import sys
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.jobs import Workshop, perform_run
from shelters.placement.run_states import FAILURES, Failure
from shelters.placement.solving import SOLVER, Limits
from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit

HTMX = {"HX-Request": "true"}


@pytest.fixture
def limits() -> Limits:
    """What the solver may use here."""
    return Limits(seconds=5, memory_mb=1024, longest=60)


async def asked(browser: Browser) -> str:
    """Press the button, and give the address it leads to."""
    answer = await submit(browser, "/runs", "/runs")
    assert answer.status_code == 303
    return answer.headers["location"]


async def perform(scene: Scene, address: str, limits: Limits, *, solver: bool = True) -> None:
    """Do what a worker does; without the solver, with one that dies."""
    command = SOLVER if solver else (sys.executable, "-c", "raise SystemExit(3)")
    run_id = address.rpartition("/")[2]
    await perform_run(Workshop(scene.engine, scene.keyring, limits, command), UUID(run_id))


async def shown(browser: Browser, address: str) -> BeautifulSoup:
    """Open a page."""
    answer = await browser.get(address)
    assert answer.status_code == 200
    return parsed(answer)


async def set_running(superuser: AsyncEngine, **values: int | None) -> None:
    """Let a run be underway."""
    async with superuser.begin() as connection:
        await connection.execute(
            text("update run set state = 'running', requests = 9, placed = :placed, most = :most, seen_at = now()"),
            {"placed": None, "most": None} | values,
        )


async def test_a_run_that_waits_says_so_and_can_be_looked_at_again_without_scripts(
    client_as: ClientAs, scene: Scene
) -> None:
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    page = await shown(browser, address)
    assert "Espera su turno" in page.get_text()
    assert page.select_one(f'a[href="{address}"]')
    assert await asked(browser) == address


@pytest.mark.parametrize(
    ("most", "words"), [(None, None), (7, "Como mucho podrían ser 7"), (12, "ser 9"), (4, "No caben más")]
)
async def test_a_run_that_is_underway_shows_how_far_it_is(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, most: int | None, words: str | None
) -> None:
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    await set_running(superuser, placed=4, most=most)
    page = await shown(browser, address)
    assert "4 de 9 grupos con lugar hasta ahora" in page.get_text()
    assert words is None or words in page.get_text()
    bar = page.find("progress")
    assert bar is not None
    assert (bar["value"], bar["max"]) == ("4", "9")


async def test_a_run_is_stopped_by_a_button_and_says_so(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    await set_running(superuser, placed=4, most=7)
    answer = await submit(browser, address, f"{address}/stop")
    assert answer.headers["location"] == address
    page = await shown(browser, address)
    assert "Alguien pidió detenerlo" in page.get_text()
    assert not page.find("form", action=f"{address}/stop")


async def test_a_run_that_was_stopped_before_it_began_says_so(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    await submit(browser, address, f"{address}/stop")
    assert FAILURES[Failure.STOPPED] in (await shown(browser, address)).get_text()


async def test_with_scripts_only_the_part_that_changes_is_sent_and_the_end_loads_the_page(
    client_as: ClientAs, scene: Scene, limits: Limits
) -> None:
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    part = await browser.get(address, headers=HTMX)
    assert "<html" not in part.text
    polling = parsed(part).find(id="board")
    assert polling is not None
    assert (polling["hx-get"], polling["hx-trigger"]) == (address, "sse:run, sse:again")
    await perform(scene, address, limits)
    ended = await browser.get(address, headers=HTMX)
    assert (ended.status_code, ended.headers["HX-Redirect"]) == (204, address)


async def test_a_run_that_failed_says_what_happened_and_offers_to_try_again(
    client_as: ClientAs, scene: Scene, limits: Limits
) -> None:
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    await perform(scene, address, limits, solver=False)
    page = await shown(browser, address)
    assert FAILURES[Failure.CRASH] in page.get_text()
    assert "No se apartó nada" in page.get_text()
    assert "no terminó" in (await shown(browser, "/runs")).get_text()
    again = await browser.post(
        "/runs", data=fields_of(page, "/runs"), headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    )
    assert again.headers["location"] not in {address, ""}


async def test_what_was_taken_meanwhile_is_said_and_the_new_run_is_linked(
    client_as: ClientAs, scene: Scene, limits: Limits
) -> None:
    request = await scene.file()
    browser = await client_as(scene.world.committee)
    address = await asked(browser)
    await perform(scene, address, limits)
    assert "1 de 1 grupos tendrían lugar" in (await shown(browser, address)).get_text()
    await scene.choose(await scene.file())
    answer = await submit(browser, address, f"{address}/apply", request=str(request.id))
    assert answer.headers["location"] == address
    page = await shown(browser, address)
    assert "Alguien llegó antes a un lugar" in page.get_text()
    link = page.find("a", string="Ver el cálculo nuevo")
    assert link is not None
    assert "Espera su turno" in (await shown(browser, str(link["href"]))).get_text()
