"""Links as they are made, shown once, passed on, answered and taken back in the pages."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.accounts.models import Person
from shelters.placement.models import Proposal
from tests.scene import SECRET_ADDRESS, Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed, submit
from tests.web.site import contents, recorded

HERE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


async def made(browser: Browser, scene: Scene, proposal: Proposal | None = None) -> str:
    """Make a link on the page of Ceiba's links, and give the page that shows it."""
    page = f"/houses/{scene.ceiba.id}/links"
    forms = parsed(await browser.get(page)).select(f'form[action="{page}"]')
    offered = [{str(each["name"]): str(each["value"]) for each in form.select("input")} for form in forms]
    asked = str(proposal.id) if proposal else None
    form = next(each for each in offered if each.get("proposal") == asked)
    answer = await browser.post(page, data=form, headers=HERE)
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def address_of(browser: Browser, page: str) -> str:
    """Read the address of a link on the page that shows it."""
    shown = parsed(await browser.get(page)).select_one(".letters")
    assert shown is not None
    assert shown.get_text(strip=True).startswith(f"{ORIGIN}/l/")
    return shown.get_text(strip=True).removeprefix(ORIGIN)


async def passed_on(client_as: ClientAs, scene: Scene, proposal: Proposal | None = None) -> str:
    """Let Mexico's steward make a link, and give its address."""
    browser = await client_as(scene.world.steward)
    return await address_of(browser, await made(browser, scene, proposal))


async def pressed(browser: Browser, address: str, answer: str) -> httpx2.Response:
    """Press one of the buttons of a link's page."""
    form = fields_of(parsed(await browser.get(address)), address)
    return await browser.post(address, data=form | {"answer": answer}, headers=HERE)


def words(answer: httpx2.Response) -> str:
    """Read a page's main part."""
    main = parsed(answer).main
    assert main is not None
    return main.get_text(" ", strip=True)


