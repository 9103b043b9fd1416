"""A run that somebody stops: who waits does not begin, and who solves gives what there is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import optimizer
from optimizer.generate import generate
from shelters.errors import ConflictError, NotAllowedError
from shelters.placement.jobs import ask_to_stop, perform_run
from shelters.placement.models import Run
from shelters.placement.solving import Limits, Reached, solve_in_child
from tests.scene import Scene
from tests.shelters.placement.test_runs import asked, begun, now_of, performed, shop, until

BEGINS = json.dumps({"phase": "greedy", "placed": 1, "most": None})
# Once it is asked to end, it solves anew without any time left.
GIVES_WHAT_IT_HAS = (
    "import json, optimizer, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]);"
    f"problem = optimizer.read(sys.stdin.read()); print({BEGINS!r}, flush=True); signal.sigwait([signal.SIGTERM]);"
    "print(json.dumps({'plan': optimizer.write_plan(optimizer.solve(problem, optimizer.Stop(seconds=0)))}))"
)


async def stopped(scene: Scene, run: Run) -> None:
    """Stop a run as Mexico's committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        await ask_to_stop(session, actor, run.id)


async def stopped_once(scene: Scene, program: str, reached: Callable[[Run], bool]) -> Run:
    """Stop a run once its solver is that far, and wait for its end."""
    run = await asked(scene)
    working = asyncio.create_task(perform_run(shop(scene, program=program), run.id))
    await until(scene, run, reached)
    await stopped(scene, run)
    await working
    return await now_of(scene, run)


async def test_a_run_that_waits_does_not_begin(scene: Scene) -> None:
    await scene.file()
    run = await asked(scene)
    await stopped(scene, run)
    await perform_run(shop(scene), run.id)
    ended = await now_of(scene, run)
    assert (ended.state, ended.failure) == ("failed", "stopped")
    assert (await asked(scene)).id != run.id


async def test_a_run_that_is_being_solved_ends_with_what_its_solver_has(scene: Scene) -> None:
    await scene.file()
    ended = await stopped_once(scene, GIVES_WHAT_IT_HAS, lambda run: run.placed > 0)
    assert (ended.state, ended.failure, ended.requests, ended.placed) == ("finished", None, 1, 1)


async def test_a_solver_that_had_not_begun_leaves_nothing_to_show(scene: Scene) -> None:
    ended = await stopped_once(scene, "import time; time.sleep(600)", begun)
    assert (ended.state, ended.failure) == ("failed", "stopped")


async def test_what_ended_is_not_stopped(scene: Scene) -> None:
    run = await performed(scene)
    with pytest.raises(ConflictError):
        await stopped(scene, run)
    assert (await now_of(scene, run)).state == "finished"


async def test_a_host_stops_nothing(scene: Scene) -> None:
    run = await asked(scene)
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.host) as (session, actor):
            await ask_to_stop(session, actor, run.id)


async def test_who_stopped_it_is_in_the_record(scene: Scene, superuser: AsyncEngine) -> None:
    await stopped(scene, await asked(scene))
    async with superuser.connect() as connection:
        found = await connection.exec_driver_sql("select person_id from audit_record where action = 'run:stopped'")
        assert list(found.scalars()) == [scene.world.committee.id]


async def test_the_solver_gives_its_best_plan_long_before_its_time_is_over() -> None:
    enough, reached = asyncio.Event(), list[Reached]()

    def hear(far: Reached) -> None:
        reached.append(far)
        enough.set()

    limits = Limits(seconds=300, memory_mb=2048, longest=60)
    plan = await solve_in_child(generate("national", 3), limits, on_progress=hear, enough=enough)
    assert len(plan.assignments) >= reached[0].placed > 0
    assert isinstance(plan, optimizer.Plan)
