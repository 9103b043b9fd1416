"""The page of a stay: journey, cancelling and extending, as a committee and a host do it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.answers import accept_proposal
from shelters.stays.commands import record_arrival
from shelters.stays.models import Stay
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit


async def confirmed(scene: Scene) -> Stay:
    """Bring a request to a confirmed stay."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id)


async def test_a_committee_notes_the_journey_and_sees_her_overdue_above_everything(
    scene: Scene, client_as: ClientAs, superuser: AsyncEngine
) -> None:
    stay = await confirmed(scene)
    committee = await client_as(scene.world.committee)
    page = f"/stays/{stay.id}"
    refused = await submit(committee, page, f"{page}/travel", hours="mañana")
    assert refused.status_code == 422
    assert parsed(refused).find("input", {"name": "hours"})["value"] == "mañana"  # type: ignore[index]
    assert (await submit(committee, page, f"{page}/travel", hours="6")).status_code == 303
    assert "Una llegada sin confirmar" not in (await committee.get("/today")).text
    async with superuser.begin() as connection:
        await connection.execute(text("update stay set arrive_by = now() - interval '1 hour'"))
    assert "Una llegada sin confirmar" in (await committee.get("/today")).text


async def test_a_host_extends_a_stay_and_cannot_send_anybody_on_her_way(scene: Scene, client_as: ClientAs) -> None:
    stay = await confirmed(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    host, page = await client_as(scene.world.host), f"/stays/{stay.id}"
    until = stay.until + timedelta(days=2)
    parts = {"until-day": str(until.day), "until-month": str(until.month), "until-year": str(until.year)}
    refused = await submit(host, page, f"{page}/extend", **(parts | {"until-year": "x"}))
    assert refused.status_code == 422
    assert (await submit(host, page, f"{page}/extend", **parts)).status_code == 303
    assert "prorrogada" in (await host.get(page)).text
    assert f"{page}/travel" not in (await host.get(page)).text


async def test_a_cancelled_stay_leads_its_committee_back_to_the_request(scene: Scene, client_as: ClientAs) -> None:
    stay = await confirmed(scene)
    committee, page = await client_as(scene.world.committee), f"/stays/{stay.id}"
    answer = await submit(committee, page, f"{page}/cancel")
    assert answer.headers["location"] == f"/requests/{stay.request_id}"
    assert "Ver opciones" in (await committee.get(answer.headers["location"])).text