async def test_a_house_is_confirmed_in_one_tap_by_somebody_without_an_account(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    address = await passed_on(client_as, scene)
    host = await client_as(None)
    page = await host.get(address)
    assert page.status_code == 200
    assert "¿Sigue siendo así?" in words(page)
    assert "Esta noche: 4 camas libres" in words(page)
    answer = await pressed(host, address, "confirmed")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert "Confirmado: sigue igual." in words(await host.get(address))
    assert (await recorded(superuser))[-2:] == ["house:confirmed", "link:used"]


async def test_a_proposal_is_accepted_in_one_tap(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    address = await passed_on(client_as, scene, await scene.choose(await scene.file()))
    host = await client_as(None)
    assert "Mujer con hija (6–\u206011) e hijo (12–\u206017)" in words(await host.get(address))
    await pressed(host, address, "accepted")
    assert "Aceptado." in words(await host.get(address))
    assert "proposal:accepted" in await recorded(superuser)


async def test_a_no_asks_for_its_reason_and_for_what_the_reason_needs(client_as: ClientAs, scene: Scene) -> None:
    address = await passed_on(client_as, scene, await scene.choose(await scene.file()))
    host = await client_as(None)
    assert parsed(await host.get(address)).select_one(f'a[href="{address}/no"]')
    without = await submit(host, f"{address}/no", f"{address}/no")
    assert without.status_code == 422
    assert parsed(without).find(id="reason-error")
    asked = await submit(host, f"{address}/no", f"{address}/no", reason="house_resting")
    assert asked.status_code == 200
    form = fields_of(parsed(asked), f"{address}/no") | {"until-day": "1", "until-month": "1", "until-year": "2027"}
    assert (await host.post(f"{address}/no", data=form, headers=HERE)).headers["location"] == address
    assert "Anotado: ahora no pueden." in words(await host.get(address))
    for again in (await host.get(f"{address}/no"), await host.post(f"{address}/no", data=form, headers=HERE)):
        assert again.headers["location"] == address, "what is answered is said, and not asked again"


async def test_looking_at_a_link_changes_nothing_however_often(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    addresses = [await passed_on(client_as, scene)]
    addresses.append(await passed_on(client_as, scene, await scene.choose(await scene.file())))
    before, told = await contents(superuser), await recorded(superuser)
    for address in addresses:
        for look in ("get", "head"):
            await (await client_as(None)).request(look, address)
        for _ in range(3):
            assert (await (await client_as(None)).get(address)).status_code == 200
    assert await contents(superuser) == before
    assert await recorded(superuser) == told


async def test_that_who_asks_was_read_by_a_link_stands_once_in_the_record_of_her_network(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await scene.choose(await scene.file())
    addresses = [await passed_on(client_as, scene, proposal), await passed_on(client_as, scene)]
    host = await client_as(None)
    for _ in range(3):
        for page in (*addresses, f"{addresses[0]}/no"):
            await host.get(page)
    async with superuser.connect() as connection:
        lines = text(
            "select subject_id, owner_network_id, details ? 'link' from audit_record where action = 'brief:read'"
        )
        read = [tuple(line) for line in await connection.execute(lines)]
    assert read == [(proposal.id, proposal.request_network_id, True)]


async def test_pressed_again_it_says_calmly_what_was_answered_and_does_nothing(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    address = await passed_on(client_as, scene)
    host = await client_as(None)
    form = fields_of(parsed(await host.get(address)), address)
    for answer in ("changed", "confirmed", "changed"):
        again = await host.post(address, data=form | {"answer": answer}, headers=HERE)
        assert again.headers["location"] == address
    assert "Anotado: algo cambió." in words(await host.get(address))
    lines = await recorded(superuser)
    assert (lines.count("link:used"), lines.count("house:confirmed")) == (1, 0)


async def test_a_wrong_a_late_a_revoked_and_an_idle_link_get_one_answer(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    steward, host = await client_as(scene.world.steward), await client_as(None)
    page = await made(steward, scene)
    revoked = await address_of(steward, page)
    assert (await submit(steward, page, f"{page}/revoke")).status_code == 303
    proposal = await scene.choose(await scene.file())
    idle = await passed_on(client_as, scene, proposal)
    browser = await client_as(scene.world.host)
    await submit(browser, f"/proposals/{proposal.id}", f"/proposals/{proposal.id}/accept")
    late, other = await passed_on(client_as, scene), await passed_on(client_as, scene)
    form = fields_of(parsed(await host.get(other)), other) | {"answer": "confirmed"}
    async with superuser.begin() as connection:
        past = "update host_link set made_at = now() - interval '9 days', until = now() - interval '1 s'"
        await connection.execute(text(f"{past} where proposal_id is null and revoked_at is null"))
    before = await contents(superuser)
    seen = set()
    for address in (revoked, idle, late, f"/l/{'x' * 43}", "/l/x"):
        for answer in (await host.get(address), await host.post(address, data=form, headers=HERE)):
            assert answer.status_code == 404
            seen.add(re.sub(r'value="[^"]*"', "", answer.text))
        assert (await host.get(f"{address}/no")).status_code == 404
    assert len(seen) == 1
    assert await contents(superuser) == before


async def test_the_page_of_a_link_leads_nowhere_and_tells_no_name_and_no_address(
    client_as: ClientAs, scene: Scene
) -> None:
    proposal = await scene.choose(await scene.file(case={"note": "Nota del comité"}))
    host = await client_as(None)
    for address in (await passed_on(client_as, scene), await passed_on(client_as, scene, proposal)):
        page = await host.get(address)
        assert [link["href"] for link in parsed(page).select("a[href]")] in (
            ["#content"],
            ["#content", f"{address}/no"],
        )
        for word in (
            scene.ceiba.code_name,
            scene.ceiba_room.name,
            SECRET_ADDRESS,
            "Oaxaca",
            "Puebla",
            "Nota",
            "Red MX",
        ):
            assert word not in words(page)
        assert address not in str(parsed(page).title)


async def test_a_link_opens_nothing_but_its_question(client_as: ClientAs, scene: Scene) -> None:
    host = await client_as(None)
    await pressed(host, await passed_on(client_as, scene), "confirmed")
    for page in ("/house", f"/houses/{scene.ceiba.id}", f"/houses/{scene.ceiba.id}/links"):
        assert (await host.get(page)).headers["location"] == "/sign-in"


async def test_a_form_of_another_site_does_not_spend_a_link(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    address = await passed_on(client_as, scene)
    host = await client_as(None)
    form = fields_of(parsed(await host.get(address)), address) | {"answer": "confirmed"}
    for headers in ({"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert (await host.post(address, data=form, headers=headers)).status_code == 403
    assert (await (await client_as(None)).post(address, data=form, headers=HERE)).status_code == 403
    assert "link:used" not in await recorded(superuser)


async def test_whoever_tries_one_address_again_and_again_has_to_wait(client_as: ClientAs, scene: Scene) -> None:
    host = await client_as(None)
    for address in (await passed_on(client_as, scene), f"/l/{'x' * 43}"):
        form = {"csrf": fields_of(parsed(await host.get(address)), "/language")["csrf"], "answer": "confirmed"}
        ends = [(await host.post(address, data=form, headers=HERE)).status_code for _ in range(8)]
        assert ends[-1] == 429, ends


async def test_a_link_is_shown_and_drawn_in_the_session_that_made_it_alone(client_as: ClientAs, scene: Scene) -> None:
    steward, elsewhere = await client_as(scene.world.steward), await client_as(scene.world.steward)
    page = await made(steward, scene)
    picture = await steward.get(f"{page}/picture.png")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert parsed(await elsewhere.get(page)).select_one(".letters") is None
    assert (await elsewhere.get(f"{page}/picture.png")).status_code == 409


async def test_the_database_keeps_no_address_of_a_link(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    token = (await passed_on(client_as, scene)).removeprefix("/l/")
    async with superuser.connect() as connection:
        rows = [str(row) for row in await connection.execute(text("select host_link::text from host_link"))]
        rows += [str(row) for row in await connection.execute(text("select audit_record::text from audit_record"))]
    assert rows
    assert not any(token in row for row in rows)


@pytest.mark.parametrize("who", ["host", "steward"])
async def test_a_list_says_who_made_a_link_for_what_and_what_became_of_it(
    client_as: ClientAs, scene: Scene, who: str
) -> None:
    proposal = await scene.choose(await scene.file())
    person: Person = getattr(scene.world, who)
    browser = await client_as(person)
    await pressed(await client_as(None), await address_of(browser, await made(browser, scene, proposal)), "accepted")
    await made(browser, scene)
    rows = [
        row.get_text(" ", strip=True)
        for row in parsed(await browser.get(f"/houses/{scene.ceiba.id}/links")).select("tbody tr")
    ]
    assert "Confirmar lo libre" in rows[0]
    assert "Espera respuesta" in rows[0]
    assert f"Responder a {proposal.code}" in rows[1]
    assert "tú" in rows[1]
    assert "Aceptó" in rows[1]


async def test_a_link_for_what_no_longer_waits_is_not_made(client_as: ClientAs, scene: Scene) -> None:
    browser, page = await client_as(scene.world.steward), f"/houses/{scene.ceiba.id}/links"
    for proposal in ("nonsense", str(scene.ceiba.id)):
        form: dict[str, Any] = fields_of(parsed(await browser.get(page)), page) | {"proposal": proposal}
        assert (await browser.post(page, data=form, headers=HERE)).status_code == 409
