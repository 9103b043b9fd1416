"""Emergency mode: one step is skipped, for the urgent, where the house said yes beforehand, and all of it shows."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.accounts.models import Person
from shelters.capacity.safety import SafetyStep
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.placement.checks import violations
from shelters.placement.disclosure import sheet_is_here
from shelters.placement.emergencies import (
    LONGEST,
    choose_without_waiting,
    close_emergency,
    open_emergency,
    say_yes_beforehand,
)
from shelters.placement.emergency_models import Emergency, SkippedStep
from shelters.placement.emergency_queries import houses_that_said_yes, live_emergency
from shelters.placement.emergency_reviews import review_skip, skips_seen
from shelters.placement.exposure import change_safety
from shelters.requests.models import Request
from tests.scene import Scene

AT_HOME = {"consent": "network"}
FOUND = "Había que salir esa noche; la casa lo sabe y ella está bien."


async def opened(scene: Scene, who: Person | None = None, hours: int = 12) -> Emergency:
    """Open emergency mode."""
    async with scene.acting(who or scene.world.committee) as (session, actor):
        return await open_emergency(session, actor, "attack", hours)


async def beforehand(scene: Scene, *, yes: bool = True) -> None:
    """Let Berta say yes for Ceiba, or take it back."""
    async with scene.acting(scene.world.host) as (session, actor):
        await say_yes_beforehand(session, actor, scene.ceiba.id, yes=yes)


async def chosen(scene: Scene, urgency: int = 1) -> tuple[Request, str]:
    """File a request and choose Ceiba for it; say where the request then stands."""
    request = await scene.file(case=AT_HOME, urgency=urgency)
    token = (await scene.options(request)).options[0].token
    async with scene.acting(scene.world.committee) as (session, actor):
        await choose_without_waiting(session, actor, scene.keyring, request.id, token, 6)
    async with scene.acting(OPERATOR) as (session, _):
        state = await session.scalar(text("select state from request where id = :id"), {"id": request.id})
    return request, str(state)


async def at_once(scene: Scene, urgency: int = 1) -> list[bool]:
    """Say of each option of a new request whether choosing it would be enough."""
    return [card.at_once for card in (await scene.options(await scene.file(case=AT_HOME, urgency=urgency))).options]


async def test_options_say_where_choosing_is_enough_only_in_an_emergency_and_for_the_urgent(scene: Scene) -> None:
    await beforehand(scene)
    assert await at_once(scene) == [False]
    await opened(scene)
    assert (await at_once(scene), await at_once(scene, urgency=3)) == ([True], [False])
    await beforehand(scene, yes=False)
    assert await at_once(scene) == [False]


async def skips(scene: Scene, who: Person | None = None) -> list[UUID]:
    """List what waits for review."""
    async with scene.acting(who or scene.world.committee) as (session, actor):
        return [skip.id for skip in await skips_seen(session, actor)]


async def test_the_answer_of_a_house_that_said_yes_beforehand_is_not_waited_for(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await beforehand(scene)
    await opened(scene)
    request, state = await chosen(scene)
    assert state == "placed"
    async with superuser.connect() as connection:
        kinds = await connection.scalars(text("select distinct kind from bed_occupancy"))
        told = await connection.scalars(text("select kind from news where reader = 'host'"))
        assert (list(kinds), set(told)) == (["stay"], {"emergency_placed"})
    async with scene.acting(scene.world.committee) as (session, actor):
        (skip,) = await skips_seen(session, actor)
    assert (skip.step, skip.reason, skip.code) == (SkippedStep.HOST_ANSWER, "attack", request.code)
    assert skip.skipped_by == scene.world.committee.id
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_her_address_stays_shut_until_a_host_hands_it_over(scene: Scene) -> None:
    await beforehand(scene)
    await opened(scene)
    await chosen(scene)
    async with scene.acting(scene.world.committee) as (session, _):
        stay = UUID(str(await session.scalar(text("select id from stay"))))
        assert not await sheet_is_here(session, stay)


@pytest.mark.parametrize("missing", ["emergency", "term", "closed", "yes", "taken back", "urgency"])
async def test_where_one_thing_is_missing_the_house_is_asked_as_always(
    scene: Scene, superuser: AsyncEngine, missing: str
) -> None:
    if missing != "yes":
        await beforehand(scene)
    if missing == "taken back":
        await beforehand(scene, yes=False)
    emergency = await opened(scene, None if missing != "emergency" else scene.world.committee_gt)
    if missing == "term":
        async with superuser.begin() as connection:
            earlier = "opened_at = now() - interval '2 hours', until = now() - interval '1 hour'"
            await connection.execute(text(f"update emergency set {earlier}"))  # noqa: S608 - a constant
    if missing == "closed":
        async with scene.acting(scene.world.committee) as (session, actor):
            await close_emergency(session, actor, emergency.id)
    _, state = await chosen(scene, urgency=3 if missing == "urgency" else 2)
    assert state == "proposed"
    assert await skips(scene) == []


async def test_what_is_closed_already_or_nowhere_is_not_closed(scene: Scene) -> None:
    emergency = await opened(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        first = (await close_emergency(session, actor, emergency.id)).closed_at
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await close_emergency(session, actor, emergency.id)
    with pytest.raises(NotFoundError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await close_emergency(session, actor, uuid4())
    async with scene.acting(scene.world.committee) as (session, _):
        assert (await session.get_one(Emergency, emergency.id)).closed_at == first


async def test_a_yes_that_is_said_twice_stands_once(scene: Scene, superuser: AsyncEngine) -> None:
    await beforehand(scene, yes=False)
    await beforehand(scene)
    await beforehand(scene)
    async with superuser.connect() as connection:
        said = text("select count(*) from audit_record where action = 'emergency:agreed'")
        assert await connection.scalar(said) == 1


async def test_another_networks_emergency_is_not_ours(scene: Scene) -> None:
    await beforehand(scene)
    emergency = await opened(scene, scene.world.committee_gt)
    assert (await chosen(scene))[1] == "proposed"
    async with scene.acting(scene.world.committee) as (session, actor):
        assert await live_emergency(session, emergency.network_id) is None
        with pytest.raises(NotFoundError):
            await close_emergency(session, actor, emergency.id)


async def test_a_house_that_was_exposed_takes_nobody_in_an_emergency_either(scene: Scene) -> None:
    await beforehand(scene)
    await opened(scene)
    request = await scene.file(case=AT_HOME)
    await scene.options(request)
    async with scene.acting(scene.world.planner) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    assert (await scene.options(request)).options == []


async def test_one_emergency_is_open_at_a_time_and_its_term_ends_it(scene: Scene, superuser: AsyncEngine) -> None:
    await opened(scene)
    with pytest.raises(ConflictError, match="ya está"):
        await opened(scene)
    async with superuser.begin() as connection:
        await connection.execute(
            text("update emergency set opened_at = now() - interval '2 hours', until = now() - interval '1 hour'")
        )
    assert (await opened(scene)).closed_at is None


@pytest.mark.parametrize(("reason", "hours"), [("", 5), ("because", 5), ("attack", 0), ("attack", LONGEST + 1)])
async def test_it_opens_with_a_reason_from_the_list_and_a_term(scene: Scene, reason: str, hours: int) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        with pytest.raises(InvalidInputError):
            await open_emergency(session, actor, reason, hours)


async def test_only_a_committee_opens_it_and_only_hosts_say_yes_for_their_house(scene: Scene) -> None:
    for who in (scene.world.host, scene.world.steward, scene.world.planner):
        with pytest.raises(NotAllowedError):
            await opened(scene, who)
    async with scene.acting(scene.world.host) as (session, actor):
        with pytest.raises(NotFoundError):
            await say_yes_beforehand(session, actor, scene.quetzal.id, yes=True)
    for who in (scene.world.steward, scene.world.planner):
        async with scene.acting(who) as (session, actor):
            with pytest.raises(NotAllowedError):
                await say_yes_beforehand(session, actor, scene.ceiba.id, yes=True)
    await beforehand(scene)
    async with scene.acting(scene.world.committee_gt) as (session, _):
        assert await houses_that_said_yes(session) == frozenset()


async def test_everything_of_it_is_on_record(scene: Scene, superuser: AsyncEngine) -> None:
    await beforehand(scene)
    emergency = await opened(scene)
    await chosen(scene)
    async with scene.acting(scene.world.steward) as (session, actor):
        await review_skip(session, actor, scene.keyring, (await skips_seen(session, actor))[0].id, FOUND)
    async with scene.acting(scene.world.committee) as (session, actor):
        await close_emergency(session, actor, emergency.id)
    async with superuser.connect() as connection:
        said = set(await connection.scalars(text("select action from audit_record")))
    assert said >= {"emergency:agreed", "emergency:opened", "step:skipped", "step:reviewed", "emergency:closed"}
