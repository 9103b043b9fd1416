"""The page on which a committee says with whom somebody must not live."""

from __future__ import annotations

from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit


async def test_a_committee_says_with_whom_she_cannot_be_and_takes_it_back(client_as: ClientAs, scene: Scene) -> None:
    one, two = await scene.file(), await scene.file()
    committee, here = await client_as(scene.world.committee), f"/requests/{one.id}/apart"
    assert parsed(await committee.get(f"/requests/{one.id}")).find("a", href=here) is not None
    wrong = await submit(committee, here, here, apart="XXXX")
    assert wrong.status_code == 422
    assert "XXXX" in wrong.text
    await submit(committee, here, here, apart=two.code)
    page = parsed(await committee.get(here))
    assert two.code in page.get_text()
    back = next(str(form["action"]) for form in page.find_all("form") if "/take-back" in str(form.get("action")))
    await submit(committee, here, back)
    assert two.code not in (await committee.get(here)).text


async def test_the_page_is_its_committees_alone(client_as: ClientAs, scene: Scene) -> None:
    here = f"/requests/{(await scene.file()).id}/apart"
    world = scene.world
    found = [(await (await client_as(each)).get(here)).status_code for each in (world.committee_gt, world.host)]
    assert found == [404, 403]
