"""Warning of a house and following its evacuation, without scripts."""

from __future__ import annotations

from shelters.placement.answers import accept_proposal
from shelters.placement.evacuating import perform_evacuation
from shelters.placement.evacuations import open_evacuations
from shelters.placement.jobs import Workshop
from shelters.placement.models import Evacuation
from shelters.placement.solving import Limits
from shelters.stays.commands import record_arrival
from shelters.stays.models import Stay
from tests.scene import Scene, house_draft, place, room_draft
from tests.web.conftest import ClientAs, parsed, submit

LIMITS = Limits(seconds=5, memory_mb=1024, longest=60)


async def resident(scene: Scene, **case: str) -> Stay:
    """Let a family live in Ceiba."""
    proposal = await scene.choose(await scene.file(case={"consent": "network"} | case))
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
    async with scene.acting(scene.world.host) as (session, actor):
        return await record_arrival(session, actor, stay.id)


async def underway(scene: Scene) -> Evacuation:
    """Give the evacuation, after the worker has looked for places."""
    async with scene.acting(scene.world.host) as (session, actor):
        (evacuation,) = await open_evacuations(session, actor)
    await perform_evacuation(Workshop(scene.engine, scene.keyring, LIMITS), evacuation.id)
    return evacuation


async def test_of_many_houses_the_one_in_danger_is_found_under_its_zone(scene: Scene, client_as: ClientAs) -> None:
    for number in range(32):
        where = place("Mérida, Yucatán") if number % 2 else place("Oaxaca de Juárez, Oaxaca")
        draft = house_draft(code_name=f"Árbol {number:02} (inventada)", municipality_id=where)
        await scene.add(scene.world.mx.id, draft, room_draft())
    browser = await client_as(scene.world.committee)

    page = parsed(await browser.get("/danger"))
    under = {each.summary.get_text(): len(each.select("a")) for each in page.select("details") if each.summary}
    assert sum(under.values()) == len(page.select('a[href^="/houses/"][href$="/danger"]')) == 33
    assert under["Yucatán (16)"] == 16
    assert [word for word in under if "Oaxaca" in word]


async def test_few_houses_stand_open(scene: Scene, client_as: ClientAs) -> None:
    page = parsed(await (await client_as(scene.world.committee)).get("/danger"))
    assert page.select("details") == []
    assert len(page.select('a[href^="/houses/"][href$="/danger"]')) == 1


async def test_a_host_is_asked_once_more_before_her_house_is_exposed(scene: Scene, client_as: ClientAs) -> None:
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}"
    page = parsed(await browser.get(path))
    assert page.find("a", href=f"{path}/danger") is not None
    asked = parsed(await browser.get(f"{path}/danger")).get_text()
    assert "Nadie pierde su cama hasta que llega a otra" in asked
    answer = await submit(browser, f"{path}/danger", f"{path}/danger")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/evacuations/")
    assert "Expuesta" in parsed(await browser.get(path)).get_text()
    assert "Una casa está expuesta" in parsed(await browser.get("/house")).get_text()
    assert "congelado" in parsed(await browser.get(f"{path}/nights")).get_text()
    assert parsed(await browser.get(f"{path}/nights")).select('input[name="night"]') == []


async def test_a_committee_warns_of_a_house_by_its_name_or_by_who_lives_there(
    scene: Scene, client_as: ClientAs
) -> None:
    stay, browser = await resident(scene), await client_as(scene.world.committee)
    page = parsed(await browser.get("/danger"))
    assert page.find("a", href=f"/houses/{scene.ceiba.id}/danger") is not None
    assert page.find("a", href=f"/houses/{scene.quetzal.id}/danger") is None
    path = f"/stays/{stay.id}/danger"
    assert scene.ceiba.code_name not in (await browser.get(path)).text
    answer = await submit(browser, path, path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/evacuations/")


async def test_a_committee_confirms_the_places_that_were_found(scene: Scene, client_as: ClientAs) -> None:
    stay = await resident(scene)
    await scene.add(scene.world.mx.id, house_draft(code_name="Sauce", municipality_id=place("Tlaxiaco")), room_draft())
    browser, path = await client_as(scene.world.committee), f"/houses/{scene.ceiba.id}/danger"
    await submit(browser, path, path)
    here = f"/evacuations/{(await underway(scene)).id}"
    assert "0 de 1 grupo" in parsed(await browser.get(here)).get_text()
    assert "Una casa está expuesta" in parsed(await browser.get("/today")).get_text()
    refused = await submit(browser, here, f"{here}/confirm", proposal=[])
    assert refused.status_code == 422
    assert (await submit(browser, here, f"{here}/confirm")).headers["location"] == here
    shown = parsed(await browser.get(here)).get_text()
    assert stay.code in shown
    assert "Espera a la otra casa" in shown


async def test_a_party_without_a_place_is_shown_with_reasons_and_can_be_looked_for_again(
    scene: Scene, client_as: ClientAs
) -> None:
    stay, browser = await resident(scene), await client_as(scene.world.committee)
    path = f"/houses/{scene.ceiba.id}/danger"
    await submit(browser, path, path)
    here = f"/evacuations/{(await underway(scene)).id}"
    page = parsed(await browser.get(here))
    assert "Sin lugar todavía" in page.get_text()
    assert stay.code in page.get_text()
    assert (await submit(browser, here, f"{here}/again")).headers["location"] == here
    assert "Se busca lugar" in parsed(await browser.get(here)).get_text()


async def test_an_evacuation_of_others_is_as_good_as_none(scene: Scene, client_as: ClientAs) -> None:
    await resident(scene)
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/danger"
    await submit(browser, path, path)
    here = f"/evacuations/{(await underway(scene)).id}"
    assert (await (await client_as(scene.world.committee_gt)).get(here)).status_code == 404
    assert (await (await client_as(scene.world.planner)).get(here)).status_code == 200


async def test_staff_say_that_the_danger_is_over(scene: Scene, client_as: ClientAs) -> None:
    host, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}"
    await submit(host, f"{path}/danger", f"{path}/danger")
    browser = await client_as(scene.world.steward)
    assert (await submit(browser, path, f"{path}/safety")).headers["location"] == path
    assert "En observación" in parsed(await browser.get(path)).get_text()
    assert (await submit(browser, path, f"{path}/safety", step="sí")).status_code == 422
