"""Two people changed the same request: both versions side by side, and of each answer whichever she takes."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError, InvalidInputError
from shelters.requests.commands import change_request
from shelters.requests.queries import draft_of
from shelters.requests.unfinished import finish
from web.edge import Desk, needs
from web.request_answers import QUESTIONS, Question
from web.request_form import Typed, typed_of_draft
from web.request_keeping import keep_typed, refuse_whole, taken_up
from web.request_reading import Reading
from web.request_steps import CHECK, WHOLE

router = APIRouter(prefix="/requests/unfinished/{unfinished_id}/versions")
STORED: Final = "stored"
_TAKE: Final = "take-"


@router.get("")
async def versions_page(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], unfinished_id: UUID) -> Response:
    """Show where hers differs from what is stored now, and who changed that when."""
    typed, request = await taken_up(desk, unfinished_id)
    if request is None:
        return _to_the_form(desk, unfinished_id)
    try:
        mine, stored = Reading(typed).draft(), draft_of(desk.keyring, request)
    except InvalidInputError:
        return _to_the_form(desk, unfinished_id)
    rows = [(each, each.said(mine), each.said(stored)) for each in QUESTIONS]
    return desk.render(
        "requests/versions.html",
        request_shown=request,
        unfinished=unfinished_id,
        rows=[row for row in rows if row[1] != row[2]],
        by_herself=request.changed_by == desk.actor.person_id,
    )


@router.post("")
async def take(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], unfinished_id: UUID) -> Response:
    """Send hers with what she took of the other; whoever was faster once more is shown the same way."""
    mine, request = await taken_up(desk, unfinished_id)
    if request is None:
        return _to_the_form(desk, unfinished_id)
    form = await desk.form()
    stored = typed_of_draft(draft_of(desk.keyring, request))
    typed = _taken(mine, stored, [each for each in QUESTIONS if form.get(_TAKE + each.name) == STORED])
    shown = Typed(form).version
    reading = Reading(Typed({**typed.fields, "version": str(shown)}, typed.lists))
    try:
        await change_request(desk.session, desk.actor, desk.keyring, request.id, reading.draft(), shown)
    except InvalidInputError:
        await keep_typed(desk, reading.typed, at=CHECK)
        return desk.go(f"/requests/unfinished/{unfinished_id}/{CHECK}")
    except ConflictError as error:
        return await refuse_whole(desk, error, Reading(mine), request)
    await finish(desk.session, desk.actor, unfinished_id, request.id)
    return desk.go(f"/requests/{request.id}")


def _to_the_form(desk: Desk, unfinished_id: UUID) -> Response:
    """Lead on where there is nothing to compare: of a new request, or one that is half answered."""
    return desk.go(f"/requests/unfinished/{unfinished_id}/{WHOLE}")


def _taken(mine: Typed, stored: Typed, questions: list[Question]) -> Typed:
    theirs = frozenset(field for each in questions for field in each.fields)
    return stored.only(theirs).beside(mine.without(theirs))
