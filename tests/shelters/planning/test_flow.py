"""How requests came to a bed: times of many, declines by reason, and what is erased still counts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR, Actor, Role
from shelters.errors import NotAllowedError
from shelters.placement.declines import DECLINES, DeclineReason, Voice
from shelters.placement.declining import decline_proposal
from shelters.planning.counts import REST
from shelters.planning.flow import Flow, Times, flow
from shelters.planning.labels import EVENTS, WHO
from shelters.planning.ranges import latest_quarter
from shelters.requests.commands import withdraw
from shelters.retention.erasing import erase_due_cases
from shelters.retention.events import EventKind
from tests.scene import Scene

PLANNER = Actor(Role.PLANNER)
QUARTER = latest_quarter()
IN_IT = datetime.combine(QUARTER.first + timedelta(days=40), time(12), UTC)


async def read(scene: Scene) -> Flow:
    async with scene.acting(scene.world.planner) as (session, actor):
        return await flow(session, actor, scene.keyring, QUARTER)


async def declined(scene: Scene, superuser: AsyncEngine, number: int, reason: str = "no_capacity") -> None:
    """Let so many requests of the quarter be declined, and withdrawn."""
    for _ in range(number):
        request = await scene.file()
        proposal = await scene.choose(request)
        async with scene.acting(scene.world.host) as (session, actor):
            await decline_proposal(session, actor, scene.keyring, proposal.id, reason)
        async with scene.acting(scene.world.committee) as (session, actor):
            await withdraw(session, actor, request.id)
    async with superuser.begin() as connection:
        await connection.execute(text("update proposal set answered_at = :at"), {"at": IN_IT})
        await connection.execute(text("update request set filed_at = :at, ended_at = :at"), {"at": IN_IT})


@pytest.mark.parametrize("number", [4, 5])
async def test_declines_are_counted_by_reason_from_five_on(scene: Scene, superuser: AsyncEngine, number: int) -> None:
    await declined(scene, superuser, number)

    found = (await read(scene)).declines

    assert found == ({"no_capacity": 5} if number == 5 else {REST: None})


async def test_what_keeps_two_apart_is_no_reason_of_its_own(scene: Scene, superuser: AsyncEngine) -> None:
    await declined(scene, superuser, 6)
    async with superuser.begin() as connection:
        await connection.execute(text("update proposal set reason = 'co_residence'"))

    assert set((await read(scene)).declines) == {"no_capacity"}


async def test_what_is_erased_counts_as_it_did(scene: Scene, superuser: AsyncEngine) -> None:
    await declined(scene, superuser, 6)
    before = await read(scene)
    async with superuser.begin() as connection:
        await connection.execute(text("update request set ended_at = now() - interval '91 days'"))
        await connection.execute(text("update audit_record set at = at - interval '91 days'"))
    async with scene.acting(OPERATOR) as (session, operator):
        assert await erase_due_cases(session, operator, scene.keyring) == 6

    assert await read(scene) == before


@pytest.mark.parametrize(("event", "number", "told"), [("expired", 0, 0), ("expired", 3, None), ("expired", 5, 5)])
async def test_other_events_are_told_from_five_on(
    scene: Scene, superuser: AsyncEngine, event: str, number: int, told: int | None
) -> None:
    await declined(scene, superuser, number)
    async with superuser.begin() as connection:
        await connection.execute(text("update proposal set state = :event, reason = null"), {"event": event})

    assert (await read(scene)).events[EventKind.NOT_ANSWERED] == told


@pytest.mark.parametrize(("number", "middle", "most"), [(9, False, False), (10, True, False), (50, True, True)])
def test_times_are_told_where_five_or_more_lie_on_either_side(number: int, *, middle: bool, most: bool) -> None:
    times = Times.of([float(each) for each in range(number)])

    assert ((times.middle is not None), (times.most is not None)) == (middle, most)
    if most:
        assert times.most is not None
        assert sum(each > times.most for each in range(number)) >= 5


async def test_nobody_but_a_planner_reads_it(scene: Scene) -> None:
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            with pytest.raises(NotAllowedError):
                await flow(session, actor, scene.keyring, QUARTER)


def test_everything_that_is_counted_has_words() -> None:
    assert set(EVENTS) == {kind.value for kind in EventKind if kind is not EventKind.DECLINED} | {"exposed"}
    voices = {
        voice for reason in DECLINES for voice in DECLINES[reason].voices if reason is not DeclineReason.CO_RESIDENCE
    }
    assert voices == set(WHO) == set(Voice) - {Voice.SYSTEM}
