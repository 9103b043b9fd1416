"""Every cell of the three tables, state by step by role: only who may takes it, and all that the table says follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import OPERATOR, Actor
from shelters.access.policy import allows
from shelters.capacity import safety
from shelters.capacity.rooms import add_room
from shelters.capacity.safety import SafetyStep
from shelters.placement import states as proposals
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import choose_option, let_go
from shelters.placement.consent import withdraw_consent
from shelters.placement.declines import DECLINES
from shelters.placement.declining import decline_proposal
from shelters.placement.models import Proposal
from shelters.placement.moving import move_inside
from shelters.placement.states import ProposalStep
from shelters.requests import states as requests
from shelters.requests.commands import change_request, put_on_waiting_list, refer, resume, withdraw
from shelters.requests.models import Request
from shelters.requests.states import RequestStep
from shelters.sealing.locks import Typed
from shelters.stays import collective_states as collectives
from shelters.stays import states as stays
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.models import Stay
from shelters.stays.states import StayStep
from shelters.transitions import Act, Consequence
from tests.scene import Scene, request_draft, room_draft
from tests.shelters.placement.cells import SHOWS, Table, wrong_cells
from tests.shelters.placement.test_safety import SHOWN_OF_HOUSES
from tests.world import PASSPHRASE

ALL: dict[Any, Act] = {**requests.ACTS, **proposals.ACTS, **stays.ACTS}
# What begins a thing has no thing to begin from; its roles are tried with its command.
BEGINNINGS = {RequestStep.FILE, ProposalStep.CHOOSE}


def taken_by_people(acts: Mapping[Any, Act]) -> list[Any]:
    """List the steps that somebody takes with a thing that is there."""
    return [step for step, act in acts.items() if act.by and step not in BEGINNINGS]


@pytest.mark.parametrize("step", taken_by_people(requests.ACTS))
async def test_a_request_takes_a_step_only_from_the_states_and_by_the_people_of_its_table(
    scene: Scene, step: RequestStep
) -> None:
    request = await scene.file()
    token = (await scene.options(request)).options[0].token

    async def change(session: AsyncSession, actor: Actor, request_id: UUID) -> Request:
        # Without her consent it waits for that, and does not go on by itself.
        unsaid = request_draft(case={"consent": "not_yet"})
        return await change_request(session, actor, scene.keyring, request_id, unsaid, request.version)

    async def unconsent(session: AsyncSession, actor: Actor, request_id: UUID) -> Request:
        return await withdraw_consent(session, actor, scene.keyring, request_id)

    async def propose(session: AsyncSession, actor: Actor, request_id: UUID) -> Proposal:
        return await choose_option(session, actor, scene.keyring, request_id, token, 6)

    take = {
        RequestStep.CHANGE: change,
        RequestStep.PROPOSE: propose,
        RequestStep.WAIT: put_on_waiting_list,
        RequestStep.REFER: refer,
        RequestStep.WITHDRAW: withdraw,
        RequestStep.RESUME: resume,
        RequestStep.UNCONSENT: unconsent,
    }
    table = Table(Request, requests.RequestState, requests.TRANSITIONS, requests.ACTS, take)
    assert await wrong_cells(scene, table, request, step) == []


@pytest.mark.parametrize("step", taken_by_people(proposals.ACTS))
async def test_a_proposal_takes_a_step_only_from_the_states_and_by_the_people_of_its_table(
    scene: Scene, step: ProposalStep
) -> None:
    proposal = await scene.choose(await scene.file())

    async def accept(session: AsyncSession, actor: Actor, proposal_id: UUID) -> Stay:
        return await accept_proposal(session, actor, scene.keyring, proposal_id, Typed(PASSPHRASE))

    async def decline(session: AsyncSession, actor: Actor, proposal_id: UUID) -> Proposal:
        return await decline_proposal(session, actor, scene.keyring, proposal_id, "other")

    take = {ProposalStep.ACCEPT: accept, ProposalStep.DECLINE: decline, ProposalStep.REVOKE: let_go}
    table = Table(Proposal, proposals.ProposalState, proposals.TRANSITIONS, proposals.ACTS, take)
    assert await wrong_cells(scene, table, proposal, step) == []


@pytest.mark.parametrize("step", taken_by_people(stays.ACTS))
async def test_a_stay_takes_a_step_only_from_the_states_and_by_the_people_of_its_table(
    scene: Scene, step: StayStep
) -> None:
    proposal = await scene.choose(await scene.file())
    async with scene.acting(scene.world.host) as (session, actor):
        stay = await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))

    async with scene.acting(OPERATOR) as (session, actor):
        other = await add_room(session, actor, scene.keyring, scene.ceiba.id, room_draft("Dos"))

    async def move(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
        return await move_inside(session, actor, scene.keyring, stay_id, other.id)

    async def travel(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
        return await set_out(session, actor, stay_id, 6)

    async def extend(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
        return await extend_stay(session, actor, stay_id, stay.until + timedelta(days=2))

    take = {
        StayStep.TRAVEL: travel,
        StayStep.ARRIVE: record_arrival,
        StayStep.EXTEND: extend,
        StayStep.MOVE: move,
        StayStep.DEPART: record_departure,
        StayStep.MISS: record_not_arrived,
        StayStep.CANCEL: cancel_stay,
    }
    table = Table(Stay, stays.StayState, stays.TRANSITIONS, stays.ACTS, take)
    assert await wrong_cells(scene, table, stay, step) == []


async def test_a_table_that_gave_a_step_to_everybody_would_be_caught(scene: Scene) -> None:
    request = await scene.file()
    nobody = dict.fromkeys(requests.ACTS, Act())
    table = Table(Request, requests.RequestState, requests.TRANSITIONS, nobody, {RequestStep.WAIT: put_on_waiting_list})
    assert any("committee ready wait" in cell for cell in await wrong_cells(scene, table, request, RequestStep.WAIT))


def test_every_step_says_who_may_and_what_follows_and_every_consequence_can_be_seen() -> None:
    assert set(requests.ACTS) == set(RequestStep)
    assert set(proposals.ACTS) == set(ProposalStep)
    assert set(stays.ACTS) == set(StayStep)
    assert set(safety.ACTS) == set(SafetyStep)
    told = {consequence for act in ALL.values() for consequence in act.follows}
    of_houses = {consequence for act in safety.ACTS.values() for consequence in act.follows}
    by_reason = {consequence for decline in DECLINES.values() for consequence in decline.follows}
    assert told == {*SHOWS, Consequence.SHEET_WRITTEN, Consequence.SHEET_SHUT}
    assert of_houses == set(SHOWN_OF_HOUSES)
    of_collectives = {
        consequence
        for act in (*collectives.ACTS.values(), *collectives.SEAT_ACTS.values())
        for consequence in act.follows
    }
    assert told | by_reason | of_houses | of_collectives == set(Consequence)


@pytest.mark.parametrize("step", [step for step, act in ALL.items() if act.by])
async def test_a_step_that_people_take_is_somebodys_to_take(scene: Scene, step: RequestStep) -> None:
    proposal = await scene.choose(await scene.file())
    actors = [scene.world.actor(person) for person in scene.world.people]
    things = [proposal, await scene.file()]
    assert any(allows(actor, by, thing) for actor in actors for by in ALL[step].by for thing in things)
