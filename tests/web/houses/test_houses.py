"""Pages of houses and rooms, as people use them without scripts."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlmodel import col, select

from shelters.access.actor import OPERATOR
from shelters.capacity.models import House
from shelters.capacity.queries import beds_of, draft_of, rooms_of
from shelters.capacity.words import Offer
from tests.scene import SECRET_ADDRESS, Scene
from tests.web.conftest import ClientAs, fields_of, parsed, submit
from tests.world import PASSPHRASE

NEW: dict[str, str | list[str]] = {
    "code_name": "Casa Pochote (inventada)",
    "kind": "safe_house",
    "municipality": "Tlaxiaco, Oaxaca",
    "setting": "rural",
    "offers": ["cot", "land_and_garden"],
    "languages": ["mxv"],
    "sons_up_to": "11",
}


async def stored(scene: Scene, code_name: str) -> House:
    """Find a house by its code name."""
    async with scene.acting(OPERATOR) as (session, _):
        house = await session.scalar(select(House).where(col(House.code_name) == code_name))
        assert house is not None
        return house


async def test_a_planner_lists_the_houses_of_all_networks_and_a_steward_hers(scene: Scene, client_as: ClientAs) -> None:
    for person, count in ((scene.world.planner, 2), (scene.world.steward, 1)):
        page = parsed(await (await client_as(person)).get("/houses"))
        assert len(page.select("tbody tr")) == count
        assert SECRET_ADDRESS not in page.get_text()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("zone=MX-OAX", 1),
        ("zone=nada", 0),
        ("kind=shelter", 2),
        ("kind=castle", 2),
        ("safety=exposed", 0),
        ("unconfirmed=yes", 0),
        ("page=1", 0),
    ],
)
async def test_the_list_is_narrowed_by_what_is_chosen(
    scene: Scene, client_as: ClientAs, query: str, count: int
) -> None:
    answer = await (await client_as(scene.world.planner)).get(f"/houses?{query}")
    assert answer.status_code == 200
    assert len(parsed(answer).select("tbody tr")) == count


async def test_a_committee_has_no_list_of_houses(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.committee)
    for path in ("/houses", f"/houses/{scene.ceiba.id}", f"/houses/{scene.ceiba.id}/nights"):
        assert (await browser.get(path)).status_code == 403


async def test_another_networks_house_answers_like_one_that_does_not_exist(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.steward)
    for path in ("/houses/{}", "/houses/{}/change", "/houses/{}/nights", "/houses/{}/rooms/new"):
        there = await browser.get(path.format(scene.quetzal.id))
        missing = await browser.get(path.format(uuid4()))
        assert there.status_code == missing.status_code == 404


async def test_a_steward_adds_a_house_to_her_network(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.steward)
    answer = await submit(browser, "/houses/new", "/houses", **NEW)
    house = await stored(scene, "Casa Pochote (inventada)")
    assert answer.headers["location"] == f"/houses/{house.id}"
    draft = draft_of(scene.keyring, house)
    assert (house.network_id, house.zone, draft.profile.rules.sons_up_to) == (scene.world.mx.id, "MX-OAX", 11)
    assert draft.profile.offers == {Offer.COT, Offer.LAND_AND_GARDEN}
    page = parsed(await browser.get(answer.headers["location"]))
    assert "Mixteco" in page.get_text()
    assert "Camino de la prueba" not in page.get_text()


async def test_a_planner_says_of_which_network_a_new_house_is(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.planner)
    refused = await submit(browser, "/houses/new", "/houses", **NEW, network="")
    assert refused.status_code == 422
    assert "network-error" in refused.text
    await submit(browser, "/houses/new", "/houses", **NEW, network=str(scene.world.gt.id))
    assert (await stored(scene, "Casa Pochote (inventada)")).network_id == scene.world.gt.id


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("code_name", ""),
        ("kind", ""),
        ("municipality", "Xyzzyville"),
        ("municipality", ""),
        ("max_nights", "muchas"),
        ("rest_nights", "31"),
        ("confirm_days", "0"),
        ("sons_up_to", "-1"),
        ("languages", "klingon"),
    ],
)
async def test_a_wrong_value_is_named_beside_its_field_and_what_was_typed_survives(
    scene: Scene, client_as: ClientAs, field: str, typed: str
) -> None:
    browser = await client_as(scene.world.steward)
    path = f"/houses/{scene.ceiba.id}/change"
    address = {"address": "Camino de la prueba 3", "contact": "Por radio"}
    answer = await submit(browser, path, path, **NEW | address | {field: typed})
    page = parsed(answer)
    assert answer.status_code == 422
    assert page.select_one(f"#{field}-error") is not None
    assert page.title is not None
    assert page.title.get_text().startswith("Error:")
    assert page.select_one(f'.errors a[href="#{field}"]') is not None
    for kept in ("Por radio", "Camino de la prueba 3"):
        assert kept in answer.text


async def test_no_title_names_a_house_since_browsers_keep_titles(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.host)
    for path in ("", "/nights", "/change", "/address", "/rooms/new"):
        page = parsed(await browser.get(f"/houses/{scene.ceiba.id}{path}"))
        assert page.title is not None
        assert scene.ceiba.code_name in page.get_text() or path == "/change"
        assert scene.ceiba.code_name not in page.title.get_text(), path


async def test_of_two_who_change_a_house_the_second_is_told_and_may_send_hers_again(
    scene: Scene, client_as: ClientAs
) -> None:
    browser, path = await client_as(scene.world.steward), f"/houses/{scene.ceiba.id}/change"
    stale = fields_of(parsed(await browser.get(path)), path)
    assert (await submit(browser, path, path, max_nights="30")).status_code == 303
    told = await browser.post(path, data=stale | {"max_nights": "20"})
    assert told.status_code == 409
    again = fields_of(parsed(told), path)
    assert again["max_nights"] == "20"
    assert (await browser.post(path, data=again)).status_code == 303


async def test_namesakes_are_offered_to_choose_from_and_the_choice_is_kept(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.steward)
    answer = await submit(browser, "/houses/new", "/houses", **NEW | {"municipality": "San Juan"})
    choices = parsed(answer).select('input[name="municipality_place"]')
    assert answer.status_code == 422
    assert len(choices) > 1
    picked = str(choices[1]["value"])
    await submit(browser, "/houses/new", "/houses", **NEW | {"municipality": "San Juan", "municipality_place": picked})
    assert (await stored(scene, "Casa Pochote (inventada)")).municipality_id == picked


async def test_a_name_that_is_taken_is_a_conflict_in_words(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.steward)
    answer = await submit(browser, "/houses/new", "/houses", **NEW | {"code_name": scene.ceiba.code_name})
    assert answer.status_code == 409
    assert "nombre en clave" in parsed(answer).get_text()


async def test_a_host_changes_her_house_without_seeing_or_losing_its_address(scene: Scene, client_as: ClientAs) -> None:
    browser = await client_as(scene.world.host)
    path = f"/houses/{scene.ceiba.id}/change"
    assert SECRET_ADDRESS not in (await browser.get(path)).text
    answer = await submit(browser, path, path, max_nights="21", men="yes")
    assert answer.status_code == 303
    assert draft_of(scene.keyring, await stored(scene, scene.ceiba.code_name)).profile.rules.men
    address = f"/houses/{scene.ceiba.id}/address"
    assert SECRET_ADDRESS not in (await browser.get(address)).text
    assert SECRET_ADDRESS in (await submit(browser, address, address, passphrase=PASSPHRASE)).text


async def test_of_two_open_forms_the_second_is_told_and_keeps_what_was_typed(scene: Scene, client_as: ClientAs) -> None:
    path = f"/houses/{scene.ceiba.id}/change"
    host, steward = await client_as(scene.world.host), await client_as(scene.world.steward)
    await submit(host, path, path, max_nights="21")
    answer = await submit(steward, path, path, max_nights="44", version="1")
    assert answer.status_code == 409
    assert 'value="44"' in answer.text


async def test_a_room_is_added_with_its_beds_one_row_at_a_time(scene: Scene, client_as: ClientAs) -> None:
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/rooms"
    more = await submit(browser, f"{path}/new", path, name="Patio", add="bed")
    assert more.status_code == 200
    assert len(parsed(more).select('input[name^="bed-"]')) == 2
    assert 'value="Patio"' in more.text
    beds = {"beds": "3", "bed__1": "Cama 2", "bed_kind__1": "bunk", "offers": "quiet_room"}
    beds |= {"bed__2": "Catre", "bed_kind__2": "mattress", "bed_extra__2": "yes", "extra_for_tier": "1"}
    season = {"season_from": "11", "season_to": "3"}
    answer = await submit(browser, f"{path}/new", path, name="Patio", sharing="beds", **beds, **season)
    assert answer.headers["location"] == f"/houses/{scene.ceiba.id}"
    page = parsed(await browser.get(answer.headers["location"])).get_text()
    assert "Cama 2 (litera)" in page
    assert "Catre (colchoneta, lugar extra)" in page
    assert "Habitación tranquila" in page
    assert "de noviembre a marzo de cada año" in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"sharing": ""}, "sharing"),
        ({"bed__0": ""}, "bed-0"),
        ({"bed_kind__0": "hamaca"}, "bed_kind-0"),
        ({"beds": "2", "bed__1": "Cama 1"}, "bed-0"),
        ({"kept_for_tier": "9"}, "kept_for_tier"),
        ({"season_from": "11"}, "season_to"),
        ({"extra_for_tier": "5"}, "extra_for_tier"),
        ({"bed_extra__0": "yes"}, "bed-0"),
        ({"sharing": "one_class", "beds": "2", "bed__1": "B", "bed_extra__1": "yes"}, "extra_for_tier"),
        ({"season_from": "13", "season_to": "2"}, "season_from"),
    ],
)
async def test_a_wrong_room_is_given_back(
    scene: Scene, client_as: ClientAs, fields: dict[str, str], wrong: str
) -> None:
    browser, path = await client_as(scene.world.host), f"/houses/{scene.ceiba.id}/rooms"
    answer = await submit(browser, f"{path}/new", path, **{"name": "Patio", **fields})
    assert answer.status_code == 422
    assert parsed(answer).select_one(f'[id="{wrong}-error"]') is not None


async def test_a_bed_goes_when_its_name_is_erased_and_a_room_when_it_is_taken_out_of_use(
    scene: Scene, client_as: ClientAs
) -> None:
    browser, path = await client_as(scene.world.host), f"/rooms/{scene.ceiba_room.id}/change"
    await submit(browser, path, path, bed__3="")
    async with scene.acting(OPERATOR) as (session, _):
        assert len(await beds_of(session, scene.ceiba.id)) == 3
    answer = await submit(browser, path, f"/rooms/{scene.ceiba_room.id}/remove")
    assert answer.status_code == 303
    async with scene.acting(OPERATOR) as (session, _):
        assert await rooms_of(session, scene.ceiba.id) == []
    assert (await browser.get(path)).status_code == 404
