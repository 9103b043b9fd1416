"""Whoever was overtaken is led back to the page as it is now."""

from __future__ import annotations

import httpx2
import pytest

from shelters.requests.commands import withdraw
from tests.scene import Scene
from tests.web.conftest import ORIGIN, ClientAs, fields_of, parsed


async def overtaken(scene: Scene, client_as: ClientAs, referer: str) -> tuple[httpx2.Response, str]:
    """Put a request on the waiting list that a colleague has withdrawn meanwhile, from a page of some address."""
    request = await scene.file()
    committee, page = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    form = fields_of(parsed(await committee.get(page)), f"/requests/{request.id}/wait")
    async with scene.acting(scene.world.committee) as (session, actor):
        await withdraw(session, actor, request.id)
    headers = {"Referer": referer.format(page=page), "origin": ORIGIN}
    return await committee.post(f"/requests/{request.id}/wait", data=form, headers=headers), page


async def test_a_conflict_leads_back_to_the_page_it_was_sent_from(scene: Scene, client_as: ClientAs) -> None:
    answer, page = await overtaken(scene, client_as, ORIGIN + "{page}")
    assert answer.status_code == 409
    assert parsed(answer).find("a", string="Volver a cargar la página")["href"] == page  # type: ignore[index]


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/requests", f"{ORIGIN}//elsewhere.example", "x", ""])
async def test_a_conflict_never_leads_to_another_site(scene: Scene, client_as: ClientAs, elsewhere: str) -> None:
    answer, _ = await overtaken(scene, client_as, elsewhere)
    assert answer.status_code == 409
    assert parsed(answer).find("a", string="Volver a cargar la página")["href"] == "/"  # type: ignore[index]


async def test_a_page_that_is_not_there_leads_to_the_start(scene: Scene, client_as: ClientAs) -> None:
    committee = await client_as(scene.world.committee)
    committee.headers["Referer"] = f"{ORIGIN}/today"
    assert "Volver a cargar" not in (await committee.get("/requests/nowhere")).text
