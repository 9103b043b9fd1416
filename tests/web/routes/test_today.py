"""The committee's day: what waits for her, for others, and who arrives."""

from __future__ import annotations

from shelters.placement.answers import accept_proposal
from tests.scene import Scene
from tests.web.conftest import Browser, ClientAs, parsed


async def day_of(browser: Browser) -> str:
    """Read the page of the day."""
    return parsed(await browser.get("/today")).get_text(" ", strip=True)


async def test_the_most_urgent_stands_first_and_each_has_its_clock(client_as: ClientAs, scene: Scene) -> None:
    planned, immediate, urgent = [await scene.file(urgency=urgency) for urgency in (3, 1, 2)]
    page = parsed(await (await client_as(scene.world.committee)).get("/today"))
    codes = [code.get_text() for code in page.select("#board .entry .code")]
    assert codes == [immediate.code, urgent.code, planned.code]
    assert "23 h para ubicar" in page.get_text(" ", strip=True)
    assert page.select_one(".clock.clay") is not None


async def test_a_request_moves_from_deciding_to_waiting_to_arriving(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    assert "Nada espera tu decisión." in await day_of(browser)
    request = await scene.file()
    assert "Una solicitud espera tu decisión." in await day_of(browser)
    proposal = await scene.choose(request)
    waiting = await day_of(browser)
    assert "Nada espera tu decisión." in waiting
    assert f"vence el apartado {request.code}" in waiting
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    arriving = await day_of(browser)
    assert "Nadie más tiene algo pendiente." in arriving
    assert f"llegada {request.code}" in arriving


async def test_a_request_without_consent_is_to_be_completed(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(case={"consent": "not_yet"})
    page = parsed(await (await client_as(scene.world.committee)).get("/today"))
    assert page.find("a", href=f"/requests/{request.id}/change") is not None
    assert page.find("a", href=f"/requests/{request.id}/options") is None


async def test_another_networks_day_is_empty(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    page = await day_of(await client_as(scene.world.committee_gt))
    assert request.code not in page
    assert "Nada espera tu decisión." in page


async def test_htmx_gets_the_board_alone(client_as: ClientAs, scene: Scene) -> None:
    answer = await (await client_as(scene.world.committee)).get("/today", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="board"')
    assert "<html" not in answer.text
