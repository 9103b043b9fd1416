"""A house is exposed: it is frozen at once, and every party of it gets a place elsewhere without losing its bed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import today
from shelters.errors import ConflictError
from shelters.placement.commands import let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.evacuations import (
    Progress,
    ask_again,
)
from shelters.stays.commands import record_arrival, record_departure
from shelters.stays.journeys import cancel_stay, extend_stay
from tests.scene import Scene, house_draft, room_draft
from tests.shelters.placement.exposed import (
    accepted,
    confirmed,
    exposed,
    lines_now,
    looked,
    more_rooms,
    placed,
    refuge,
    state_of,
    taken,
    whole,
)


async def test_exposing_a_house_revokes_what_waits_for_it_in_the_same_transaction(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file(case={"consent": "network"})
    proposal = await scene.choose(request)
    await exposed(scene)
    assert await state_of(superuser, "proposal", proposal.id) == "revoked"
    assert await state_of(superuser, "request", request.id) == "ready"
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from bed_occupancy")) == 0
        assert await connection.scalar(text("select reason from proposal")) == "house_exposed"
    await whole(scene)


async def test_an_exposed_house_is_offered_to_nobody_and_gives_nobody_more_nights(scene: Scene) -> None:
    stay = await placed(scene)
    await exposed(scene)
    answer = await scene.options(await scene.file(case={"consent": "network"}))
    assert answer.options == []
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await extend_stay(session, actor, stay.id, stay.until + timedelta(days=2))


async def test_a_resident_keeps_her_bed_until_she_has_arrived_elsewhere(scene: Scene, superuser: AsyncEngine) -> None:
    stay, house = await placed(scene), await refuge(scene)
    evacuation = await exposed(scene)
    (line,) = await looked(scene, evacuation)
    assert line.progress is Progress.FOR_COMMITTEE
    proposal = await confirmed(scene, line.proposal)
    assert proposal.house_id == house.id
    assert (proposal.first, proposal.until) == (today(), stay.until)
    new = await accepted(scene, proposal)
    assert await taken(superuser, stay.id) == await taken(superuser, new.id) == [(stay.first, stay.until)]
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    await whole(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, new.id)
    assert await state_of(superuser, "stay", stay.id) == "relocated"
    assert await taken(superuser, stay.id) == []
    assert [each.progress for each in await lines_now(scene, evacuation)] == [Progress.SAFE]
    await whole(scene)


async def test_a_stay_that_has_not_begun_passes_over_as_soon_as_the_other_house_accepts(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene, arrived=False)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    new = await accepted(scene, await confirmed(scene, line.proposal))
    assert await state_of(superuser, "stay", stay.id) == "relocated"
    assert await taken(superuser, stay.id) == []
    assert await state_of(superuser, "stay", new.id) == "confirmed"
    await whole(scene)


async def test_residents_come_before_those_who_are_still_to_come_and_then_the_most_urgent(scene: Scene) -> None:
    await more_rooms(scene, "Dos", "Tres")
    calm = await placed(scene, urgency=4)
    expected = await placed(scene, urgency=1, arrived=False)
    urgent = await placed(scene, urgency=2)
    await refuge(scene)
    found = await looked(scene, await exposed(scene))
    assert {each.line.stay_id: each.progress for each in found} == {
        urgent.id: Progress.FOR_COMMITTEE,
        calm.id: Progress.NO_PLACE,
        expected.id: Progress.NO_PLACE,
    }
    assert [each.line.stay_id for each in found] == [urgent.id, calm.id, expected.id]
    assert all(each.reasons for each in found if each.progress is Progress.NO_PLACE)


async def test_why_a_party_has_no_place_is_told_to_its_own_committee_alone(scene: Scene) -> None:
    await placed(scene)
    evacuation = await exposed(scene)
    (hers,) = await looked(scene, evacuation)
    assert hers.reasons
    world = scene.world
    for other in (world.host, world.steward, world.planner):
        (seen,) = await lines_now(scene, evacuation, other)
        assert (seen.progress, seen.reasons) == (Progress.NO_PLACE, [])


async def test_places_that_are_kept_for_the_most_urgent_are_open_to_residents_of_an_exposed_house(scene: Scene) -> None:
    await placed(scene, urgency=4)
    await scene.add(scene.world.mx.id, house_draft(code_name="Sauce"), room_draft(kept_for_tier=1))
    (line,) = await looked(scene, await exposed(scene))
    assert line.progress is Progress.FOR_COMMITTEE


async def test_a_resident_without_a_place_tonight_gets_one_within_the_week(scene: Scene) -> None:
    await placed(scene)
    await refuge(scene)
    other = await scene.file(nights={"earliest": today(), "latest": today(), "nights": 2, "shortest": 2})
    await scene.choose(other)
    (line,) = await looked(scene, await exposed(scene))
    assert line.proposal is not None
    assert line.proposal.first == today() + timedelta(days=2)


async def test_who_has_a_place_is_not_moved_by_looking_again(scene: Scene) -> None:
    await more_rooms(scene, "Dos")
    await placed(scene, urgency=1)
    await placed(scene, urgency=2)
    await refuge(scene)
    evacuation = await exposed(scene)
    first, second = await looked(scene, evacuation)
    assert second.progress is Progress.NO_PLACE
    await refuge(scene, "Roble (inventada)")
    async with scene.acting(scene.world.committee) as (session, actor):
        await ask_again(session, actor, evacuation.id)
    kept, found = await looked(scene, evacuation)
    assert kept.proposal is not None
    assert first.proposal is not None
    assert kept.proposal.id == first.proposal.id
    assert found.progress is Progress.FOR_COMMITTEE


async def test_a_house_that_declines_is_not_asked_again_for_the_same_party(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    (line,) = await looked(scene, evacuation)
    proposal = await confirmed(scene, line.proposal)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    (line,) = await looked(scene, evacuation)
    assert line.progress is Progress.NO_PLACE
    await whole(scene)


async def test_the_committee_may_let_a_place_go_and_the_stay_stays_as_it_is(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    assert line.proposal is not None
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, line.proposal.id)
    assert await state_of(superuser, "stay", stay.id) == "arrived"
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    await whole(scene)


async def test_a_new_stay_that_is_cancelled_leaves_the_resident_where_she_is(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    (line,) = await looked(scene, evacuation)
    new = await accepted(scene, await confirmed(scene, line.proposal))
    async with scene.acting(scene.world.committee) as (session, actor):
        await cancel_stay(session, actor, new.id)
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    assert await state_of(superuser, "stay", stay.id) == "arrived"
    (line,) = await lines_now(scene, evacuation)
    assert line.progress is Progress.NO_PLACE
    await whole(scene)


async def test_leaving_the_exposed_house_does_not_close_the_case_of_whoever_is_on_her_way(
    scene: Scene, superuser: AsyncEngine
) -> None:
    stay = await placed(scene)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    await accepted(scene, await confirmed(scene, line.proposal))
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)
    assert await state_of(superuser, "request", stay.request_id) == "placed"
    await whole(scene)


async def test_a_place_for_a_stay_that_ended_meanwhile_cannot_be_accepted(scene: Scene) -> None:
    stay = await placed(scene)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    proposal = await confirmed(scene, line.proposal)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_departure(session, actor, stay.id)
    with pytest.raises(ConflictError):
        await accepted(scene, proposal)


async def test_a_solver_that_fails_says_so_and_holds_nothing(scene: Scene, superuser: AsyncEngine) -> None:
    await placed(scene)
    await refuge(scene)
    evacuation = await exposed(scene)
    (line,) = await looked(scene, evacuation, "raise SystemExit(3)")
    assert line.progress is Progress.NO_PLACE
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select failure from evacuation")) == "crash"
        assert await connection.scalar(text("select count(*) from bed_occupancy where kind = 'hold'")) == 0
