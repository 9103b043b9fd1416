"""The main job through the commands: from a request to a departure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.capacity.words import Safety
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.declining import decline_proposal
from shelters.placement.disclosure import sheet_of_stay
from shelters.placement.holds import expire_holds
from shelters.placement.queries import brief_of, proposals_of_request, proposals_to_answer
from shelters.requests.queries import request_seen
from shelters.sealing.locks import Typed
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.models import Stay
from tests.scene import SECRET_ADDRESS, Scene, house_draft, place, room_draft
from tests.world import PASSPHRASE


async def occupancy(superuser: AsyncEngine) -> Sequence[Any]:
    """List what takes beds, as kinds and counts."""
    async with superuser.connect() as connection:
        rows = await connection.execute(text("select kind, count(*) from bed_occupancy group by kind order by kind"))
        return [tuple(row) for row in rows]


async def actions(superuser: AsyncEngine) -> list[str]:
    """List what the record says, in order."""
    async with superuser.connect() as connection:
        return list(await connection.scalars(text("select action from audit_record order by seq")))


async def accepted(scene: Scene) -> Stay:
    """Bring a request to a confirmed stay in Ceiba."""
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))


async def state_of(scene: Scene, request_id: Any) -> str:
    """Say where a request stands."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return (await request_seen(session, actor, request_id)).state


