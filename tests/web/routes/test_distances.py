"""How far a house is from where she is: exact within one network, rough to any other, and never told to a house."""

from __future__ import annotations

import re

import httpx2
import pytest

from shelters.capacity.models import House
from shelters.places import distance_km, municipality, rounded_km
from tests.scene import Scene, place
from tests.web.conftest import Browser, ClientAs, parsed, submit
from tests.web.routes.test_evacuations import resident, underway
from tests.web.routes.test_links import passed_on

ORIGIN = place("San Pedro Cholula")
HERS = {"origin": ORIGIN}


def exact(house: House) -> int:
    """Measure how far a house is from where the party of these tests is."""
    km = round(distance_km(municipality(ORIGIN), municipality(house.municipality_id)))
    assert km != rounded_km(km), "the control: the two can be told apart"
    return km


def tells(answer: httpx2.Response, km: int) -> bool:
    """Say whether a number stands anywhere in an answer, as words or in what its forms hold."""
    return re.search(rf"(?<![\w-]){km}(?![\w-])", answer.text) is not None


async def answers_of(browser: Browser, here: str) -> list[httpx2.Response]:
    """Say no because it is too far: the question, then nothing, then a figure on either side of the exact one."""
    asked = await submit(browser, here, here, reason="too_far")
    return [asked, *[await submit(browser, here, here, reason="too_far", most_km=most) for most in ("", "9000")]]


async def test_the_committee_of_another_network_reads_no_exact_distance(client_as: ClientAs, scene: Scene) -> None:
    km, request = exact(scene.quetzal), await scene.file(case=HERS)
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}"
    options = await browser.get(f"{here}/options")
    proposal = await scene.choose(request, 1)
    no = f"/proposals/{proposal.id}/no"
    seen = [options, await browser.get(here), await browser.get("/requests"), *await answers_of(browser, no)]
    assert [answer.status_code for answer in seen] == [200, 200, 200, 200, 422, 422]
    assert not any(tells(answer, km) for answer in seen)
    assert f"Esta casa queda a {rounded_km(km)}." in parsed(seen[3]).get_text(), "what it reads is the rough distance"


async def test_a_refusal_draws_no_line_at_the_exact_distance(client_as: ClientAs, scene: Scene) -> None:
    km = exact(scene.quetzal)
    assert km - 1 >= rounded_km(km), "the control: were it held against the exact one, the first would be taken"
    browser, proposal = await client_as(scene.world.committee), await scene.choose(await scene.file(case=HERS), 1)
    no = f"/proposals/{proposal.id}/no"
    given = [(await submit(browser, no, no, reason="too_far", most_km=str(most))).status_code for most in (km - 1, km)]
    assert given == [422, 422]


async def test_the_committee_of_her_own_network_reads_the_exact_one(client_as: ClientAs, scene: Scene) -> None:
    browser, proposal = await client_as(scene.world.committee), await scene.choose(await scene.file(case=HERS))
    asked = (await answers_of(browser, f"/proposals/{proposal.id}/no"))[0]
    assert f"Esta casa queda a {exact(scene.ceiba)}." in parsed(asked).get_text()


@pytest.mark.parametrize("reason", ["too_far", "too_near_to_danger", "cultural_mismatch"])
async def test_a_host_who_posts_a_reason_of_the_committee_learns_nothing(
    client_as: ClientAs, scene: Scene, reason: str
) -> None:
    browser, proposal = await client_as(scene.world.host), await scene.choose(await scene.file(case=HERS))
    here = f"/proposals/{proposal.id}/decline"
    answer = await submit(browser, here, here, reason=reason, most_km="9000", place="Puebla, Puebla")
    seen = [await browser.get(here[: -len("/decline")]), answer, *await answers_of(browser, here)]
    assert [each.status_code for each in seen] == [200, 422, 422, 422, 422]
    assert not any(tells(each, exact(scene.ceiba)) or "most_km" in each.text for each in seen)


async def test_whoever_holds_a_link_learns_nothing_of_the_distance(client_as: ClientAs, scene: Scene) -> None:
    address = await passed_on(client_as, scene, await scene.choose(await scene.file(case=HERS)))
    browser = await client_as(None)
    seen = [await browser.get(address), *await answers_of(browser, f"{address}/no")]
    assert [each.status_code for each in seen] == [200, 422, 422, 422]
    assert not any(tells(each, exact(scene.ceiba)) or "most_km" in each.text for each in seen)


async def test_a_place_found_for_a_party_that_must_leave_is_told_as_roughly(client_as: ClientAs, scene: Scene) -> None:
    await resident(scene, consent="region", origin=ORIGIN)
    browser, path = await client_as(scene.world.committee), f"/houses/{scene.ceiba.id}/danger"
    await submit(browser, path, path)
    page = await browser.get(f"/evacuations/{(await underway(scene)).id}")
    km = exact(scene.quetzal)
    assert f"{rounded_km(km)} km" in parsed(page).get_text()
    assert not tells(page, km)
