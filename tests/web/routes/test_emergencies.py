"""Emergency mode on the pages: opened with a reason and a term, shown on the day, reviewed by somebody else."""

from __future__ import annotations

from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit


async def test_it_is_opened_shown_and_closed(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    await submit(browser, "/emergency", "/emergency", reason="attack", hours="12")
    day = parsed(await browser.get("/today")).get_text(" ", strip=True)
    assert "Modo de emergencia" in day
    assert "Hay un ataque o una amenaza en curso" in day
    page = parsed(await browser.get("/emergency"))
    form = next(form for form in page.find_all("form") if str(form["action"]).endswith("/close"))
    await submit(browser, "/emergency", str(form["action"]))
    assert "Hay un ataque" not in (await browser.get("/today")).text


async def test_what_is_wrong_in_the_form_is_said_beside_it(client_as: ClientAs, scene: Scene) -> None:
    browser = await client_as(scene.world.committee)
    answer = await submit(browser, "/emergency", "/emergency", hours="muchas")
    assert answer.status_code == 422
    assert "Elige una razón de la lista." in answer.text
    late = await submit(browser, "/emergency", "/emergency", reason="many", hours="73")
    assert "de 1 a 72" in late.text


async def test_a_host_says_yes_beforehand_and_a_steward_reviews_what_was_skipped(
    client_as: ClientAs, scene: Scene
) -> None:
    host, committee = await client_as(scene.world.host), await client_as(scene.world.committee)
    steward = await client_as(scene.world.steward)
    yes = f"/houses/{scene.ceiba.id}/emergency-yes"
    await submit(host, "/house", yes)
    assert "Dijiste que sí de antemano" in (await host.get("/house")).text
    await submit(committee, "/emergency", "/emergency", reason="disaster", hours="5")
    request = await scene.file(case={"consent": "network"})
    await submit(committee, f"/requests/{request.id}/options", f"/requests/{request.id}/options")
    assert "Tiene lugar" in (await committee.get(f"/requests/{request.id}")).text
    assert "Llega un grupo en una emergencia" in (await host.get("/house")).text
    assert "Lo revisa otra persona." in (await committee.get("/emergency")).text
    page = parsed(await steward.get("/emergency"))
    form = next(form for form in page.find_all("form") if str(form["action"]).endswith("/review"))
    silent = await submit(steward, "/emergency", str(form["action"]), review=" ")
    assert silent.status_code == 422
    assert parsed(silent).select_one("#review-error") is not None
    found = await submit(steward, "/emergency", str(form["action"]), review="La casa lo sabe y ella está bien.")
    assert found.headers["location"] == "/emergency"
    assert "La casa lo sabe y ella está bien." in (await committee.get("/emergency")).text
    assert "Nada espera revisión." in (await committee.get("/emergency")).text
    await submit(host, "/house", yes)
    page = parsed(await host.get("/house"))
    assert "Sí, de antemano" in page.get_text(" ", strip=True)
    # What it tells of leads to the stay, where she hands the sheet over.
    leads_on = [str(link["href"]) for link in page.find_all("a") if str(link["href"]).startswith("/stays/")]
    assert (await host.get(leads_on[0])).status_code == 200
