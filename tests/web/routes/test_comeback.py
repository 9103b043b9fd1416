"""Whoever lost her passphrase comes back by the word of two colleagues, once, and never without a second factor."""

from __future__ import annotations

import asyncio
import re

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import DOOR
from shelters.accounts.comeback import come_back, say_it_is_she
from shelters.accounts.models import Comeback, Person
from shelters.clock import now
from shelters.database.transaction import transaction
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.sealing.keyring import Keyring
from tests.door import Door
from tests.scene import Scene
from tests.web.conftest import ClientAs, parsed, submit
from tests.world import PASSPHRASE, open_session

NEW = "otras seis palabras bien distintas"


async def say(scene: Scene, who: Person, about: Person) -> str | None:
    """Let somebody answer for a colleague."""
    async with scene.acting(who) as (session, actor):
        return await say_it_is_she(session, actor, about.id)


async def code_for(scene: Scene, about: Person) -> str:
    """Let two colleagues answer for her, and give her code."""
    assert await say(scene, scene.world.committee, about) is None
    code = await say(scene, scene.world.steward, about)
    assert code
    return code


async def test_one_alone_is_not_enough_not_even_twice(scene: Scene) -> None:
    host, ana = scene.world.host, scene.world.committee
    assert await say(scene, ana, host) is None
    with pytest.raises(ConflictError):
        await say(scene, ana, host)
    assert await say(scene, scene.world.steward, host)


async def test_nobody_answers_for_herself_or_for_another_network(scene: Scene) -> None:
    world = scene.world
    with pytest.raises(ConflictError):
        await say(scene, world.committee, world.committee)
    for stranger in (world.committee_gt, world.planner):
        with pytest.raises(NotFoundError):
            await say(scene, stranger, world.host)


async def test_the_database_itself_wants_two_and_neither_of_them_her(scene: Scene) -> None:
    host, ana = scene.world.host, scene.world.committee
    for agreed_by in (ana.id, host.id):
        words = Comeback(
            network_id=host.network_id,
            person_id=host.id,
            said_by=ana.id,
            agreed_by=agreed_by,
            token_hash=b"x",
            expires_at=now(),
        )
        with pytest.raises(IntegrityError):
            await _add(scene, words)


async def _add(scene: Scene, words: Comeback) -> None:
    async with scene.acting(scene.world.committee) as (session, _):
        session.add(words)
        await session.flush()


async def returned(client_as: ClientAs, code: str, passphrase: str = NEW) -> httpx2.Response:
    """Use a code on its page."""
    return await submit(await client_as(None), "/return", "/return", code=code, passphrase=passphrase)


async def test_she_comes_back_with_another_passphrase_and_sets_up_a_second_factor(
    client_as: ClientAs, scene: Scene, keyring: Keyring
) -> None:
    host, door = scene.world.host, Door(scene.engine, keyring)
    inside, _ = await door.enter(host.name)
    code = await code_for(scene, host)
    assert (await returned(client_as, code, "corta")).status_code == 422
    browser = await client_as(None)
    answer = await submit(browser, "/return", "/return", code=code, passphrase=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code")
    assert (await browser.get("/sign-in/code")).headers["location"] == "/sign-in/set-up"
    assert (await browser.get("/help")).headers["location"] == "/sign-in", "the code alone opens no page"
    assert not await door.inside(inside)
    with pytest.raises(InvalidInputError):
        await door.passphrase(host.name, PASSPHRASE)
    assert await door.passphrase(host.name, NEW)
    assert (await returned(client_as, code)).status_code == 422, "a code is used once"


async def test_a_code_that_is_late_used_or_made_up_gets_one_answer(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    late = await code_for(scene, scene.world.host)
    async with superuser.begin() as connection:
        await connection.execute(text("update comeback set expires_at = now() - interval '1 second'"))
    pages = [parsed(await returned(client_as, code)) for code in (late, "made-up", "")]
    words = {re.sub(r"\s+", " ", page.get_text()) for page in pages}
    assert len(words) == 1


async def test_of_many_who_use_one_code_at_once_one_comes_back(scene: Scene) -> None:
    async def use(code: str) -> str:
        try:
            async with transaction(scene.engine, DOOR) as session:
                return (await come_back(session, code, "hashed")).name
        except NotFoundError:
            return ""

    for _ in range(20):
        code = await code_for(scene, scene.world.host)
        ends = await asyncio.gather(*(use(code) for _ in range(50)))
        assert sorted(ends)[-2:] == ["", scene.world.host.name]


async def test_two_colleagues_find_the_way_on_the_page_of_hers(client_as: ClientAs, scene: Scene) -> None:
    host = scene.world.host
    page = f"/colleagues/{host.id}"
    first, second = [await client_as(person) for person in (scene.world.committee, scene.world.steward)]
    assert (await submit(first, page, f"{page}/lost")).status_code == 303
    shown = parsed(await submit(second, page, f"{page}/lost"))
    code = shown.select_one("#code .code")
    assert code is not None
    assert (await returned(client_as, code.get_text().strip())).status_code == 303
    assert await open_session(scene.engine, host)
