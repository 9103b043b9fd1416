"""Making room on the pages: asked for where nothing fits, answered with a yes or a no, without a script."""

from __future__ import annotations

import pytest_asyncio

from shelters.placement.jobs import Workshop
from shelters.placement.making_room import seek_room
from shelters.placement.solving import Limits
from tests.scene import Scene
from tests.shelters.placement.tight import TOMORROW, Tight, make_tight
from tests.web.conftest import ClientAs, parsed, submit


@pytest_asyncio.fixture
async def tight(scene: Scene) -> Tight:
    """Let an urgent party have no place but one that is promised."""
    return await make_tight(scene)


async def test_a_committee_asks_and_everybody_answers_on_a_page(client_as: ClientAs, tight: Tight) -> None:
    scene, world = tight.scene, tight.scene.world
    here = f"/requests/{tight.urgent.id}"
    committee = await client_as(world.committee)
    asked = await submit(committee, f"{here}/options", f"{here}/make-room")
    assert asked.headers["location"] == here
    assert "Buscamos cómo hacer lugar" in (await committee.get(here)).text
    made = await tight.asked()
    await seek_room(Workshop(scene.engine, scene.keyring, Limits(5, 1024, 60)), made.id, answer_hours=6)
    assert "Faltan 3 respuestas." in (await committee.get(here)).text
    for who, move in await tight.questions():
        browser = await client_as(who)
        page = f"/moves/{move}"
        text = parsed(await browser.get(page)).get_text(" ", strip=True)
        assert "Nada cambia hasta que todas digan que sí." in text
        assert "Quetzal" not in text
        assert (await submit(browser, page, f"{page}/yes")).headers["location"] == page
    assert "Todas dijeron que sí" in (await committee.get(here)).text


async def test_a_committee_writes_down_who_would_pass_to_another_place_and_takes_it_back(
    client_as: ClientAs, scene: Scene
) -> None:
    living = await make_tight(scene, living=True)
    page = f"/stays/{living.stay.id}"
    committee, host = await client_as(scene.world.committee), await client_as(scene.world.host)
    assert "would-move" not in (await host.get(page)).text
    await submit(committee, page, f"{page}/would-move", answer="yes")
    assert "dijo que aceptaría pasar a otro lugar" in (await committee.get(page)).text
    await living.sought()
    move = f"/moves/{await living.move_of(living.stay.request_id)}"
    assert "Pregúntale primero: vive ahí" in (await committee.get(move)).text
    await submit(committee, page, f"{page}/would-move", answer="no")
    assert "Acepta que se le pregunte" in (await committee.get(page)).text


async def test_where_something_fits_nobody_is_offered_to_be_moved(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file(nights=TOMORROW)
    page = await (await client_as(scene.world.committee)).get(f"/requests/{request.id}/options")
    assert "make-room" not in page.text


async def test_a_no_is_shown_as_what_it_is(client_as: ClientAs, tight: Tight) -> None:
    await tight.sought()
    (who, move), *_ = await tight.questions()
    browser = await client_as(who)
    page = f"/moves/{move}"
    await submit(browser, page, f"{page}/no")
    assert "Alguien dijo que no. No cambió nada." in (await browser.get(page)).text
