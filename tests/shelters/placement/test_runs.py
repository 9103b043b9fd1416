"""A run over all requests: queued once, solved within limits, checked, and applied only where nothing changed."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.clock import now
from shelters.database.queue import BusyError, work
from shelters.errors import NotAllowedError
from shelters.placement.everything import pose_everything
from shelters.placement.jobs import Workshop, ask_for_run, forget_stale, perform_run, run_jobs
from shelters.placement.models import Run
from shelters.placement.run_states import LIVE, RunState
from shelters.placement.runs import Applied, apply_lines, lines_of, run_after, run_seen
from shelters.placement.solving import Limits
from tests.scene import Scene

LIMITS = Limits(seconds=5, memory_mb=1024, longest=60)


def shop(scene: Scene, limits: Limits = LIMITS, program: str | None = None) -> Workshop:
    """Set up a workshop; `program` is Python that stands in for the solver's process."""
    made = Workshop(scene.engine, scene.keyring, limits)
    return made if program is None else replace(made, command=(sys.executable, "-c", program))


async def asked(scene: Scene) -> Run:
    """Ask for a run as Mexico's committee."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return await ask_for_run(session, actor)


async def now_of(scene: Scene, run: Run) -> Run:
    """Read a run again."""
    async with scene.acting(scene.world.committee) as (session, actor):
        return await run_seen(session, actor, run.id)


async def performed(scene: Scene, **how: Any) -> Run:
    """Ask for a run and perform it."""
    run = await asked(scene)
    await perform_run(shop(scene, **how), run.id)
    return await now_of(scene, run)


async def applied(scene: Scene, run: Run) -> Applied:
    """Confirm everything that a run proposes."""
    async with scene.acting(scene.world.committee) as (session, actor):
        chosen = [line.request_id for line in await lines_of(session, run.id)]
        return await apply_lines(session, actor, scene.keyring, run.id, chosen, hold_hours=6)


async def proposed_and_held(superuser: AsyncEngine) -> tuple[int, int]:
    """Count what runs propose, and beds that are held."""
    async with superuser.connect() as connection:
        lines = await connection.scalar(text("select count(*) from run_line"))
        return int(lines or 0), int(await connection.scalar(text("select count(*) from bed_occupancy")) or 0)


async def until(scene: Scene, run: Run, reached: Callable[[Run], bool]) -> Run:
    """Wait for a worker to bring a run that far."""
    while True:
        seen = await now_of(scene, run)
        if reached(seen):
            return seen
        await asyncio.sleep(0.05)


async def until_ended(scene: Scene, run: Run) -> Run:
    """Wait for a worker to end a run."""
    return await until(scene, run, lambda seen: seen.state not in LIVE)


def begun(run: Run) -> bool:
    """Say whether a worker took it."""
    return run.state != RunState.QUEUED


@asynccontextmanager
async def workers(*shops: Workshop) -> AsyncIterator[None]:
    """Keep workers at work."""
    tasks = [asyncio.create_task(work(each.engine, run_jobs(each))) for each in shops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def test_a_worker_finishes_what_was_queued_and_nothing_is_held_before_a_person_confirms(
    scene: Scene, superuser: AsyncEngine
) -> None:
    await scene.file()
    await scene.file()
    async with workers(shop(scene)):
        run = await until_ended(scene, await asked(scene))
    assert (run.state, run.requests, run.placed, run.failure) == ("finished", 2, 2, None)
    assert await proposed_and_held(superuser) == (2, 0)
    assert await applied(scene, run) == Applied(held=2, overtaken=0)
    assert (await proposed_and_held(superuser))[1] > 0


async def test_a_second_click_finds_the_run_of_the_first(scene: Scene, superuser: AsyncEngine) -> None:
    runs = await asyncio.gather(*(asked(scene) for _ in range(8)))
    assert len({run.id for run in runs}) == 1
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from queue.pgqueuer where entrypoint = 'run'")) == 1


async def test_two_workers_solve_two_runs_one_after_the_other(scene: Scene) -> None:
    await scene.file()
    first = await asked(scene)
    async with workers(shop(scene), shop(scene)):
        await until(scene, first, begun)
        async with scene.acting(scene.world.committee) as (session, actor):
            second = await ask_for_run(session, actor, follows=first.id)
        assert second.id != first.id
        assert [(await until_ended(scene, run)).state for run in (first, second)] == ["finished", "finished"]


async def test_a_run_waits_while_another_is_being_solved(scene: Scene, superuser: AsyncEngine) -> None:
    first = await asked(scene)
    async with superuser.begin() as connection:
        await connection.execute(text("update run set state = 'running', seen_at = now()"))
    async with scene.acting(scene.world.committee) as (session, actor):
        second = await ask_for_run(session, actor, follows=first.id)
    with pytest.raises(BusyError):
        await perform_run(shop(scene), second.id)
    assert (await now_of(scene, second)).state == "queued"


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        (f"import os; os.kill(os.getpid(), {signal.SIGKILL})", "crash"),
        ("raise SystemExit(3)", "crash"),
        ("pass", "crash"),
        ("print('no line of ours')", "crash"),
        ("import sys, json; sys.stdin.read(); print(json.dumps({'plan': 'nothing'}))", "wrong"),
        ("import sys; sys.stderr.write('std::bad_alloc'); sys.exit(1)", "memory"),
    ],
)
async def test_a_solver_that_ends_badly_is_a_failed_run_and_nothing_of_it_is_shown(
    scene: Scene, superuser: AsyncEngine, program: str, failure: str
) -> None:
    await scene.file()
    run = await performed(scene, program=program)
    assert (run.state, run.failure, run.placed) == ("failed", failure, 0)
    assert await proposed_and_held(superuser) == (0, 0)


async def test_a_solver_that_hangs_is_ended(scene: Scene) -> None:
    run = await performed(scene, limits=replace(LIMITS, longest=0.5), program="import time; time.sleep(600)")
    assert (run.state, run.failure) == ("failed", "time")


async def test_a_solver_that_needs_more_memory_than_allowed_is_a_failed_run(scene: Scene) -> None:
    await scene.file()
    run = await performed(scene, limits=replace(LIMITS, memory_mb=20))
    assert (run.state, run.failure) == ("failed", "memory")


async def test_a_plan_that_breaks_a_rule_is_never_shown(scene: Scene, superuser: AsyncEngine) -> None:
    """The stand-in puts every party into one room on one night."""
    await scene.file()
    await scene.file()
    program = (
        "import sys, json; p = json.load(sys.stdin); s = p['spaces'][0]['id'];"
        "a = [{'request': r['id'], 'space': s, 'first': 0, 'nights': 5} for r in p['requests']];"
        "print(json.dumps({'plan': json.dumps({'assignments': a})}))"
    )
    run = await performed(scene, program=program)
    assert (run.state, run.failure) == ("failed", "wrong")
    assert await proposed_and_held(superuser) == (0, 0)


async def test_how_far_a_run_is_can_be_read_while_it_runs(scene: Scene) -> None:
    await scene.file()
    said = json.dumps({"phase": "greedy", "placed": 1, "most": None})
    program = f"import sys, time; sys.stdin.read(); print({said!r}, flush=True); time.sleep(600)"
    run = await asked(scene)
    async with workers(shop(scene, program=program)):
        seen = await until(scene, run, lambda run: run.placed > 0)
    assert (seen.state, seen.phase, seen.requests, seen.placed, seen.most) == ("running", "greedy", 1, 1, None)


async def test_a_worker_that_is_stopped_ends_its_solver_and_says_so(scene: Scene) -> None:
    run = await asked(scene)
    async with workers(shop(scene, program="import time; time.sleep(600)")):
        await until(scene, run, begun)
    ended = await now_of(scene, run)
    assert (ended.state, ended.failure) == ("failed", "interrupted")


async def test_a_run_whose_worker_vanished_is_failed_and_makes_way_for_the_next(
    scene: Scene, superuser: AsyncEngine
) -> None:
    run = await asked(scene)
    async with superuser.begin() as connection:
        await connection.execute(
            text("update run set state = 'running', seen_at = :seen"), {"seen": now() - timedelta(minutes=1)}
        )
    async with scene.acting(MATCHER) as (session, actor):
        assert await forget_stale(session, actor) == 1
    assert (await now_of(scene, run)).failure == "interrupted"
    # The queue gives its job to another worker, who finds that there is nothing to do.
    await perform_run(shop(scene), run.id)
    assert (await now_of(scene, run)).state == "failed"
    assert (await performed(scene)).state == "finished"


async def test_a_job_without_a_run_is_nobodys(scene: Scene) -> None:
    await perform_run(shop(scene), uuid4())


async def test_what_somebody_took_meanwhile_is_solved_again_and_the_rest_is_held(scene: Scene) -> None:
    requests = [await scene.file(), await scene.file()]
    run = await performed(scene)
    async with scene.acting(scene.world.committee) as (session, _):
        room_of = {line.request_id: line.room_id for line in await lines_of(session, run.id)}
    assert len(set(room_of.values())) == 2
    # Somebody else is given the place that the run has for the first of them.
    third = await scene.file()
    cards = (await scene.options(third)).options
    taken = next(
        number
        for number, card in enumerate(cards)
        if card.own_network == (room_of[requests[0].id] == scene.ceiba_room.id)
    )
    await scene.choose(third, taken)
    outcome = await applied(scene, run)
    assert (outcome.held, outcome.overtaken) == (1, 1)
    assert outcome.again is not None
    assert (outcome.again.state, outcome.again.follows) == ("queued", run.id)
    async with scene.acting(scene.world.committee) as (session, actor):
        after = await run_after(session, actor, run.id)
    assert after is not None
    await perform_run(shop(scene), after.id)
    assert (await now_of(scene, after)).requests == 1


async def test_lines_are_applied_once(scene: Scene) -> None:
    await scene.file()
    run = await performed(scene)
    assert await applied(scene, run) == Applied(held=1, overtaken=0)
    assert await applied(scene, run) == Applied(held=0, overtaken=0)


async def test_a_host_asks_for_no_run(scene: Scene) -> None:
    with pytest.raises(NotAllowedError):
        async with scene.acting(scene.world.host) as (session, actor):
            await ask_for_run(session, actor)


async def test_only_the_system_moves_a_run_on(scene: Scene) -> None:
    await asked(scene)
    async with scene.acting(scene.world.committee) as (session, _):
        moved = await session.execute(text("update run set state = 'finished' returning id"))
        assert moved.all() == []
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with scene.acting(scene.world.committee) as (session, _):
            await session.execute(text("truncate queue.pgqueuer"))


async def test_what_the_solver_gets_names_nobody(scene: Scene) -> None:
    request = await scene.file()
    async with scene.acting(MATCHER) as (session, _):
        posed = await pose_everything(session, scene.keyring)
    assert request.code not in repr(posed.problem)
    assert "Ceiba" not in repr(posed.problem)
