"""The keys of forms: each is claimed once, and answers for itself alone."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from shelters.accounts.submissions import answer, claim, fresh_answer, was_sent
from shelters.clock import now
from tests.scene import Scene


async def test_a_form_is_claimed_once_and_leads_where_its_first_sending_was_led(scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        assert actor.person_id is not None
        assert await claim(session, actor.person_id, "one-form") is None
        assert await claim(session, actor.person_id, "one-form") == ""
        await answer(session, actor.person_id, "one-form", "/requests/1")
        assert await claim(session, actor.person_id, "one-form") == "/requests/1"


async def test_a_form_is_not_answered_with_what_another_of_hers_got(scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        assert actor.person_id is not None
        await claim(session, actor.person_id, "one-form")
        await answer(session, actor.person_id, "one-form", "/requests/1")
        assert await fresh_answer(session, actor.person_id, "one-form") == "/requests/1"
        assert await fresh_answer(session, actor.person_id, "another-form") is None
        assert not await was_sent(session, actor.person_id, "another-form")


async def test_an_answer_is_fresh_for_as_long_as_somebody_may_press_twice(scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        assert actor.person_id is not None
        await claim(session, actor.person_id, "one-form")
        await answer(session, actor.person_id, "one-form", "/requests/1")
        with time_machine.travel(now() + timedelta(minutes=2), tick=False):
            assert await fresh_answer(session, actor.person_id, "one-form") is None
