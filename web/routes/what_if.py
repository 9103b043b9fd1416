"""What if: questions about a year with other houses or rules, and what came of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission
from shelters.capacity.queries import zones_seen
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.run_states import FAILURES, Failure
from shelters.places import COUNTRIES, zone
from shelters.planning.models import Study
from shelters.planning.questions import QuestionKind
from shelters.planning.replays import Answer
from shelters.planning.studies import ask_study, house_names, is_old, latest_studies, stop_study, study_seen
from shelters.planning.study_states import LIVE
from web.edge import Desk, needs
from web.house_form import HOUSE_WORDS
from web.htmx import asked_by_htmx
from web.question_form import QuestionReading, empty_question, typed_question
from web.request_form import Typed
from web.study_words import (
    KIND_WORDS,
    MEANINGS,
    answer_rows,
    between,
    headline,
    is_open,
    question_facts,
    question_in,
    question_words,
)

router = APIRouter()

_HERE: Final = "/planning/what-if"
_Kind = Annotated[str, Query(max_length=20)]


@router.get("/planning/what-if")
async def questions_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)]) -> Response:
    """List what can be asked, and the latest answers."""
    studies = await latest_studies(desk.session, desk.actor, tuple(KIND_WORDS))
    houses = await house_names(desk.session, studies)
    rows = [(each, question_words(question_in(each), houses), _answer(each), is_old(each)) for each in studies]
    return desk.render("what_if/list.html", kinds=KIND_WORDS, studies=rows, between=between)


@router.get("/planning/what-if/new")
async def new_page(desk: Annotated[Desk, needs(Permission.PLANNING_ASK)], about: _Kind = "") -> Response:
    """Show the empty form of a question."""
    kind = _kind(about)
    return desk.render("what_if/form.html", **await _form(desk, QuestionReading(kind, empty_question(kind))))


@router.post("/planning/what-if")
async def ask(desk: Annotated[Desk, needs(Permission.PLANNING_ASK)]) -> Response:
    """Queue a question, or give the form back with what was typed."""
    typed = typed_question(await desk.form())
    reading = QuestionReading(_kind(typed.get("about")), typed)
    shown = await _form(desk, reading)
    try:
        question = await reading.question(desk.session, desk.actor)
        study = await ask_study(desk.session, desk.actor, question)
    except (InvalidInputError, ConflictError) as error:
        found = {"places": reading.places, "houses": reading.houses}
        return await desk.refuse("what_if/form.html", error, **shown | found)
    return desk.go(f"{_HERE}/{study.id}")


@router.get("/planning/what-if/{study_id}")
async def study_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], study_id: UUID) -> Response:
    """Show how far a question is, or its answer."""
    study = await study_seen(desk.session, desk.actor, study_id)
    if QuestionKind(study.kind) not in KIND_WORDS:
        # Asked from the page of where houses should open: there is where it stands.
        return desk.go(f"/planning/where-next/{study_id}")
    shown = await _shown(desk, study)
    if study.state in LIVE:
        return desk.render("what_if/live.html", fragment="what_if/_live.html", **shown)
    if asked_by_htmx(desk.request):
        # What watched it run is led to the page of what came of it.
        return desk.go(f"{_HERE}/{study_id}")
    return desk.render("what_if/page.html", **shown)


@router.post("/planning/what-if/{study_id}/stop")
async def stop(desk: Annotated[Desk, needs(Permission.PLANNING_ASK)], study_id: UUID) -> Response:
    """End a question before its answer."""
    await stop_study(desk.session, desk.actor, study_id)
    return desk.go(_HERE)


def _kind(about: str) -> QuestionKind:
    return next((kind for kind in KIND_WORDS if kind.value == about), QuestionKind.OPEN)


async def _form(desk: Desk, reading: QuestionReading) -> dict[str, Any]:
    zones = [(code, f"{zone(code).name}, {COUNTRIES[code[:2]]}") for code in await zones_seen(desk.session, desk.actor)]
    typed: Typed = reading.typed
    return {
        "kind": reading.kind,
        "kinds": KIND_WORDS,
        "typed": typed,
        "words": HOUSE_WORDS,
        "zones": zones,
        "places": reading.places,
        "houses": reading.houses,
    }


async def _shown(desk: Desk, study: Study) -> dict[str, Any]:
    houses, question, answer = await house_names(desk.session, [study]), question_in(study), _answer(study)
    return {
        "study": study,
        "here": _HERE,
        "asked": question_words(question, houses),
        "facts": question_facts(question, houses),
        "answer": answer,
        "headline": headline(answer) if answer else "",
        "open": bool(answer and is_open(answer.more)),
        "between": between(answer.more) if answer else "",
        "rows": answer_rows(answer) if answer else [],
        "old": is_old(study),
        "last": study.until - timedelta(days=1) if study.until else None,
        "failure": FAILURES[Failure(study.failure)] if study.failure else "",
        "meanings": MEANINGS,
    }


def _answer(study: Study) -> Answer | None:
    return Answer.read(study.answer) if study.answer else None
