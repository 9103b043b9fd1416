"""A run as a job: asked for by a person, solved by whatever worker takes it, and never in two minds about its state."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now
from shelters.database.engine import Engine
from shelters.database.queue import Work, enqueue
from shelters.database.row import take
from shelters.database.transaction import acting_as, transaction
from shelters.placement.everything import Solved, keep_plan, pose_everything, solve_posed
from shelters.placement.models import Run
from shelters.placement.run_states import LIVE, Failure, RunState, RunStep, next_state
from shelters.placement.solving import SOLVER, Limits, Reached
from shelters.placement.underway import REPORT_EVERY, Underway
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings

KIND: Final = "run"
_ASKING: Final = 0x72756E


def _take_back(run: Run) -> None:
    run.placed, run.most = 0, None


_RUNS: Final = Underway(
    Run,
    started=lambda state: next_state(state, RunStep.START).value,
    failed=lambda state: next_state(state, RunStep.FAIL).value,
    action=Action.RUN_FAILED,
    log=logging.getLogger("abrigo.runs"),
    take_back=_take_back,
)


@dataclass(frozen=True)
class Workshop:
    """What a worker works with."""

    engine: Engine
    keyring: Keyring
    limits: Limits
    command: Sequence[str] = field(default=SOLVER)

    @classmethod
    def of(cls, engine: Engine, keyring: Keyring, settings: Settings) -> Workshop:
        """Set one up as the operator said."""
        return cls(engine, keyring, Limits.of(settings.run_seconds, settings.run_memory_mb))


async def ask_for_run(session: AsyncSession, actor: Actor, *, follows: UUID | None = None) -> Run:
    """Queue a run over all open requests, or give the one that is queued or running already.

    What follows another run is always solved anew: a run that is underway has not seen what changed.
    """
    require(actor, Permission.RUN_START)
    # One asks after the other, so that a second click finds the run of the first.
    await session.execute(select(func.pg_advisory_xact_lock(_ASKING)))
    live = {run.state: run for run in await session.scalars(select(Run).where(col(Run.state).in_(LIVE)))}
    run = live.get(RunState.QUEUED) or (None if follows else live.get(RunState.RUNNING))
    if run is None:
        run = Run(id=uuid4(), network_id=actor.network_id, made_by=actor.person_id, made_at=now(), follows=follows)
        run.state = RunState.QUEUED.value
        session.add(run)
        record(session, actor, Action.RUN_ASKED, run.id)
        await session.flush()
    if run.state == RunState.QUEUED:
        await enqueue(session, KIND, run.id.bytes)
    return run


async def ask_to_stop(session: AsyncSession, actor: Actor, run_id: UUID) -> None:
    """End a run that nobody works on yet; one that is being solved ends soon, with the best that it has."""
    require(actor, Permission.RUN_START)
    # Only who solves may change a run.
    async with acting_as(session, MATCHER):
        run = await take(session, Run, run_id)
        waits = run.state == RunState.QUEUED
        run.state, run.stop_asked_at = next_state(run.state, RunStep.STOP).value, now()
        run.failure = Failure.STOPPED.value if waits else None
        await session.flush()
    record(session, actor, Action.RUN_STOPPED, run_id)
    await session.flush()


def run_jobs(shop: Workshop) -> Mapping[str, Work]:
    """Name what a worker does with a queued run: one at a time over all workers."""

    async def perform(payload: bytes) -> None:
        await perform_run(shop, UUID(bytes=payload))

    return {KIND: perform}


async def perform_run(shop: Workshop, run_id: UUID) -> None:
    """Solve a queued run and keep its plan, or the reason for which there is none.

    Raises
    ------
    BusyError
        When another run is still being solved.
    """
    if await _RUNS.take_up(shop.engine, run_id):
        async with _RUNS.to_its_end(shop.engine, run_id):
            await _finish(shop, run_id, await _solve(shop, run_id))


async def forget_stale(session: AsyncSession, actor: Actor) -> int:
    """Fail every run whose worker has not been heard of for a while, and say how many."""
    return await _RUNS.forget_stale(session, actor)


async def _solve(shop: Workshop, run_id: UUID) -> Solved:
    async with transaction(shop.engine, MATCHER) as session:
        posed = await pose_everything(session, shop.keyring)
        run = await take(session, Run, run_id)
        run.requests = len(posed.problem.requests)
    reached: list[Reached] = []
    over, enough = asyncio.Event(), asyncio.Event()
    reporting = asyncio.create_task(_report(shop.engine, run_id, reached, over, enough))
    try:
        return await solve_posed(posed, shop.limits, on_progress=reached.append, command=shop.command, enough=enough)
    finally:
        over.set()
        await reporting


async def _report(
    engine: Engine, run_id: UUID, reached: list[Reached], over: asyncio.Event, enough: asyncio.Event
) -> None:
    """Write once a second how far the solver is, and that somebody is working on it; hear whether it is enough."""
    while not over.is_set():
        # A database that is away for a moment ends no run; its end will tell.
        with suppress(SQLAlchemyError, OSError):
            async with transaction(engine, MATCHER) as session:
                run = await take(session, Run, run_id)
                if run.state == RunState.RUNNING:
                    _note(run, reached)
                if run.stop_asked_at is not None:
                    enough.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), REPORT_EVERY)


def _note(run: Run, reached: list[Reached]) -> None:
    run.seen_at = now()
    if reached:
        run.phase, run.placed, run.most = reached[-1].phase, reached[-1].placed, reached[-1].most
        reached.clear()


async def _finish(shop: Workshop, run_id: UUID, solved: Solved) -> None:
    async with transaction(shop.engine, MATCHER) as session:
        run = await take(session, Run, run_id)
        run.state = next_state(run.state, RunStep.FINISH).value
        await keep_plan(session, shop.keyring, run, solved)
        record(session, MATCHER, Action.RUN_MADE, run.id, requests=run.requests, placed=run.placed)
