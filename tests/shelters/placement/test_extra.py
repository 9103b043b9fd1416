"""An extra place is given where no bed is left, to those for whom the house has it, and is said to be one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shelters.access.actor import MATCHER, OPERATOR
from shelters.accounts.models import HouseHost
from shelters.capacity.calendar import calendar_of
from shelters.capacity.models import House, Room
from shelters.capacity.nights import close_nights
from shelters.capacity.rooms import add_room
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.answers import accept_proposal
from shelters.placement.checks import violations
from shelters.placement.commands import choose_option
from shelters.placement.evacuations import Progress
from shelters.placement.everything import pose_everything
from shelters.placement.jobs import Workshop
from shelters.placement.making_room import ask_for_room, seek_room
from shelters.placement.models import Proposal
from shelters.placement.moves_shown import room_for
from shelters.placement.options import OptionCard
from shelters.placement.queries import extra_places_of
from shelters.placement.room_states import RoomState
from shelters.placement.solving import Limits, solve_in_child
from shelters.stays.commands import record_arrival
from tests.scene import Scene, house_draft, place, room_draft
from tests.shelters.placement.exposed import exposed, looked
from tests.shelters.stays.gathered import gathered

MATTRESS = [{"label": "Colchoneta 1", "kind": "mattress"}]
TWO = [*MATTRESS, {"label": "Cuna", "kind": "cot"}]
WOMAN = {"age": "18-59", "gender": "woman", "relation": "self"}
CHILD = {"age": "6-11", "gender": "woman", "relation": "child"}
AT_HOME: dict[str, Any] = {"consent": "network"}


async def house(scene: Scene, **room: Any) -> tuple[House, Room]:
    """Let the network of Mexico have one room, in a house of its own."""
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(text("update room set in_use = false where id = :id"), {"id": scene.ceiba_room.id})
    return await scene.add(scene.world.mx.id, house_draft(code_name="Encino (inventada)"), room_draft(**room))


async def offered(scene: Scene, urgency: int, *children: dict[str, str]) -> list[OptionCard]:
    """Ask for a woman with so many children in her own network."""
    case = {**AT_HOME, "party": [WOMAN, *children]}
    return (await scene.options(await scene.file(urgency=urgency, case=case))).options


async def chosen(scene: Scene, *children: dict[str, str], urgency: int = 1) -> Proposal:
    """Choose the first place for a woman with so many children."""
    return await scene.choose(
        await scene.file(urgency=urgency, case={**AT_HOME, "party": [WOMAN, *children]}), hold_hours=6
    )


async def kinds_held(scene: Scene, proposal: Proposal) -> list[str]:
    """List what kinds of bed a proposal holds."""
    async with scene.acting(OPERATOR) as (session, _):
        held = text(
            "select bed.kind from bed_occupancy join bed on bed.id = bed_id where proposal_id = :id order by bed.id"
        )
        return list(await session.scalars(held, {"id": proposal.id}))


@pytest.mark.parametrize("sharing", ["one_party", "beds"])
@pytest.mark.parametrize("allowed", [1, 2, 4])
async def test_extra_places_are_offered_as_far_as_the_house_gives_them(
    scene: Scene, sharing: str, allowed: int
) -> None:
    await house(scene, sharing=sharing, beds=1, extra=TWO, extra_for_tier=allowed)
    for urgency in (1, 2, 3, 4):
        assert len(await offered(scene, urgency, CHILD)) == (urgency <= allowed)


async def test_a_party_with_a_bed_for_each_is_told_nothing_of_extra_places(scene: Scene) -> None:
    await house(scene, sharing="one_party", beds=2, extra=MATTRESS)
    (whole,) = await offered(scene, 4, CHILD)
    assert not whole.extra
    (crowded,) = await offered(scene, 1, CHILD, CHILD)
    assert crowded.extra
    for card in (whole, crowded):
        assert not any("bed_each" in name for name in (*card.covers, *card.lacks))


async def test_a_house_with_a_bed_for_each_comes_first_however_far_it_is(scene: Scene) -> None:
    await house(scene, sharing="one_party", beds=1, extra=MATTRESS)
    far = house_draft(code_name="Mangle (inventada)", municipality_id=place("Mérida, Yucatán"))
    await scene.add(scene.world.mx.id, far, room_draft(beds=2))
    first, second = await offered(scene, 1, CHILD)
    assert (first.code_name, first.extra) == ("Mangle (inventada)", False)
    assert (second.code_name, second.extra) == ("Encino (inventada)", True)


async def test_in_a_shared_room_the_beds_are_given_before_the_extra_places(scene: Scene) -> None:
    await house(scene, sharing="beds", beds=2, extra=TWO)
    assert await kinds_held(scene, await chosen(scene, CHILD)) == ["single", "single"]
    proposal = await chosen(scene, CHILD)
    assert await kinds_held(scene, proposal) == ["mattress", "cot"]
    assert await offered(scene, 1) == []
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_the_reason_why_a_calm_case_has_no_place_is_that_there_are_too_few_beds(scene: Scene) -> None:
    await house(scene, sharing="one_party", beds=1, extra=MATTRESS, extra_for_tier=2)
    answer = await scene.options(await scene.file(urgency=4, case={**AT_HOME, "party": [WOMAN, CHILD]}))
    assert "too_few_beds" in {group.rule for group in answer.why_not}
    assert all(group.change is None for group in answer.why_not if group.rule == "too_few_beds")


async def test_extra_places_that_a_house_takes_back_are_not_held_by_an_old_page(scene: Scene) -> None:
    _, room = await house(scene, sharing="one_party", beds=1, extra=MATTRESS)
    request = await scene.file(case={**AT_HOME, "party": [WOMAN, CHILD]}, urgency=2)
    answer = await scene.options(request)
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(text("update room set extra_for_tier = 1 where id = :id"), {"id": room.id})
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await choose_option(session, actor, scene.keyring, request.id, answer.options[0].token, 6)


@pytest.mark.parametrize(("sharing", "in_extra"), [("one_party", 2), ("beds", 1)])
async def test_the_host_is_told_how_many_sleep_in_an_extra_place(scene: Scene, sharing: str, in_extra: int) -> None:
    await house(scene, sharing=sharing, beds=1, extra=TWO)
    proposal = await chosen(scene, *([CHILD] * in_extra))
    async with scene.acting(OPERATOR) as (session, _):
        assert await extra_places_of(session, proposal) == in_extra


async def test_a_run_over_all_gives_beds_first_and_extra_places_to_nobody_they_are_not_for(scene: Scene) -> None:
    await house(scene, sharing="one_party", beds=1, extra=MATTRESS, extra_for_tier=2)
    calm = await scene.file(urgency=4, case={**AT_HOME, "party": [WOMAN, CHILD]})
    urgent = await scene.file(urgency=2, case={**AT_HOME, "party": [WOMAN, CHILD]})
    async with scene.acting(MATCHER) as (session, _):
        posed = await pose_everything(session, scene.keyring)
    plan = await solve_in_child(posed.problem, Limits(5, 1024, 60))
    assert {each.request for each in plan.assignments} == {str(urgent.id)} != {str(calm.id)}


async def test_whoever_leaves_an_exposed_house_may_have_an_extra_place_whatever_her_tier(scene: Scene) -> None:
    calm = await scene.choose(await scene.file(urgency=4, case={**AT_HOME, "party": [WOMAN, CHILD]}))
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, calm.id)
        await record_arrival(session, actor, stay.id)
    refuge = house_draft(code_name="Encino (inventada)")
    await scene.add(scene.world.mx.id, refuge, room_draft(sharing="beds", beds=1, extra=TWO, extra_for_tier=1))
    (line,) = await looked(scene, await exposed(scene))
    assert line.progress is Progress.FOR_COMMITTEE
    assert line.proposal is not None
    assert await kinds_held(scene, line.proposal) == ["single", "mattress"]


async def test_a_stay_in_extra_places_is_left_where_it_is_when_room_is_made(scene: Scene) -> None:
    _, room = await house(scene, sharing="beds", beds=1, extra=TWO)
    later = {"earliest": today() + timedelta(days=1), "latest": today() + timedelta(days=1)}
    request = await scene.file(urgency=1, nights=later, case={**AT_HOME, "party": [WOMAN, CHILD]})
    proposal = await scene.choose(request)
    async with scene.acting(OPERATOR) as (session, _):
        session.add(HouseHost(network_id=room.network_id, house_id=room.house_id, person_id=scene.world.host.id))
    scene.world.hosted[scene.world.host.id] |= {room.house_id}
    async with scene.acting(scene.world.host) as (session, actor):
        await accept_proposal(session, actor, scene.keyring, proposal.id)
    urgent = await scene.file(urgency=1, nights=later, case={**AT_HOME, "party": [WOMAN, CHILD, CHILD, CHILD]})
    async with scene.acting(scene.world.committee) as (session, actor):
        made = await ask_for_room(session, actor, scene.keyring, urgent.id)
    await seek_room(Workshop(scene.engine, scene.keyring, Limits(5, 1024, 60)), made.id, answer_hours=6)
    async with scene.acting(scene.world.committee) as (session, actor):
        shown = await room_for(session, actor, urgent)
    assert shown is not None
    assert shown.state == RoomState.IMPOSSIBLE


async def test_extra_places_are_no_free_beds_and_no_seats(scene: Scene) -> None:
    await house(scene, sharing="beds", beds=2, extra=TWO)
    async with scene.acting(OPERATOR) as (session, _):
        await session.execute(text("update room set in_use = true where id = :id"), {"id": scene.ceiba_room.id})
    async with scene.acting(scene.world.host) as (session, actor):
        added = room_draft("Dos", sharing="beds", beds=2, extra=TWO)
        room = await add_room(session, actor, scene.keyring, scene.ceiba.id, added)
        calendar = await calendar_of(session, actor, scene.ceiba.id, today(), 1)
    assert calendar.untaken == (4 + 2,)
    with pytest.raises(InvalidInputError, match="tienen"):
        await gathered(scene, rooms=[room.id], fewest=2, most=3)


async def test_a_closed_room_has_no_extra_places_either(scene: Scene) -> None:
    _, room = await house(scene, sharing="beds", beds=1, extra=TWO)
    async with scene.acting(scene.world.steward) as (session, actor):
        closed = today(), today() + timedelta(days=9)
        await close_nights(session, actor, room.id, *closed, ClosureReason.REPAIR)
    assert await offered(scene, 1) == []


def test_a_room_for_one_class_has_no_extra_places() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        room_draft(sharing="one_class", extra=MATTRESS)
    assert refusal.value.field == "extra"
