"""The page of terms: what goes next, and after how many days."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.requests.commands import withdraw
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit
from tests.web.site import recorded


async def test_a_steward_sees_what_goes_and_changes_the_term(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    carla = await client_as(scene.world.steward)
    assert "Ningún caso espera ser borrado." in (await carla.get("/retention")).text
    async with scene.acting(scene.world.committee) as (session, actor):
        await withdraw(session, actor, request.id)
    assert request.code in parsed(await carla.get("/retention")).get_text()
    assert (await submit(carla, "/retention", "/retention", days="30")).status_code == 303
    async with superuser.begin() as connection:
        await connection.execute(text("update request set ended_at = now() - interval '31 days'"))
    assert "en unos minutos" in (await carla.get("/retention")).text
    assert (await recorded(superuser))[-1] == "retention:changed"


@pytest.mark.parametrize("days", ["", "29", "muchos", "-1", "99999", "٣٠"])
async def test_a_term_that_cannot_be_is_refused_and_given_back(client_as: ClientAs, scene: Scene, days: str) -> None:
    carla = await client_as(scene.world.steward)
    answer = await submit(carla, "/retention", "/retention", days=days)
    assert answer.status_code == 422
    page = parsed(answer)
    assert page.find(id="days-error") is not None
    assert page.find("input", id="days", value=days) is not None


async def test_a_steward_reads_how_long_traces_of_coming_and_going_are_kept(client_as: ClientAs, scene: Scene) -> None:
    page = parsed(await (await client_as(scene.world.steward)).get("/retention")).get_text(" ", strip=True)
    for words in ("Sesiones que terminaron 7 días", "Avisos ya atendidos 30 días", "valga dos veces 1 día"):
        assert words in page


async def test_nobody_else_sees_the_page(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.planner):
        assert (await (await client_as(person)).get("/retention")).status_code == 403
