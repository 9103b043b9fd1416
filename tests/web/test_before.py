"""Whoever was overtaken is led back to the page as it is now."""

from __future__ import annotations

import pytest

from tests.scene import Scene
from tests.web.conftest import ORIGIN, ClientAs, parsed, submit


async def test_a_conflict_leads_back_to_the_page_it_was_sent_from(scene: Scene, client_as: ClientAs) -> None:
    request = await scene.file()
    committee, page = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    committee.headers["Referer"] = ORIGIN + page
    answer = await submit(committee, page, page, option="made-up")
    assert answer.status_code == 409
    assert parsed(answer).find("a", string="Volver a cargar la página")["href"] == page  # type: ignore[index]


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/requests", f"{ORIGIN}//elsewhere.example", "x", ""])
async def test_a_conflict_never_leads_to_another_site(scene: Scene, client_as: ClientAs, elsewhere: str) -> None:
    request = await scene.file()
    committee, page = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    committee.headers["Referer"] = elsewhere
    answer = await submit(committee, page, page, option="made-up")
    assert parsed(answer).find("a", string="Volver a cargar la página")["href"] == "/"  # type: ignore[index]


async def test_a_page_that_is_not_there_leads_to_the_start(scene: Scene, client_as: ClientAs) -> None:
    committee = await client_as(scene.world.committee)
    committee.headers["Referer"] = f"{ORIGIN}/today"
    assert "Volver a cargar" not in (await committee.get("/requests/nowhere")).text
