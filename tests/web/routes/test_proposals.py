"""The host's answer, and the committee that lets go."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.placement.models import Proposal
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit
from tests.web.site import recorded
from tests.world import PASSPHRASE


async def proposed(scene: Scene, **changes: Any) -> Proposal:
    """Bring a request before the host of Ceiba."""
    return await scene.choose(await scene.file(**changes))


async def test_the_host_reads_who_comes_and_what_they_need_and_nothing_of_where_from(
    client_as: ClientAs, scene: Scene
) -> None:
    case = {"needs": {"psychosocial_care": "preferred"}, "note": "Nota del comité", "pets": False}
    proposal = await proposed(scene, case=case)
    answer = await (await client_as(scene.world.host)).get(f"/proposals/{proposal.id}")
    words = parsed(answer).get_text(" ", strip=True)
    assert proposal.code in words
    assert "Mujer con hija (6–\u206011) e hijo (12–\u206017)" in words
    assert "Atención psicosocial" in words
    assert "5 noches" in words
    assert "Responde antes del" in words
    assert "Puebla" not in answer.text
    assert "Nota del comité" not in answer.text


async def test_an_accepted_proposal_leads_to_the_stay(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    proposal = await proposed(scene)
    browser = await client_as(scene.world.host)
    answer = await submit(browser, f"/proposals/{proposal.id}", f"/proposals/{proposal.id}/accept")
    assert answer.status_code == 303
    assert "Confirmada" in (await browser.get(answer.headers["location"])).text
    assert (await recorded(superuser))[-1] == "proposal:accepted"


async def test_with_her_passphrase_a_host_hands_the_sheet_over_in_the_same_act(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    here = f"/proposals/{(await proposed(scene)).id}"
    browser = await client_as(scene.world.host)
    wrong = await submit(browser, here, f"{here}/accept", passphrase="no es la frase de Berta")
    assert wrong.status_code == 422
    assert parsed(wrong).find(id="passphrase-error") is not None
    assert "proposal:accepted" not in await recorded(superuser)
    assert (await submit(browser, here, f"{here}/accept", passphrase=PASSPHRASE)).status_code == 303
    assert (await recorded(superuser))[-3:] == ["proposal:accepted", "address:opened", "arrival_sheet:handed_over"]


@pytest.mark.parametrize("reason", ["", "co_residence", "nonsense"])
async def test_declining_without_a_reason_of_the_list_asks_for_one(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, reason: str
) -> None:
    proposal = await proposed(scene)
    browser, here = await client_as(scene.world.host), f"/proposals/{proposal.id}/decline"
    answer = await submit(browser, here, here, reason=reason)
    assert answer.status_code == 422
    page = parsed(answer)
    assert "Elige una razón de la lista." in page.get_text()
    assert page.find(id="reason") is not None
    assert len(page.select("input[name=reason]")) == 8
    assert "proposal:declined" not in await recorded(superuser)


async def test_a_declined_request_is_back_in_the_queue_and_the_next_house_is_offered(
    client_as: ClientAs, scene: Scene
) -> None:
    proposal = await proposed(scene)
    host, committee = await client_as(scene.world.host), await client_as(scene.world.committee)
    here = f"/proposals/{proposal.id}/decline"
    answer = await submit(host, here, here, reason="health_or_staff")
    assert (answer.status_code, answer.headers["location"]) == (303, "/house")
    page = parsed(await committee.get(f"/requests/{proposal.request_id}")).get_text(" ", strip=True)
    assert "La casa no puede: Hay enfermedad o falta equipo" in page
    assert "Lista para ubicar" in page
    options = parsed(await committee.get(f"/requests/{proposal.request_id}/options"))
    assert ["de otra red" in card.get_text() for card in options.select(".option")] == [True]
    assert "Ya respondieron que no pueden" in options.get_text()


async def test_a_hold_that_ended_is_no_longer_answered(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    proposal = await scene.choose(request, hold_hours=-1)
    page = parsed(await (await client_as(scene.world.host)).get(f"/proposals/{proposal.id}"))
    assert "El apartado venció" in page.get_text()
    assert page.find("form", action=f"/proposals/{proposal.id}/accept") is None
    mine = parsed(await (await client_as(scene.world.committee)).get(f"/requests/{request.id}")).get_text()
    assert "Puedes elegir otra vez" in mine


async def test_the_committee_lets_a_hold_go(client_as: ClientAs, scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await proposed(scene)
    browser, here = await client_as(scene.world.committee), f"/requests/{proposal.request_id}"
    answer = await submit(browser, here, f"/proposals/{proposal.id}/let-go")
    assert answer.headers["location"] == here
    assert "Se soltó el apartado" in (await browser.get(here)).text
    assert (await recorded(superuser))[-1] == "hold:released"


async def test_an_answer_after_the_committee_let_go_is_a_conflict(client_as: ClientAs, scene: Scene) -> None:
    proposal = await proposed(scene)
    host, committee = await client_as(scene.world.host), await client_as(scene.world.committee)
    page = parsed(await host.get(f"/proposals/{proposal.id}"))
    await submit(committee, f"/requests/{proposal.request_id}", f"/proposals/{proposal.id}/let-go")
    form = page.find("form", action=f"/proposals/{proposal.id}/accept")
    assert form is not None
    data = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    assert (await host.post(f"/proposals/{proposal.id}/accept", data=data)).status_code == 409


async def test_a_host_of_several_houses_reads_which_house_and_room_are_asked_for(
    client_as: ClientAs, scene: Scene
) -> None:
    proposal = await proposed(scene)
    words = parsed(await (await client_as(scene.world.host)).get(f"/proposals/{proposal.id}")).get_text(" ", strip=True)
    assert "Ceiba (inventada) · Uno" in words
    assert "3 camas" in words