async def test_a_chosen_option_holds_every_bed_of_a_room_that_a_party_has_to_itself(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    proposal = await scene.choose(request)
    assert (proposal.house_id, proposal.state) == (scene.ceiba.id, "chosen")
    assert await occupancy(superuser) == [("hold", 4)]
    assert await state_of(scene, request.id) == "proposed"


async def test_the_host_reads_who_comes_and_nothing_of_where_from(scene: Scene) -> None:
    await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        (waiting,) = await proposals_to_answer(session, actor)
        brief = brief_of(scene.keyring, waiting)
    assert len(brief.party) == 3
    assert "origin" not in brief.model_dump()


async def test_an_accepted_proposal_is_a_stay_with_an_arrival_sheet(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await accepted(scene)
    assert await occupancy(superuser) == [("stay", 4)]
    assert await state_of(scene, stay.request_id) == "placed"
    async with scene.acting(scene.world.committee) as (session, actor):
        sheet = await sheet_of_stay(session, actor, scene.keyring, stay.id, Typed(PASSPHRASE))
    assert sheet.address == SECRET_ADDRESS
    assert "arrival_sheet:opened" in await actions(superuser)


async def test_nobody_but_the_committee_that_asked_opens_the_arrival_sheet(scene: Scene) -> None:
    stay = await accepted(scene)
    for stranger in (scene.world.committee_gt, scene.world.planner):
        with pytest.raises(NotFoundError):
            async with scene.acting(stranger) as (session, actor):
                await sheet_of_stay(session, actor, scene.keyring, stay.id, Typed(PASSPHRASE))
    for colleague in (scene.world.host, scene.world.steward):
        with pytest.raises(NotAllowedError):
            async with scene.acting(colleague) as (session, actor):
                await sheet_of_stay(session, actor, scene.keyring, stay.id, Typed(PASSPHRASE))


async def test_a_declined_request_keeps_its_place_and_is_not_put_to_that_house_again(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "no_capacity")
    assert await occupancy(superuser) == []
    answer = await scene.options(request)
    assert (answer.request.state, answer.request.filed_at) == ("ready", request.filed_at)
    assert [card.own_network for card in answer.options] == [False]
    assert "declined" in {group.rule for group in answer.why_not}


async def test_a_reason_that_is_not_the_hosts_to_give_is_refused(scene: Scene) -> None:
    proposal = await scene.choose(await scene.file())
    with pytest.raises(InvalidInputError):
        async with scene.acting(scene.world.host) as (session, actor):
            await decline_proposal(session, actor, scene.keyring, proposal.id, "prefers_other_place")


async def test_a_house_that_says_it_is_exposed_takes_no_one_new(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.host) as (session, actor):
        await decline_proposal(session, actor, scene.keyring, proposal.id, "house_exposed")
    other = await scene.file()
    assert [card.own_network for card in (await scene.options(other)).options] == [False]
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select safety from house where code_name like 'Ceiba%'")) == Safety.EXPOSED


async def test_an_answer_is_given_once(scene: Scene) -> None:
    stay = await accepted(scene)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await accept_proposal(session, actor, scene.keyring, stay.proposal_id)


async def test_a_hold_that_expired_frees_its_beds_and_returns_the_request(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    proposal = await scene.choose(request, hold_hours=-1)
    async with scene.acting(scene.world.host) as (session, actor):
        assert await proposals_to_answer(session, actor) == []
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.host) as (session, actor):
            await accept_proposal(session, actor, scene.keyring, proposal.id)
    async with scene.acting(MATCHER) as (session, actor):
        assert await expire_holds(session, actor) == 1
    assert await occupancy(superuser) == []
    assert await state_of(scene, request.id) == "ready"


async def test_an_expired_hold_never_stands_in_the_way_of_the_next_choice(scene: Scene) -> None:
    request = await scene.file()
    await scene.choose(request, hold_hours=-1)
    again = await scene.choose(request)
    assert again.state == "chosen"
    async with scene.acting(scene.world.committee) as (session, _):
        states = [each.state for each in await proposals_of_request(session, request.id)]
    assert states == ["chosen", "expired"]


async def test_a_hold_can_be_let_go(scene: Scene, superuser: AsyncEngine) -> None:
    request = await scene.file()
    proposal = await scene.choose(request)
    async with scene.acting(scene.world.committee) as (session, actor):
        await let_go(session, actor, proposal.id)
    assert await occupancy(superuser) == []
    assert await state_of(scene, request.id) == "ready"


async def test_a_bed_that_was_taken_meanwhile_is_a_conflict(scene: Scene) -> None:
    first, second = await scene.file(), await scene.file()
    token = (await scene.options(second)).options[0].token
    await scene.choose(first)
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await choose_option(session, actor, scene.keyring, second.id, token, 6)


async def test_an_option_of_one_request_opens_for_no_other(scene: Scene) -> None:
    first, second = await scene.file(), await scene.file()
    token = (await scene.options(first)).options[0].token
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await choose_option(session, actor, scene.keyring, second.id, token, 6)


async def test_arrival_and_departure_move_the_beds(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await accepted(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_arrival(session, actor, stay.id)
    async with scene.acting(scene.world.host) as (session, actor):
        departed = await record_departure(session, actor, stay.id)
    assert departed.state == "departed"
    assert await occupancy(superuser) == []
    assert await state_of(scene, stay.request_id) == "closed"
    assert (await actions(superuser))[-3:] == ["arrival_sheet:handed_over", "stay:arrived", "stay:departed"]


async def test_a_party_that_did_not_come_waits_again_in_its_old_place(scene: Scene, superuser: AsyncEngine) -> None:
    stay = await accepted(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        await record_not_arrived(session, actor, stay.id)
    assert await occupancy(superuser) == []
    assert await state_of(scene, stay.request_id) == "ready"


async def test_another_networks_house_shows_no_name_and_no_exact_distance(scene: Scene) -> None:
    answer = await scene.options(await scene.file())
    other = next(card for card in answer.options if not card.own_network)
    assert other.code_name is None
    assert other.km % 25 == 0
    assert str(scene.quetzal.id) not in repr(other)
    assert "Quetzal" not in repr(other)


async def test_a_house_open_to_its_own_network_only_is_not_offered_to_another(scene: Scene) -> None:
    await scene.add(
        scene.world.gt.id, house_draft(code_name="Cerrada (inventada)", open_to="network"), room_draft("Sola", 6)
    )
    answer = await scene.options(await scene.file(case={"consent": "network"}))
    assert [card.own_network for card in answer.options] == [True]
    assert "not_open" in {group.rule for group in answer.why_not}


async def test_without_her_consent_there_are_no_options_to_choose(scene: Scene) -> None:
    request = await scene.file(case={"consent": "not_yet"})
    assert request.state == "submitted"
    token = (await scene.options(request)).options[0].token
    with pytest.raises(ConflictError):
        async with scene.acting(scene.world.committee) as (session, actor):
            await choose_option(session, actor, scene.keyring, request.id, token, 6)


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        ({"avoid": [{"kind": "place", "place": "Oaxaca de Juárez, Oaxaca", "km": 40}]}, "danger_zone"),
        ({"avoid": [{"kind": "zone", "place": "MX-OAX"}]}, "danger_zone"),
        ({"avoid": [{"kind": "country", "place": "MX"}]}, "danger_zone"),
        ({"needs": {"step_free": "required"}}, "missing"),
        ({"pets": True}, "missing"),
        ({"max_km": 100}, "too_far"),
    ],
)
async def test_a_place_that_breaks_a_rule_is_not_offered_and_the_rule_is_named(
    scene: Scene, case: dict[str, Any], rule: str
) -> None:
    if case.get("avoid") and case["avoid"][0]["kind"] == "place":
        case = {"avoid": [case["avoid"][0] | {"place": place("Oaxaca de Juárez, Oaxaca")}]}
    answer = await scene.options(await scene.file(case=case))
    assert all(not card.own_network for card in answer.options)
    assert rule in {group.rule for group in answer.why_not}


async def test_why_not_names_the_smallest_change_that_would_open_a_place(scene: Scene) -> None:
    first = await scene.file()
    await scene.choose(first)
    answer = await scene.options(await scene.file(case={"consent": "network"}))
    (full,) = [group for group in answer.why_not if group.rule == "not_free"]
    assert (full.change, full.amount) == ("later", 4)


async def test_no_change_is_proposed_to_a_rule_that_protects_people(scene: Scene) -> None:
    answer = await scene.options(await scene.file(case={"avoid": [{"kind": "country", "place": "MX"}]}))
    (danger,) = [group for group in answer.why_not if group.rule == "danger_zone"]
    assert danger.change is None
