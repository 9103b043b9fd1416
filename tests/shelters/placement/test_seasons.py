"""Out of its season a room is offered to nobody, held for nobody, and no stay goes on in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from shelters.errors import ConflictError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option
from shelters.stays.commands import record_arrival
from shelters.stays.longer import ask_longer
from tests.scene import Scene
from tests.shelters.stays.gathered import gathered

FIVE = timedelta(days=5)
AT_HOME = {"consent": "network"}


async def season(superuser: AsyncEngine, first: date, last: date) -> None:
    """Let every room be there from the month of one night to that of another."""
    async with superuser.begin() as connection:
        months = {"first": first.month, "last": last.month}
        await connection.execute(text("update room set season_from = :first, season_to = :last"), months)


def in_half_a_year(**more: Any) -> dict[str, Any]:
    """Ask for five nights in the middle of a month, half a year from now."""
    day = (today() + timedelta(days=182)).replace(day=10)
    return {"case": AT_HOME, "urgency": 4, "nights": {"earliest": day, "latest": day, "nights": 5, **more}}


async def test_a_room_is_offered_in_its_season_and_not_out_of_it(scene: Scene, superuser: AsyncEngine) -> None:
    await season(superuser, today(), today() + FIVE)
    (card,) = (await scene.options(await scene.file(case=AT_HOME))).options
    assert card.seasonal
    answer = await scene.options(await scene.file(**in_half_a_year()))
    assert answer.options == []
    assert "not_free" in {group.rule for group in answer.why_not}


async def test_a_stay_that_would_end_after_the_season_is_offered_for_the_nights_until_then(
    scene: Scene, superuser: AsyncEngine
) -> None:
    first = (today() + timedelta(days=182)).replace(day=26)
    await season(superuser, first, first)
    end = (first + timedelta(days=10)).replace(day=1)
    nights = {"earliest": first, "latest": first, "nights": 20, "shortest": 1}
    (card,) = (await scene.options(await scene.file(case=AT_HOME, urgency=4, nights=nights))).options
    assert card.nights == (end - first).days


async def test_an_option_that_was_shown_before_the_season_was_said_holds_no_bed(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file(**in_half_a_year())
    (option,) = (await scene.options(request)).options
    await season(superuser, today(), today())
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await choose_option(session, actor, scene.keyring, request.id, option.token, 6)


async def test_no_stay_goes_on_in_a_room_out_of_its_season(scene: Scene, superuser: AsyncEngine) -> None:
    proposal = await scene.choose(await scene.file(case=AT_HOME))
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id)
        await record_arrival(session, actor, stay.id)
    await season(superuser, stay.first, stay.until - timedelta(days=1))
    beyond = stay.until.replace(day=1) + timedelta(days=45)
    with pytest.raises(ConflictError, match="temporada"):
        async with scene.acting(scene.world.committee) as (session, actor):
            await ask_longer(session, actor, stay.id, min(beyond, stay.first + timedelta(days=60)))


async def test_no_collective_stay_is_offered_out_of_the_season(scene: Scene, superuser: AsyncEngine) -> None:
    day = (today() + timedelta(days=182)).replace(day=10)
    await season(superuser, today(), today())
    with pytest.raises(ConflictError, match="ocupadas o cerradas"):
        await gathered(scene, first=day, until=day + FIVE, decide_on=day - FIVE)
