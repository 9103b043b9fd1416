"""The page of times and answers, beside the quarter before."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.declining import decline_proposal
from shelters.planning.labels import FLOW_MEANINGS
from shelters.planning.quarters import ended_quarters
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed

QUARTER, BEFORE = ended_quarters(2)


async def test_declines_of_two_quarters_stand_side_by_side(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    for number in range(11):
        proposal = await scene.choose(await scene.file())
        async with scene.acting(scene.world.host) as (session, actor):
            await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")
        quarter = QUARTER if number < 6 else BEFORE
        answered = {"at": datetime.combine(quarter.first, time(12), UTC), "id": proposal.id}
        async with superuser.begin() as connection:
            await connection.execute(text("update proposal set answered_at = :at where id = :id"), answered)

    page = parsed(await (await client_as(scene.world.planner)).get(f"/planning/flow?quarter={QUARTER}"))

    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select("main tbody tr")]
    assert ["Casa: No tenemos cupo", "6", "5"] in rows
    assert ["Inmediata", "n/d", "n/d", "n/d", "n/d"] in rows
    assert ["Casas expuestas", "0", "0"] in rows
    assert all(meaning in page.get_text() for meaning in FLOW_MEANINGS)


async def test_a_quarter_without_declines_says_so(client_as: ClientAs, scene: Scene) -> None:
    page = await (await client_as(scene.world.planner)).get("/planning/flow?quarter=nothing")
    assert "Menos de cinco en todo el trimestre." in page.text


async def test_nobody_else_sees_the_page(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        assert (await (await client_as(person)).get("/planning/flow")).status_code == 403
