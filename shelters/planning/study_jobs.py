"""A study as a job: worked out by whatever worker takes it, in a child process, and ended when somebody stops it."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now, today_somewhere
from shelters.database.engine import Engine
from shelters.database.queue import Work
from shelters.database.row import take
from shelters.database.transaction import transaction
from shelters.placement.underway import REPORT_EVERY, Underway
from shelters.planning.models import Study
from shelters.planning.past import Past, the_past
from shelters.planning.questions import QuestionKind, question_of
from shelters.planning.replays import Effort
from shelters.planning.studies import KIND
from shelters.planning.study_states import StudyState, StudyStep, next_state
from shelters.planning.worked_out import worked_out
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings

_STUDIES: Final = Underway(
    Study,
    started=lambda state: next_state(state, StudyStep.START).value,
    failed=lambda state: next_state(state, StudyStep.FAIL).value,
    action=Action.STUDY_FAILED,
    log=logging.getLogger("abrigo.studies"),
)
Reached = list[tuple[int, int]]


def _usual_effort() -> Effort:
    # One processor is left to those who wait for a page.
    return Effort(processes=max(1, (os.cpu_count() or 1) - 1))


@dataclass(frozen=True)
class StudyRoom:
    """What a worker has to work with."""

    engine: Engine
    keyring: Keyring
    effort: Effort = field(default_factory=_usual_effort)

    @classmethod
    def of(cls, engine: Engine, keyring: Keyring, settings: Settings) -> StudyRoom:
        """Set one up as the operator said."""
        processes = _usual_effort().processes
        return cls(engine, keyring, Effort(processes=processes, memory_mb=settings.run_memory_mb))


def study_jobs(room: StudyRoom) -> Mapping[str, Work]:
    """Name what a worker does with a queued study."""

    async def perform(payload: bytes) -> None:
        await perform_study(room, UUID(bytes=payload))

    return {KIND: perform}


async def perform_study(room: StudyRoom, study_id: UUID) -> None:
    """Work out a queued study and keep its answer, or the reason for which there is none.

    Raises
    ------
    BusyError
        When another study is still being worked out.
    """
    if not await _STUDIES.take_up(room.engine, study_id):
        return
    reached: Reached = []
    working = asyncio.create_task(_work_out(room, study_id, reached))
    try:
        async with _STUDIES.to_its_end(room.engine, study_id):
            await _watch(room.engine, study_id, working, reached)
            if not working.cancelled():
                await _finish(room.engine, study_id, await working)
    finally:
        working.cancel()
        await asyncio.wait({working})


async def forget_stale_studies(session: AsyncSession, actor: Actor) -> int:
    """Fail every study whose worker has not been heard of for a while, and say how many."""
    return await _STUDIES.forget_stale(session, actor)


async def _work_out(room: StudyRoom, study_id: UUID, reached: Reached) -> tuple[Past, dict[str, Any] | None]:
    async with transaction(room.engine, MATCHER) as session:
        study = await session.get_one(Study, study_id)
        question = question_of(QuestionKind(study.kind), study.question)
        past = await the_past(session, room.keyring, today_somewhere())
    return past, await worked_out(past, question, room.effort, lambda *done: reached.append(done))


async def _watch(engine: Engine, study_id: UUID, working: asyncio.Task[Any], reached: Reached) -> None:
    """Write once a second how far it is, until it is done or somebody stopped it."""
    while not working.done():
        # A database that is away for a moment ends no study; its end will tell.
        with suppress(SQLAlchemyError, OSError):
            async with transaction(engine, MATCHER) as session:
                study = await take(session, Study, study_id)
                if study.state != StudyState.RUNNING:
                    working.cancel()
                else:
                    _note(study, reached)
        await asyncio.wait({working}, timeout=REPORT_EVERY)


def _note(study: Study, reached: Reached) -> None:
    study.seen_at = now()
    if reached:
        study.done, study.steps = reached[-1]
        reached.clear()


async def _finish(engine: Engine, study_id: UUID, found: tuple[Past, dict[str, Any] | None]) -> None:
    past, answer = found
    async with transaction(engine, MATCHER) as session:
        study = await take(session, Study, study_id)
        if study.state != StudyState.RUNNING:
            return
        study.state = next_state(study.state, StudyStep.FINISH).value
        study.since, study.until, study.asked, study.answer = past.since, past.until, len(past.asking), answer
        record(session, MATCHER, Action.STUDY_ANSWERED, study.id)
