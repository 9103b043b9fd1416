"""Studies as planners ask for them, look at them and stop them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.models import House
from shelters.clock import now, today_somewhere
from shelters.database.queue import enqueue
from shelters.database.row import take
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.planning.models import Study
from shelters.planning.questions import Closing, Question, QuestionKind, Ruling, kind_of
from shelters.planning.study_states import LIVE, StudyState, StudyStep, next_state

KIND: Final = "study"
# A past that ended longer ago is said to be old.
OLD: Final = timedelta(days=28)
# Whoever asks for more waits for answers first: each takes minutes of the whole machine.
MOST_AT_ONCE: Final = 8
_ASKING: Final = 0x737475
_ENOUGH: Final = N_("Ya hay ocho preguntas en espera. Cuando una termine, o si detienes alguna, puedes hacer otra.")
_NO_HOUSE: Final = N_("Ninguna casa se llama así. Revisa el nombre en clave.")


async def ask_study(session: AsyncSession, actor: Actor, question: Question) -> Study:
    """Queue a question, or give the study that is about to answer just that one."""
    require(actor, Permission.PLANNING_ASK)
    await _check_house(session, question)
    # One asks after the other, so that a second click finds the study of the first.
    await session.execute(select(func.pg_advisory_xact_lock(_ASKING)))
    kind, values = kind_of(question).value, question.model_dump(mode="json")
    live = (await session.scalars(select(Study).where(col(Study.state).in_(LIVE)))).all()
    same = [each for each in live if (each.kind, each.question) == (kind, values)]
    if same:
        return same[0]
    if len(live) >= MOST_AT_ONCE:
        raise ConflictError(_ENOUGH)
    study = Study(id=uuid4(), made_by=actor.person, made_at=now(), kind=kind, question=values)
    session.add(study)
    record(session, actor, Action.STUDY_ASKED, study.id, kind=kind)
    await session.flush()
    await enqueue(session, KIND, study.id.bytes)
    return study


async def _check_house(session: AsyncSession, question: Question) -> None:
    house_id = question.house_id if isinstance(question, Closing | Ruling) else None
    if house_id is not None and await session.get(House, house_id) is None:
        raise InvalidInputError("house", _NO_HOUSE)


async def study_seen(session: AsyncSession, actor: Actor, study_id: UUID) -> Study:
    """Give a study."""
    require(actor, Permission.PLANNING_SEE)
    study = await session.get(Study, study_id)
    if study is None:
        raise NotFoundError
    return study


async def latest_studies(
    session: AsyncSession, actor: Actor, kinds: Collection[QuestionKind], limit: int = 20
) -> Sequence[Study]:
    """List the latest studies of some kinds."""
    require(actor, Permission.PLANNING_SEE)
    of_kinds = select(Study).where(col(Study.kind).in_([kind.value for kind in kinds]))
    return (await session.scalars(of_kinds.order_by(col(Study.made_at).desc()).limit(limit))).all()


async def stop_study(session: AsyncSession, actor: Actor, study_id: UUID) -> Study:
    """End a study before its answer; whoever works on it notices within a second."""
    require(actor, Permission.PLANNING_ASK)
    study = await take(session, Study, study_id)
    study.state = next_state(study.state, StudyStep.STOP).value
    record(session, actor, Action.STUDY_STOPPED, study.id)
    await session.flush()
    return study


def is_old(study: Study) -> bool:
    """Say whether an answer is of a past that ended a while ago."""
    ended = StudyState(study.state) is StudyState.FINISHED and study.until is not None
    return ended and study.until is not None and study.until < today_somewhere() - OLD


async def house_names(session: AsyncSession, studies: Collection[Study]) -> dict[UUID, str]:
    """Give the code names of the houses that studies are about, where they are seen."""
    ids = {UUID(each.question["house_id"]) for each in studies if each.question.get("house_id")}
    if not ids:
        return {}
    found = await session.scalars(select(House).where(col(House.id).in_(ids)))
    return {house.id: house.code_name for house in found}


async def houses_called(session: AsyncSession, actor: Actor, code_name: str, limit: int = 8) -> Sequence[House]:
    """List the houses with this code name, or else those whose name has these words in it."""
    require(actor, Permission.HOUSE_SEE)
    named = select(House).order_by(col(House.code_name), col(House.id)).limit(limit)
    exactly = func.lower(col(House.code_name)) == code_name.strip().lower()
    found = (await session.scalars(named.where(exactly))).all()
    within = col(House.code_name).icontains(code_name.strip(), autoescape=True)
    return found or (await session.scalars(named.where(within))).all()
