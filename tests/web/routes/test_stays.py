"""Arrival, departure, and the sheet that says how to get there."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from shelters.placement.answers import accept_proposal
from shelters.sealing.locks import Typed
from shelters.stays.models import Stay
from tests.scene import SECRET_ADDRESS, Scene
from tests.web.conftest import ClientAs, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE


async def accepted(scene: Scene, first_in: int = 0) -> Stay:
    """Bring a request to a confirmed stay in Ceiba, from so many days on."""
    first = today() + timedelta(days=first_in)
    proposal = await scene.choose(await scene.file(nights={"earliest": first, "latest": first}))
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))


async def beds_taken(superuser: AsyncEngine) -> int:
    """Count what takes beds, behind the policies."""
    async with superuser.connect() as connection:
        return int(await connection.scalar(text("select count(*) from bed_occupancy")) or 0)


async def test_the_committee_that_asked_reads_the_address_and_the_record_says_so(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene)
    browser = await client_as(scene.world.committee)
    page = parsed(await browser.get(f"/requests/{stay.request_id}"))
    assert SECRET_ADDRESS not in page.get_text()
    assert page.find("a", href=f"/stays/{stay.id}/sheet") is not None
    here = f"/stays/{stay.id}/sheet"
    assert SECRET_ADDRESS not in (await browser.get(here)).text
    sheet = parsed(await submit(browser, here, here, passphrase=PASSPHRASE))
    words = sheet.get_text(" ", strip=True)
    for told in (stay.code, "Ceiba (inventada)", SECRET_ADDRESS, "Tocar tres veces", "Por el canal de la red"):
        assert told in words
    assert SECRET_ADDRESS not in str(sheet.title)
    assert (await recorded(superuser))[-1] == "arrival_sheet:opened"


async def test_nobody_else_opens_the_arrival_sheet(client_as: ClientAs, scene: Scene) -> None:
    stay = await accepted(scene)
    world = scene.world
    statuses = {
        person.role: (await (await client_as(person)).get(f"/stays/{stay.id}/sheet")).status_code
        for person in (world.host, world.steward, world.planner)
    }
    assert statuses == {"host": 403, "steward": 403, "planner": 403}
    assert (await (await client_as(world.committee_gt)).get(f"/stays/{stay.id}/sheet")).status_code == 404


async def test_the_sheet_is_linked_no_longer_than_the_stay_lasts(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene)
    browser, link = await client_as(scene.world.committee), f"/stays/{stay.id}/sheet"
    assert (await browser.get(link)).status_code == 200
    async with superuser.begin() as connection:
        await connection.execute(text("update stay set state = 'departed'"))
    assert (await browser.get(link)).status_code == 404
    assert parsed(await browser.get(f"/requests/{stay.request_id}")).find("a", href=link) is None


async def test_a_steward_reads_a_request_and_is_offered_nothing_that_she_may_not_do(
    client_as: ClientAs, scene: Scene
) -> None:
    stay, request = await accepted(scene), await scene.file()
    steward = await client_as(scene.world.steward)
    for path in ("/requests", f"/requests/{request.id}", f"/requests/{stay.request_id}"):
        main = parsed(await steward.get(path)).main
        assert main is not None
        for link in main.select("a[href]"):
            assert (await steward.get(str(link["href"]))).status_code == 200, link["href"]
        assert {form["action"] for form in main.select("form")} <= {"/requests/find"}


async def test_the_host_records_arrival_and_departure_and_the_beds_follow(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene)
    browser, here = await client_as(scene.world.host), f"/stays/{stay.id}"
    assert (await submit(browser, here, f"{here}/arrive")).headers["location"] == "/house"
    page = parsed(await browser.get(here))
    assert "En la casa" in page.get_text()
    assert page.find("form", action=f"{here}/arrive") is None
    assert await beds_taken(superuser) == 4
    assert (await submit(browser, here, f"{here}/depart")).headers["location"] == "/house"
    assert "Egresó" in (await browser.get(here)).text
    assert await beds_taken(superuser) == 0
    assert [line for line in await recorded(superuser) if line.startswith("stay:")] == ["stay:arrived", "stay:departed"]


async def test_a_party_that_did_not_come_is_back_in_the_queue(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene)
    browser, here = await client_as(scene.world.host), f"/stays/{stay.id}"
    assert (await submit(browser, here, f"{here}/missed")).status_code == 303
    assert await beds_taken(superuser) == 0
    page = parsed(await (await client_as(scene.world.committee)).get(f"/requests/{stay.request_id}")).get_text()
    assert "No llegó" in page
    assert "Lista para ubicar" in page


async def test_an_arrival_is_recorded_on_its_day_and_not_before(client_as: ClientAs, scene: Scene) -> None:
    stay = await accepted(scene, first_in=2)
    page = parsed(await (await client_as(scene.world.host)).get(f"/stays/{stay.id}"))
    assert "El ingreso se anota el día que llega." in page.get_text()
    assert page.find("form", action=f"/stays/{stay.id}/arrive") is None


async def test_a_late_arrival_stands_above_everything_on_the_day_of_the_committee(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await accepted(scene)
    async with superuser.begin() as connection:
        await connection.execute(text("update stay set first = first - 2 where id = :id"), {"id": stay.id})
    page = parsed(await (await client_as(scene.world.committee)).get("/today"))
    assert "Una llegada sin confirmar" in page.get_text()
    first = page.select_one("#board h2")
    assert first is not None
    assert first.get_text() == "Una llegada sin confirmar"
