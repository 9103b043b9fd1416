"""A place that went while she was reading: what happened in words, and the best one that is left as a button."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.placement.holds import expire_holds
from shelters.placement.models import Proposal
from tests.scene import Scene
from tests.web.conftest import ORIGIN, Browser, ClientAs, fields_of, parsed
from tests.web.site import recorded

SAME_ORIGIN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


async def expired(scene: Scene, superuser: AsyncEngine) -> None:
    """Let every hold run out, and be noticed."""
    async with superuser.begin() as connection:
        await connection.execute(text("update proposal set held_until = now() - interval '1 minute'"))
    async with scene.acting(OPERATOR) as (session, actor):
        assert await expire_holds(session, actor) == 1


async def held(scene: Scene) -> Proposal:
    """Choose Ceiba for a request."""
    return await scene.choose(await scene.file())


async def form_of(browser: Browser, page: str, action: str) -> dict[str, Any]:
    """Open a page, and give what a form of it would send later."""
    return fields_of(parsed(await browser.get(page)), action)


async def test_of_two_who_choose_the_last_the_second_is_offered_the_next_best(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine
) -> None:
    request, faster = await scene.file(), await scene.file()
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    form = await form_of(browser, here, here)
    await scene.choose(faster)
    answer = await browser.post(here, data=form, headers=SAME_ORIGIN)
    page = parsed(answer)
    assert answer.status_code == 409
    assert "Esas camas acaban de ocuparse" in page.get_text()
    assert ["de otra red" in card.get_text() for card in page.select(".option")] == [True]
    assert "Quetzal" not in answer.text
    assert (await recorded(superuser))[-1] == "options:seen"
    chosen = await browser.post(here, data=fields_of(page, here), headers=SAME_ORIGIN)
    assert chosen.headers["location"] == f"/requests/{request.id}"
    assert (await recorded(superuser))[-1] == "beds:held"


async def test_where_nothing_is_left_it_says_so(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    form = await form_of(browser, here, here)
    for number in range(2):
        await scene.choose(await scene.file(urgency=1 + number))
    answer = await browser.post(here, data=form, headers=SAME_ORIGIN)
    assert answer.status_code == 409
    assert "Ninguna casa cumple todavía" in answer.text


async def test_whom_a_colleague_has_placed_meanwhile_is_offered_nothing(client_as: ClientAs, scene: Scene) -> None:
    request = await scene.file()
    browser, here = await client_as(scene.world.committee), f"/requests/{request.id}/options"
    form = await form_of(browser, here, here)
    await scene.choose(request)
    answer = await browser.post(here, data=form, headers=SAME_ORIGIN)
    assert answer.status_code == 409
    assert parsed(answer).select(".option") == []


@pytest.mark.parametrize("act", ["let-go", "then-next", "no"])
async def test_a_hold_that_ran_out_while_she_read_is_told_with_the_next_best(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, act: str
) -> None:
    proposal = await held(scene)
    browser, here = await client_as(scene.world.committee), f"/requests/{proposal.request_id}"
    action = f"/proposals/{proposal.id}/{act}"
    form = await form_of(browser, action if act == "no" else here, action)
    await expired(scene, superuser)
    answer = await browser.post(action, data=form | {"reason": "prefers_other_place"}, headers=SAME_ORIGIN)
    page = parsed(answer)
    assert answer.status_code == 409
    assert "El apartado venció (hoy, " in page.get_text()
    assert len(page.select(".option")) == 1
    options = f"{here}/options"
    chosen = await browser.post(options, data=fields_of(page, options), headers=SAME_ORIGIN)
    assert chosen.headers["location"] == here


async def test_a_hold_that_a_colleague_let_go_stays_a_conflict(client_as: ClientAs, scene: Scene) -> None:
    proposal = await held(scene)
    browser, here = await client_as(scene.world.committee), f"/requests/{proposal.request_id}"
    action = f"/proposals/{proposal.id}/let-go"
    first, second = await form_of(browser, here, action), await form_of(browser, here, action)
    assert (await browser.post(action, data=first, headers=SAME_ORIGIN)).status_code == 303
    answer = await browser.post(action, data=second, headers=SAME_ORIGIN)
    assert answer.status_code == 409
    assert parsed(answer).select(".option") == []


@pytest.mark.parametrize("act", ["accept", "decline"])
async def test_a_host_who_answers_too_late_reads_when_it_ended_and_sees_no_option(
    client_as: ClientAs, scene: Scene, superuser: AsyncEngine, act: str
) -> None:
    proposal = await held(scene)
    browser, here = await client_as(scene.world.host), f"/proposals/{proposal.id}"
    form = await form_of(browser, here if act == "accept" else f"{here}/decline", f"{here}/{act}")
    await expired(scene, superuser)
    answer = await browser.post(f"{here}/{act}", data=form | {"reason": "no_capacity"}, headers=SAME_ORIGIN)
    assert answer.status_code == 409
    assert "El apartado venció (hoy, " in answer.text
    assert "Tus camas están libres" in answer.text
    assert parsed(answer).select(".option") == []
