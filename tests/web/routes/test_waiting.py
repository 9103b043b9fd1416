"""The waiting list on the committee's pages: since when, why, and what opened, without a script."""

from __future__ import annotations

from shelters.access.actor import MATCHER
from shelters.placement.commands import let_go
from shelters.placement.rematch import rematch
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit

AT_HOME = {"consent": "network"}


async def looked(scene: Scene) -> None:
    """Look again, as the system does after a signal."""
    async with scene.acting(MATCHER) as (session, actor):
        await rematch(session, actor, scene.keyring, told_hours=6)


async def test_who_waits_sees_why_and_is_told_and_chooses_what_opened(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    proposal = await scene.choose(await scene.file(case=AT_HOME, urgency=4))
    request = await scene.file(case=AT_HOME)
    here = f"/requests/{request.id}"
    await looked(scene)
    day = parsed(await browser.get("/today")).get_text(" ", strip=True)
    assert "Sin camas todas las noches" in day
    page = parsed(await browser.get(here)).get_text(" ", strip=True)
    assert "Por qué no hay lugar" in page
    assert "Conserva su turno" in page
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)
    await looked(scene)
    assert "Se abrió un lugar que cumple" in parsed(await browser.get("/today")).get_text(" ", strip=True)
    assert "Elegir este lugar" in (await browser.get(here)).text
    assert (await submit(browser, here, f"{here}/options")).headers["location"] == here
    assert "Camas apartadas" in (await browser.get(here)).text


async def test_she_who_does_not_want_it_waits_on_in_her_place(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    proposal = await scene.choose(await scene.file(case=AT_HOME, urgency=4))
    request = await scene.file(case=AT_HOME)
    here = f"/requests/{request.id}"
    await looked(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)
    await looked(scene)
    assert (await submit(browser, here, f"{here}/wait")).headers["location"] == here
    await looked(scene)
    page = (await browser.get(here)).text
    assert "En lista de espera" in page
    assert "Se abrió un lugar que cumple" not in page


async def test_a_page_in_english_says_it_in_english(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    browser.cookies.set("__Host-language", "en", domain="testserver.local")
    await scene.choose(await scene.file(case=AT_HOME))
    request = await scene.file(case=AT_HOME)
    await looked(scene)
    assert "Why there is no place" in (await browser.get(f"/requests/{request.id}")).text
