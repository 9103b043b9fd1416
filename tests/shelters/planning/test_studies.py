"""A question as a job: answered once, ended when it is stopped, and told in figures that are no handful of families."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shelters.access.actor import MATCHER
from shelters.database.queue import BusyError
from shelters.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from shelters.planning import replays, worked_out
from shelters.planning.models import Study
from shelters.planning.questions import Closing, Keeping, Question
from shelters.planning.replays import Answer, Effort, Figure
from shelters.planning.studies import ask_study, stop_study, study_seen
from shelters.planning.study_jobs import StudyRoom, forget_stale_studies, perform_study
from shelters.planning.told import told
from tests.scene import Scene

KEEPING = Keeping(rooms=1)
SLEEPING = (sys.executable, "-c", "import time; time.sleep(600)")
DYING = (sys.executable, "-c", "raise SystemExit(3)")


@pytest_asyncio.fixture
async def past_requests(scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """File two requests a month ago, which here are enough to answer something."""
    monkeypatch.setattr(worked_out, "ENOUGH", 2)
    for _ in range(2):
        await scene.file()
    async with superuser.begin() as connection:
        await connection.execute(text("update request set filed_at = filed_at - interval '30 days'"))


def room(scene: Scene) -> StudyRoom:
    return StudyRoom(scene.engine, scene.keyring, Effort(futures=4))


async def asked(scene: Scene, question: Question = KEEPING) -> Study:
    async with scene.acting(scene.world.planner) as (session, actor):
        return await ask_study(session, actor, question)


async def now_of(scene: Scene, study: Study) -> Study:
    async with scene.acting(scene.world.planner) as (session, actor):
        return await study_seen(session, actor, study.id)


async def until_running(scene: Scene, study: Study) -> None:
    while True:
        if (await now_of(scene, study)).state == "running":
            return
        await asyncio.sleep(0.02)


async def stopped(scene: Scene, study: Study) -> None:
    async with scene.acting(scene.world.planner) as (session, actor):
        await stop_study(session, actor, study.id)


@pytest.mark.usefixtures("past_requests")
async def test_a_worker_answers_from_the_past_and_says_which(scene: Scene) -> None:
    study = await asked(scene, Closing(house_id=scene.ceiba.id))
    await perform_study(room(scene), study.id)
    study = await now_of(scene, study)
    assert (study.state, study.failure, study.asked) == ("finished", None, 2)
    assert study.since is not None
    assert study.until is not None
    assert study.until - study.since == timedelta(days=364)
    assert study.answer is not None
    assert Answer.read(study.answer).futures == 4
    assert Answer.read(study.answer).placed.middle == 0, "two are not told"
    with pytest.raises(ConflictError):
        await stopped(scene, study)


@pytest.mark.usefixtures("past_requests")
async def test_who_is_stopped_while_working_stops_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "REPLAYER", SLEEPING)
    study = await asked(scene)
    working = asyncio.create_task(perform_study(room(scene), study.id))
    await until_running(scene, study)
    with pytest.raises(BusyError):
        await perform_study(room(scene), (await asked(scene, Keeping(rooms=2))).id)
    await stopped(scene, study)
    await asyncio.wait_for(working, 10)
    assert (await now_of(scene, study)).state == "stopped"


@pytest.mark.usefixtures("past_requests")
async def test_a_child_that_dies_and_a_worker_that_goes_leave_a_reason(
    scene: Scene, superuser: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "REPLAYER", DYING)
    study = await asked(scene)
    await perform_study(room(scene), study.id)
    study = await now_of(scene, study)
    assert (study.state, study.failure, study.answer) == ("failed", "crash", None)
    silent = await asked(scene)
    async with superuser.begin() as connection:
        gone = text("update study set state = 'running', seen_at = now() - interval '1 minute' where id = :id")
        await connection.execute(gone, {"id": silent.id})
    async with scene.acting(MATCHER) as (session, actor):
        assert await forget_stale_studies(session, actor) == 1
    assert (await now_of(scene, silent)).failure == "interrupted"


async def test_only_planners_ask_and_read_and_nobody_deletes(scene: Scene) -> None:
    study = await asked(scene)
    for person in (scene.world.committee, scene.world.host, scene.world.steward):
        async with scene.acting(person) as (session, actor):
            assert await session.scalar(text("select count(*) from study")) == 0
            for doing in (ask_study(session, actor, KEEPING), stop_study(session, actor, study.id)):
                with pytest.raises(NotAllowedError):
                    await doing
    with pytest.raises(InvalidInputError):
        await asked(scene, Closing(house_id=UUID(int=1)))
    with pytest.raises(NotFoundError):
        await stopped(scene, Study(id=UUID(int=1), made_by=UUID(int=2), kind="keep", question={}))
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with scene.acting(MATCHER) as (session, _):
            await session.execute(text("delete from study"))


def test_what_is_told_is_whole_families_and_never_fewer_than_five() -> None:
    figures = {name: Figure(4.4, -5.6, 31.2) for name in ("asked", "placed", "more")}
    answer = Answer(
        **figures, by_urgency=(Figure(-4, -9.7, 2),) * 4, km=Figure(1.26, 0, 2), waited=Figure(0, 0, 0), futures=9
    )
    found = told(answer)
    assert found.more == Figure(0, -6, 31)
    assert found.by_urgency == (Figure(0, -10, 0),) * 4
    assert found.km == Figure(1.3, 0, 2)


def test_each_question_has_years_of_its_own() -> None:
    seeds = {worked_out.seed_of(each) for each in (KEEPING, Keeping(rooms=2), Closing(house_id=UUID(int=1)))}
    assert len(seeds) == 3
    assert worked_out.seed_of(KEEPING) == worked_out.seed_of(Keeping(rooms=1))
