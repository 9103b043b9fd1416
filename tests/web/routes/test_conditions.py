"""The pages of a house's conditions, and of how all houses stand."""

from __future__ import annotations

from shelters.conditions.points import POINTS, Point, Reply
from shelters.planning.labels import CHECK_MEANINGS, CHECK_STATES
from tests.scene import Scene, house_draft, room_draft
from tests.web.conftest import ClientAs, parsed, submit

ALL_MET = {point.value: Reply.MET.value for point in Point}


async def test_a_host_checks_her_house_and_says_what_is_mended(client_as: ClientAs, scene: Scene) -> None:
    berta = await client_as(scene.world.host)
    path = f"/houses/{scene.ceiba.id}/conditions"
    assert "Todavía no se ha revisado." in (await berta.get(path)).text

    form = parsed(await berta.get(f"{path}/new"))
    assert [each["name"] for each in form.select("main select")] == [point.value for point in Point]
    answer = await submit(berta, f"{path}/new", path, **(ALL_MET | {"fire": Reply.IN_A_WEEK.value}))
    assert (answer.status_code, answer.headers["location"]) == (303, path)

    page = parsed(await berta.get(path))
    assert [card.get_text() for card in page.select("main .card h2")] == [POINTS[Point.FIRE].name]
    assert (await submit(berta, path, f"{path}/mended")).status_code == 303
    assert "Nada está pendiente" in (await berta.get(path)).text


async def test_a_point_without_an_answer_comes_back_with_the_others(client_as: ClientAs, scene: Scene) -> None:
    berta = await client_as(scene.world.host)
    path = f"/houses/{scene.ceiba.id}/conditions"

    answer = await submit(berta, f"{path}/new", path, **(ALL_MET | {"water": ""}))

    page = parsed(answer)
    assert answer.status_code == 422
    assert page.select("#water-error")
    assert len(page.select("main option[selected]")) == len(Point) - 1


async def test_her_pages_lead_to_it_and_a_planner_s_do_not(client_as: ClientAs, scene: Scene) -> None:
    link = f'a[href="/houses/{scene.ceiba.id}/conditions"]'
    for person, leads in ((scene.world.host, True), (scene.world.steward, True), (scene.world.planner, False)):
        page = parsed(await (await client_as(person)).get(f"/houses/{scene.ceiba.id}"))
        assert bool(page.select(link)) is leads


async def test_a_planner_reads_how_many_and_never_which(client_as: ClientAs, scene: Scene) -> None:
    for number in range(4):
        await scene.add(scene.world.mx.id, house_draft(code_name=f"Amate {number}"), room_draft())
    dora = await client_as(scene.world.planner)

    page = parsed(await dora.get("/planning/conditions"))

    heads = [head.get_text() for head in page.select("main thead th")]
    assert heads == ["Al terminar", *CHECK_STATES.values(), "Otras"]
    rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("main tbody tr")]
    assert rows == [["0", "0", "0", "6", "0"]] * 8
    assert all(meaning in page.get_text() for meaning in CHECK_MEANINGS)
    assert "Amate" not in page.get_text()
    assert (await dora.get(f"/houses/{scene.ceiba.id}/conditions")).status_code == 403
    assert (await (await client_as(scene.world.host)).get("/planning/conditions")).status_code == 403
