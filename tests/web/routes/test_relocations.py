"""Pages on which a party passes to another place: asked by its committee, or to another room by its host."""

from __future__ import annotations

import pytest

from shelters.placement.moving import FURTHEST
from tests.scene import Scene
from tests.shelters.placement.exposed import more_rooms, placed, refuge
from tests.web.conftest import ClientAs, parsed, submit


async def test_a_committee_asks_for_another_house_and_its_host_accepts(client_as: ClientAs, scene: Scene) -> None:
    stay = await placed(scene)
    await refuge(scene)
    committee, host = await client_as(scene.world.committee), await client_as(scene.world.host)
    here = f"/stays/{stay.id}/other-place"
    assert parsed(await committee.get(f"/stays/{stay.id}")).find("a", href=here) is not None
    page = parsed(await committee.get(f"{here}?days=1"))
    option = page.find("input", {"name": "option"})
    assert option is not None
    assert stay.request_id.hex not in str(option)
    request = f"/requests/{stay.request_id}"
    asked = await submit(committee, f"{here}?days=1", here, option=str(option["value"]))
    assert asked.headers["location"] == request
    words = parsed(await committee.get(request)).get_text()
    assert "Otro lugar, apartado" in words
    assert "Tiene lugar" in words
    link = parsed(await host.get("/house")).find("a", href=lambda href: bool(href) and "/proposals/" in href)
    assert link is not None
    proposal = str(link["href"]).removesuffix("/decline")
    assert (await submit(host, proposal, f"{proposal}/accept")).status_code == 303
    both = parsed(await committee.get(request)).get_text()
    assert both.count("Tiene lugar") == 2


async def test_a_host_passes_a_party_to_another_room(client_as: ClientAs, scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    stay = await placed(scene)
    host, here = await client_as(scene.world.host), f"/stays/{stay.id}/other-room"
    page = parsed(await host.get(here))
    (room,) = page.find_all("input", {"name": "room"})
    unchosen = await submit(host, here, here)
    assert unchosen.status_code == 422
    assert "Elige una habitación." in unchosen.text
    await submit(host, here, here, room=str(room["value"]))
    assert "En la casa, cambiada de lugar" in parsed(await host.get(f"/stays/{stay.id}")).get_text()


async def test_where_nothing_is_free_the_page_says_that_she_stays(client_as: ClientAs, scene: Scene) -> None:
    stay = await placed(scene)
    committee, host = await client_as(scene.world.committee), await client_as(scene.world.host)
    assert "Se queda donde está." in (await committee.get(f"/stays/{stay.id}/other-place")).text
    assert "Se queda donde está." in (await host.get(f"/stays/{stay.id}/other-room")).text


@pytest.mark.parametrize("days", ["-1", "x", "99", "9" * 30, ""])
async def test_a_day_that_is_none_is_today_or_the_furthest(client_as: ClientAs, scene: Scene, days: str) -> None:
    stay = await placed(scene, nights={"nights": FURTHEST + 2, "shortest": 2})
    committee = await client_as(scene.world.committee)
    assert (await committee.get(f"/stays/{stay.id}/other-place?days={days}")).status_code == 200


async def test_nobody_else_sees_these_pages(client_as: ClientAs, scene: Scene) -> None:
    stay = await placed(scene)
    other = await client_as(scene.world.committee_gt)
    assert (await other.get(f"/stays/{stay.id}/other-place")).status_code == 404
    assert (await (await client_as(scene.world.committee)).get(f"/stays/{stay.id}/other-room")).status_code == 403
