"""She stays longer where her committee asks, the following nights are free, and the house says yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.news.queries import open_news
from shelters.placement.answers import accept_proposal
from shelters.stays.commands import record_arrival
from shelters.stays.longer import answer_longer, ask_longer
from shelters.stays.models import Stay
from tests.scene import Scene

THREE = timedelta(days=3)


async def begun(scene: Scene) -> Stay:
    """Let a party live in the house."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
        return await record_arrival(session, actor, stay.id)


async def asked(scene: Scene, stay: Stay) -> None:
    """Ask for three nights more."""
    async with scene.acting(scene.world.committee) as (session, actor):
        await ask_longer(session, actor, stay.id, stay.until + THREE)


async def told(scene: Scene, who: str) -> set[str]:
    """List what somebody is told."""
    async with scene.acting(getattr(scene.world, who)) as (session, actor):
        return {news.kind for news in await open_news(session, actor)}


@pytest.mark.parametrize(("word", "nights"), [("granted", 8), ("refused", 5)])
async def test_the_house_says_yes_or_no_and_the_committee_is_told(scene: Scene, word: str, nights: int) -> None:
    stay = await begun(scene)
    await asked(scene, stay)
    assert "longer_asked" in await told(scene, "host")
    async with scene.acting(scene.world.host) as (session, actor):
        answered = await answer_longer(session, actor, stay.id, yes=word == "granted")
    assert ((answered.until - answered.first).days, answered.asked_until) == (nights, None)
    assert "longer_asked" not in await told(scene, "host")
    assert f"longer_{word}" in await told(scene, "committee")


async def test_nights_that_somebody_else_has_are_not_even_asked_for(scene: Scene) -> None:
    stay = await begun(scene)
    after = {"earliest": stay.until + timedelta(days=1), "latest": stay.until + timedelta(days=1)}
    await scene.choose(await scene.file(nights=after, case={"consent": "network"}))
    with pytest.raises(ConflictError):
        await asked(scene, stay)


async def test_nights_taken_since_are_not_given_by_a_yes(scene: Scene) -> None:
    stay = await begun(scene)
    await asked(scene, stay)
    after = {"earliest": stay.until + timedelta(days=1), "latest": stay.until + timedelta(days=1)}
    await scene.choose(await scene.file(nights=after, case={"consent": "network"}))
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await answer_longer(session, actor, stay.id, yes=True)


async def test_asking_is_the_committees_answering_the_hosts_and_both_once(scene: Scene) -> None:
    stay = await begun(scene)
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.host) as (session, actor):
            await ask_longer(session, actor, stay.id, stay.until + THREE)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee_gt) as (session, actor):
            await ask_longer(session, actor, stay.id, stay.until + THREE)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await answer_longer(session, actor, stay.id, yes=True)
    with pytest.raises(InvalidInputError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await ask_longer(session, actor, stay.id, stay.until)
