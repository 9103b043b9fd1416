"""Nothing answers without a session but what is on one short list, and nothing acts on a form of somebody else."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.policy import has
from tests.web.conftest import ORIGIN, ClientAs, fields_of, parsed
from tests.web.site import PUBLIC, contents, recorded, ways_into
from tests.world import World


def test_every_way_in_names_a_permission_or_is_on_the_list(app: FastAPI) -> None:
    ways = ways_into(app)
    assert len(ways) > 15, "the walk through the routes finds nothing, so it proves nothing"
    assert [way for way in ways if not way.permissions and not way.public] == []
    assert {(way.method, way.path) for way in ways} >= PUBLIC, "the list names what no longer exists"


def test_no_way_in_is_both_public_and_guarded(app: FastAPI) -> None:
    assert [way for way in ways_into(app) if way.permissions and way.public] == []


async def test_a_stranger_is_led_to_the_door_from_everywhere(app: FastAPI, client_as: ClientAs) -> None:
    stranger = await client_as(None)
    for way in ways_into(app):
        if not way.public:
            answer = await stranger.request(way.method, way.address, headers={"origin": ORIGIN})
            assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/sign-in", ""), way


async def test_a_stranger_learns_nothing_from_an_address_that_does_not_exist(client_as: ClientAs) -> None:
    answer = await (await client_as(None)).get("/nothing-here")
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/sign-in", "")


async def test_a_role_without_the_permission_is_refused_and_the_attempt_recorded(
    app: FastAPI, client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    refused = 0
    for person in world.people:
        browser = await client_as(person)
        for way in ways_into(app):
            if way.safe and way.permissions and not has(world.actor(person), way.permissions[0]):
                assert (await browser.get(way.address)).status_code == 403, (person.role, way)
                refused += 1
    assert refused > 5
    assert (await recorded(superuser)).count("action:refused") == refused


async def test_reading_changes_nothing(app: FastAPI, client_as: ClientAs, world: World, superuser: AsyncEngine) -> None:
    before = await contents(superuser)
    for person in world.people:
        browser = await client_as(person)
        for way in ways_into(app):
            if way.safe and way.path != "/static":
                assert (await browser.get(way.address)).status_code < 500, (person.role, way)
    assert await contents(superuser) == before


async def test_a_form_without_the_token_of_its_session_does_nothing(
    app: FastAPI, client_as: ClientAs, world: World, superuser: AsyncEngine
) -> None:
    browser, other = await client_as(world.steward), await client_as(world.steward)
    own = fields_of(parsed(await browser.get("/sessions")), "/sign-out")
    foreign = fields_of(parsed(await other.get("/sessions")), "/sign-out")
    cases: list[tuple[dict[str, str | list[str]], dict[str, str]]] = [
        ({"once": own["once"]}, {}),
        (own | {"csrf": foreign["csrf"]}, {}),
    ]
    # Each way is tried with one of these in turn: the guard before all of them is one.
    others: list[tuple[dict[str, str | list[str]], dict[str, str]]] = [
        (own | {"csrf": "0" * 64}, {}),
        (own, {"origin": "https://elsewhere.example"}),
        (own, {"origin": "null"}),
        (own, {"sec-fetch-site": "cross-site"}),
        (own, {"sec-fetch-site": "same-site"}),
    ]
    before = await contents(superuser)
    unsafe = [way for way in ways_into(app) if not way.safe and way.method != "MOUNT" and way.path != "/leave"]
    assert len(unsafe) > 2 * len(others)
    for number, way in enumerate(unsafe):
        for data, headers in (*cases, others[number % len(others)]):
            answer = await browser.request(way.method, way.address, data=data, headers=headers)
            assert answer.status_code == 403, (way, data, headers)
    assert await contents(superuser) == before
    assert (await browser.get("/sessions")).status_code == 200, "a refused sign-out must not sign out"
