"""Names and notes of a case over the pages."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE

NAME = "Nombre Verdadero Inventado"


async def test_a_note_is_written_without_a_passphrase_and_read_with_one(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    here = f"/requests/{(await scene.file()).id}/notes"
    browser = await client_as(scene.world.committee)
    assert "Todavía no hay notas" in (await browser.get(here)).text
    for kind, written in (("names", NAME), ("note", "Llamar antes de las seis")):
        assert (await submit(browser, here, here, kind=kind, text=written)).headers["location"] == here
    closed = await browser.get(here)
    assert NAME not in closed.text
    wrong = await submit(browser, here, f"{here}/open", passphrase="no es la frase de Ana")
    assert wrong.status_code == 422
    assert NAME not in wrong.text
    page = parsed(await submit(browser, here, f"{here}/open", passphrase=PASSPHRASE)).get_text(" ", strip=True)
    assert page.index(NAME) < page.index("Llamar antes de las seis")
    lines = [line for line in await recorded(superuser) if line.startswith("case_notes")]
    assert lines == ["case_notes:written", "case_notes:written", "case_notes:opened"]


@pytest.mark.parametrize(("kind", "written"), [("note", ""), ("address", "x"), ("otra", "x"), ("note", "x" * 2001)])
async def test_what_is_no_note_is_refused_and_given_back(
    client_as: ClientAs, scene: Scene, kind: str, written: str
) -> None:
    here = f"/requests/{(await scene.file()).id}/notes"
    browser = await client_as(scene.world.committee)
    answer = await submit(browser, here, here, kind=kind, text=written)
    assert answer.status_code == 422
    assert written in answer.text


async def test_a_steward_and_a_host_have_no_notes(client_as: ClientAs, scene: Scene) -> None:
    here = f"/requests/{(await scene.file()).id}/notes"
    for person in (scene.world.steward, scene.world.host, scene.world.planner):
        assert (await (await client_as(person)).get(here)).status_code == 403
