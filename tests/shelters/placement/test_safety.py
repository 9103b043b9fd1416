"""The safety of a house: every cell of its table by every role, and all that the table says follows."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shelters.access.actor import MATCHER, OPERATOR, Actor
from shelters.access.policy import allows
from shelters.capacity.models import House
from shelters.capacity.nights import close_nights
from shelters.capacity.safety import ACTS, TRANSITIONS, SafetyStep, steps_open
from shelters.capacity.words import ClosureReason, Safety
from shelters.clock import today
from shelters.database.transaction import acting_as
from shelters.errors import ConflictError, NotAllowedError, NotFoundError
from shelters.placement.exposure import change_safety, houses_in_reach
from shelters.transitions import Consequence
from tests.scene import Scene

# How each consequence of a house's safety shows in the database.
SHOWN_OF_HOUSES = {
    Consequence.HOUSE_FOR_IMMEDIATE_ONLY: "(select safety from house where id = :house) = 'watched'",
    Consequence.HOUSE_FROZEN: "(select safety from house where id = :house) in ('exposed', 'closed')",
    Consequence.PROPOSALS_REVOKED: """not exists (select from proposal where house_id = :house and state = 'chosen')
        and not exists (select from bed_occupancy where house_id = :house and kind = 'hold')""",
    Consequence.EVACUATION_OPENED: "exists (select from evacuation where house_id = :house and ended_at is null)",
    Consequence.EVACUATION_ENDED: "not exists (select from evacuation where house_id = :house and ended_at is null)",
}


class _Undone(Exception):  # noqa: N818 - nothing went wrong
    """Ends a transaction without a trace."""


async def outcome(session: AsyncSession, actor: Actor, scene: Scene, state: Safety, step: SafetyStep) -> str:
    """Take a step from a state, and say what came of it."""
    house_id = scene.ceiba.id
    async with acting_as(session, OPERATOR):
        await session.execute(update(House).where(col(House.id) == house_id).values(safety=state.value))
    try:
        house = await change_safety(session, actor, house_id, step)
    except ConflictError:
        return "conflict"
    except (NotAllowedError, NotFoundError):
        return "refused"
    async with acting_as(session, OPERATOR):
        for consequence in ACTS[step].follows:
            query = text(f"select {SHOWN_OF_HOUSES[consequence]}")
            if not await session.scalar(query, {"house": house_id}):
                return f"without {consequence.name}"
    return house.safety


@pytest.mark.parametrize("step", SafetyStep)
async def test_a_house_takes_a_step_only_from_the_states_and_by_the_people_of_its_table(
    scene: Scene, step: SafetyStep
) -> None:
    await scene.choose(await scene.file(case={"consent": "network"}))
    wrong = []
    for state, person in product(Safety, scene.world.people):
        found = "nothing happened"
        with suppress(_Undone):
            async with scene.acting(person) as (session, actor):
                found = await outcome(session, actor, scene, state, step)
                raise _Undone
        may = any(allows(scene.world.actor(person), by, scene.ceiba) for by in ACTS[step].by)
        expected = TRANSITIONS.get((state, step), "conflict") if may else "refused"
        if found != expected:
            wrong.append(f"{person.role} {state} {step}: {found}, not {expected}")
    assert wrong == []


def test_from_exposed_there_is_no_way_to_normal_at_once() -> None:
    assert Safety.NORMAL not in {after for (state, _), after in TRANSITIONS.items() if state is Safety.EXPOSED}


async def test_a_house_that_is_watched_takes_immediate_cases_only(scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.WATCH)
    home = {"consent": "network"}
    (option,) = (await scene.options(await scene.file(urgency=1, case=home))).options
    assert option.safety == "watched"
    urgent = await scene.options(await scene.file(urgency=2, case=home))
    assert urgent.options == []
    assert "kept" in [each.rule for each in urgent.why_not]


async def test_the_nights_of_an_exposed_house_cannot_be_changed(scene: Scene) -> None:
    async with scene.acting(scene.world.host) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    nights = today(), today() + timedelta(days=1)
    with pytest.raises(ConflictError, match="congelado"):
        async with scene.acting(scene.world.host) as (session, actor):
            await close_nights(session, actor, scene.ceiba_room.id, *nights, ClosureReason.REST)


async def test_a_committee_is_told_the_names_of_its_own_networks_houses_only(scene: Scene) -> None:
    async with scene.acting(scene.world.committee) as (session, actor):
        assert [house.id for house in await houses_in_reach(session, actor)] == [scene.ceiba.id]


async def test_only_steps_that_are_hers_are_put_before_a_person(scene: Scene) -> None:
    async with scene.acting(MATCHER) as (session, _):
        house = await session.get(House, scene.ceiba.id)
    assert house is not None
    assert steps_open(scene.world.actor(scene.world.host), house) == [
        SafetyStep.WATCH,
        SafetyStep.EXPOSE,
        SafetyStep.CLOSE,
    ]
    assert steps_open(scene.world.actor(scene.world.committee_gt), house) == []
