"""A run that nobody solves to its end: whoever gave it up has the last word, and whoever asks is led to what lives."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.clock import now
from shelters.placement.jobs import Workshop, perform_run
from shelters.placement.underway import REPORT_EVERY
from shelters.settings import Settings
from tests.scene import Scene
from tests.shelters.placement.test_runs import LIMITS, asked, begun, now_of, shop, until


async def test_a_solver_that_cannot_be_started_is_a_failed_run(scene: Scene) -> None:
    run = await asked(scene)
    await perform_run(replace(shop(scene), command=("/nowhere/solver",)), run.id)
    ended = await now_of(scene, run)
    assert (ended.state, ended.failure) == ("failed", "defect")


async def test_a_worker_that_was_given_up_says_nothing_more_of_its_run(scene: Scene, superuser: AsyncEngine) -> None:
    """Its run was failed while its solver went on; that this fails later changes nothing."""
    run = await asked(scene)
    slow = replace(LIMITS, longest=2 * REPORT_EVERY)
    working = asyncio.create_task(perform_run(shop(scene, slow, "import time; time.sleep(600)"), run.id))
    await until(scene, run, begun)
    async with superuser.begin() as connection:
        await connection.execute(text("update run set seen_at = :seen"), {"seen": now() - timedelta(minutes=1)})
        await connection.execute(text("update run set state = 'failed', failure = 'interrupted'"))
    await working
    ended = await now_of(scene, run)
    assert (ended.state, ended.failure) == ("failed", "interrupted")
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from audit_record where action = 'run:failed'")) == 0


async def test_asking_while_one_is_being_solved_leads_to_that_one(scene: Scene, superuser: AsyncEngine) -> None:
    first = await asked(scene)
    async with superuser.begin() as connection:
        await connection.execute(text("update run set state = 'running', seen_at = now()"))
        await connection.execute(text("delete from queue.pgqueuer"))
    assert (await asked(scene)).id == first.id
    async with superuser.connect() as connection:
        assert await connection.scalar(text("select count(*) from queue.pgqueuer where entrypoint = 'run'")) == 0


def test_a_worker_solves_within_what_the_operator_allows(scene: Scene) -> None:
    made = Workshop.of(scene.engine, scene.keyring, Settings(run_seconds=7, run_memory_mb=512))
    assert (made.limits.seconds, made.limits.memory_mb) == (7, 512)
