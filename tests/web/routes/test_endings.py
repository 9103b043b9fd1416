"""What takes a request out of the queue for good is asked once more, and then stands in what has happened."""

from __future__ import annotations

import pytest

from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit

ENDINGS = {
    "refer": ("¿Canalizarla a otra organización?", "Canalizada"),
    "withdraw": ("¿Retirar la solicitud?", "Retirada"),
    "withdraw-consent": ("¿Retiró su consentimiento?", "Falta su consentimiento"),
}


@pytest.mark.parametrize("path", ENDINGS)
async def test_it_is_asked_what_follows_before_anything_is_done(client_as: ClientAs, scene: Scene, path: str) -> None:
    question, ended = ENDINGS[path]
    here = f"/requests/{(await scene.file()).id}"
    browser = await client_as(scene.world.committee)
    page = parsed(await browser.get(here))
    assert page.find("form", action=f"{here}/{path}") is None
    assert page.find("a", href=f"{here}/{path}") is not None
    asked = parsed(await browser.get(f"{here}/{path}"))
    assert question in asked.get_text()
    assert asked.find("a", string="No, volver")["href"] == here  # type: ignore[index]
    answer = await submit(browser, f"{here}/{path}", f"{here}/{path}")
    assert answer.headers["location"] == here
    assert ended in parsed(await browser.get(here)).get_text()


async def test_the_end_of_a_request_is_the_last_step_of_what_has_happened(client_as: ClientAs, scene: Scene) -> None:
    here = f"/requests/{(await scene.file()).id}"
    browser = await client_as(scene.world.committee)
    await submit(browser, f"{here}/withdraw", f"{here}/withdraw")
    happened = parsed(await browser.get(here)).find("h2", string="Lo que ha pasado")
    assert happened is not None
    told = happened.find_next("ol").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert told.index("Presentada") < told.index("Retirada")


async def test_what_has_ended_is_not_asked_about_again(client_as: ClientAs, scene: Scene) -> None:
    here = f"/requests/{(await scene.file()).id}"
    browser = await client_as(scene.world.committee)
    await submit(browser, f"{here}/withdraw", f"{here}/withdraw")
    answer = await browser.get(f"{here}/refer")
    assert (answer.status_code, answer.headers["location"]) == (303, here)
