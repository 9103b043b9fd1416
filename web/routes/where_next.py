"""Where next: where houses should open with what may be spent, and why there."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.run_states import FAILURES, Failure
from shelters.planning.models import Study
from shelters.planning.questions import QuestionKind, Spending, question_of
from shelters.planning.sited import Sited
from shelters.planning.studies import ask_study, is_old, latest_studies, stop_study, study_seen
from shelters.planning.study_states import LIVE
from web.edge import Desk, needs
from web.htmx import asked_by_htmx
from web.request_form import Typed
from web.siting_words import (
    SITING_MEANINGS,
    best_words,
    floor_words,
    house_words,
    plan_words,
    price_words,
    reasons,
    spending_facts,
)
from web.study_words import answer_rows, between, question_words, signed

router = APIRouter()

_HERE: Final = "/planning/where-next"
_FIELDS: Final = ("houses", "rooms", "money", "opening", "bed", "accessible")
_USUAL: Final = {"houses": "1", "rooms": "6", "opening": "0", "bed": "0", "accessible": "0"}


@router.get("/planning/where-next")
async def siting_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)]) -> Response:
    """Ask for what may be spent, and list the latest answers."""
    return desk.render("where_next/list.html", **await _listed(desk, Typed(_USUAL)))


@router.post("/planning/where-next")
async def ask(desk: Annotated[Desk, needs(Permission.PLANNING_ASK)]) -> Response:
    """Queue the question, or give the form back with what was typed."""
    typed = Typed(await desk.form())
    shown = await _listed(desk, typed)
    try:
        values = {name: typed.get(name) for name in _FIELDS if typed.get(name)}
        study = await ask_study(desk.session, desk.actor, question_of(QuestionKind.WHERE, values))
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("where_next/list.html", error, **shown)
    return desk.go(f"{_HERE}/{study.id}")


@router.get("/planning/where-next/{study_id}")
async def study_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], study_id: UUID) -> Response:
    """Show how far the choice is, or where houses should open."""
    study = await study_seen(desk.session, desk.actor, study_id)
    if study.kind != QuestionKind.WHERE:
        # Asked from the other page of questions: there is where it stands.
        return desk.go(f"/planning/what-if/{study_id}")
    shown = _asked(study)
    if study.state in LIVE:
        return desk.render("what_if/live.html", fragment="what_if/_live.html", **shown)
    if asked_by_htmx(desk.request):
        # What watched it run is led to the page of what came of it.
        return desk.go(f"{_HERE}/{study_id}")
    return desk.render("where_next/page.html", **shown, **_answered(study))


@router.post("/planning/where-next/{study_id}/stop")
async def stop(desk: Annotated[Desk, needs(Permission.PLANNING_ASK)], study_id: UUID) -> Response:
    """End the choice before its answer."""
    await stop_study(desk.session, desk.actor, study_id)
    return desk.go(_HERE)


async def _listed(desk: Desk, typed: Typed) -> dict[str, Any]:
    studies = await latest_studies(desk.session, desk.actor, (QuestionKind.WHERE,))
    # Rows are read now: a refused form shows them after they belong to no session.
    rows = [(each, question_words(_spending(each), {}), _found(each), is_old(each)) for each in studies]
    return {"typed": typed, "studies": rows, "best_words": best_words}


def _asked(study: Study) -> dict[str, Any]:
    spending = _spending(study)
    return {
        "study": study,
        "here": _HERE,
        "asked": question_words(spending, {}),
        "facts": spending_facts(spending),
        "failure": FAILURES[Failure(study.failure)] if study.failure else "",
    }


def _answered(study: Study) -> dict[str, Any]:
    found = _found(study)
    best = found.plans[0] if found and found.plans else None
    return {
        "found": found,
        "proven": all(plan.proven for plan in found.frontier) if found else True,
        "last": study.until - timedelta(days=1) if study.until else None,
        "best": [(house_words(house), reasons(house)) for house in best.houses] if best else [],
        "rows": answer_rows(best.answer) if best else [],
        "headline": best_words(found) if found else "",
        "floor": floor_words(found) if found else "",
        "prices": price_words(found.prices) if found else [],
        "counts_money": _spending(study).money is not None,
        "words": {"plan": plan_words, "house": house_words, "signed": signed, "between": between},
        "old": is_old(study),
        "meanings": SITING_MEANINGS,
    }


def _spending(study: Study) -> Spending:
    question = question_of(QuestionKind.WHERE, study.question)
    assert isinstance(question, Spending)  # noqa: S101 - as its kind says
    return question


def _found(study: Study) -> Sited | None:
    return Sited.read(study.answer) if study.answer else None
