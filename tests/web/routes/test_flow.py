"""The page of times and answers, beside the quarter before."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.declining import decline_proposal
from shelters.planning.labels import FLOW_MEANINGS
from shelters.planning.quarters import ended_quarters
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed

QUARTER, BEFORE = ended_quarters(2)
ASKED = f"from={QUARTER.first:%Y-%m}&to={QUARTER.last_month:%Y-%m}"


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

    page = parsed(await (await client_as(scene.world.planner)).get(f"/planning/flow?{ASKED}"))

    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select("main tbody tr")]
    assert ["Casa: No tenemos cupo", "6", "5"] in rows
    assert ["Inmediata", "n/d", "n/d", "n/d", "n/d"] in rows
    assert ["Casas expuestas", "0", "0"] in rows
    assert all(meaning in page.get_text() for meaning in FLOW_MEANINGS)


async def test_a_quarter_without_declines_says_so(client_as: ClientAs, scene: Scene) -> None:
    page = await (await client_as(scene.world.planner)).get("/planning/flow")
    assert "Ninguna vez en esos meses." in page.text


async def test_the_files_say_what_the_page_says(client_as: ClientAs, scene: Scene) -> None:
    dora = await client_as(scene.world.planner)

    answer = await dora.get(f"/planning/flow.csv?{ASKED}")
    head, tags, *rows = csv.reader(io.StringIO(answer.text))
    assert head == ["figure", "code", "name", "value", "before"]
    assert tags == ["#indicator+code", "#meta+code", "#meta+name", "#indicator+num", "#indicator+num+before"]
    assert ["hours_median", "immediate", "Inmediata", "", ""] in rows
    assert ["happened", "exposed", "Casas expuestas", "0", "0"] in rows
    told = (await dora.get(f"/planning/flow.json?{ASKED}")).json()
    assert (f"from={told['from']}&to={told['to']}", told["method"]) == (ASKED, list(FLOW_MEANINGS))
    assert len(told["rows"]) == len(rows)


async def test_months_the_wrong_way_round_come_back(client_as: ClientAs, scene: Scene) -> None:
    asked = f"from={QUARTER.last_month:%Y-%m}&to={QUARTER.first:%Y-%m}"
    wrong = await (await client_as(scene.world.planner)).get(f"/planning/flow?{asked}")
    assert wrong.status_code == 422
    assert not parsed(wrong).select("main table")


async def test_nobody_else_sees_the_page(client_as: ClientAs, scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        browser = await client_as(person)
        for end in ("", ".csv", ".json"):
            assert (await browser.get(f"/planning/flow{end}")).status_code == 403
