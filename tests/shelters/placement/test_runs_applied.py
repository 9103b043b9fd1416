"""Applying a run: all that was confirmed in one transaction, only what still holds, and once, whoever presses."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import OPERATOR
from shelters.capacity.safety import SafetyStep
from shelters.placement import runs
from shelters.placement.checks import violations
from shelters.placement.commands import hold_choice
from shelters.placement.exposure import change_safety
from shelters.placement.run_states import Failure
from shelters.placement.runs import Applied
from shelters.requests.commands import change_request, withdraw
from tests.scene import Scene, request_draft
from tests.shelters.placement.test_runs import applied, performed, proposed_and_held


async def test_two_who_confirm_the_same_run_at_once_hold_it_once_and_nobody_was_first(scene: Scene) -> None:
    await scene.file()
    await scene.file()
    run = await performed(scene)
    outcomes = await asyncio.gather(*(applied(scene, run) for _ in range(4)))
    assert sorted(outcomes, key=lambda each: each.held) == [*[Applied(0, 0)] * 3, Applied(2, 0)]
    async with scene.acting(OPERATOR) as (session, _):
        assert await violations(session) == []


async def test_a_fault_in_the_middle_leaves_nothing_of_it(
    scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.file()
    await scene.file()
    run = await performed(scene)
    held: list[bool] = []
    hold = hold_choice

    async def hold_one_and_fail(*arguments: object) -> object:
        if held:
            raise RuntimeError
        held.append(True)
        return await hold(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "hold_choice", hold_one_and_fail)
    with pytest.raises(RuntimeError):
        await applied(scene, run)
    assert (await proposed_and_held(superuser))[1] == 0
    monkeypatch.undo()
    assert await applied(scene, run) == Applied(2, 0)


async def test_a_request_that_changed_meanwhile_gets_no_place_that_no_longer_fits(
    scene: Scene, superuser: AsyncEngine
) -> None:
    request = await scene.file()
    run = await performed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        draft = request_draft(case={"pets": True})
        await change_request(session, actor, scene.keyring, request.id, draft, request.version)
    outcome = await applied(scene, run)
    assert (outcome.held, outcome.overtaken) == (0, 1)
    assert outcome.again is not None
    assert (await proposed_and_held(superuser))[1] == 0


async def test_a_request_that_was_withdrawn_is_not_looked_for_again(scene: Scene) -> None:
    request = await scene.file()
    run = await performed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        await withdraw(session, actor, request.id)
    assert await applied(scene, run) == Applied(held=0, overtaken=1, again=None)


async def test_a_house_that_was_exposed_meanwhile_is_given_to_nobody(scene: Scene, superuser: AsyncEngine) -> None:
    await scene.file(case={"consent": "network"})
    run = await performed(scene)
    async with scene.acting(scene.world.planner) as (session, actor):
        await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)
    outcome = await applied(scene, run)
    assert (outcome.held, outcome.overtaken) == (0, 1)
    assert (await proposed_and_held(superuser))[1] == 0


async def test_a_solver_that_floods_its_pipe_is_a_failed_run(scene: Scene) -> None:
    await scene.file()
    run = await performed(scene, program="import sys; sys.stdout.write('x' * (1 << 27))")
    assert (run.state, run.failure) == ("failed", Failure.CRASH)
