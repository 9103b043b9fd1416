"""A request one question a page, each of them kept when it is answered; then all answers, to be checked and sent."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.requests.commands import change_request, file_request
from shelters.requests.models import Request
from shelters.requests.unfinished import finish
from web.edge import Desk, needs, words_by_field
from web.request_answers import answers
from web.request_form import Typed
from web.request_keeping import keep_typed, refuse_whole, taken_up
from web.request_reading import Reading
from web.request_step_reading import reading_of, refuse_wrong, wrong_by_step
from web.request_steps import CHECK, STEPS, Step
from web.request_vocabulary import VOCABULARY

router = APIRouter(prefix="/requests/unfinished/{unfinished_id}")
_PAGE: Final = "requests/step.html"


@router.get("/check")
async def check_page(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID) -> Response:
    """Show all answers before they are sent, or ask for the first that is missing."""
    typed, request = await taken_up(desk, unfinished_id)
    reading = Reading(typed)
    for name in wrong_by_step(reading):
        return desk.go(f"/requests/unfinished/{unfinished_id}/{name}?then={CHECK}")
    rows = answers(reading.draft())
    return desk.render("requests/check.html", rows=rows, unfinished=unfinished_id, changing=request)


@router.post("/send")
async def send(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID) -> Response:
    """File the request, or make the change; what has become wrong meanwhile is asked again."""
    typed, request = await taken_up(desk, unfinished_id)
    reading = Reading(typed)
    try:
        sent = await _sent(desk, reading, request)
    except InvalidInputError:
        return desk.go(f"/requests/unfinished/{unfinished_id}/{CHECK}")
    except ConflictError as error:
        return await refuse_whole(desk, error, reading, request)
    await finish(desk.session, desk.actor, unfinished_id, sent.id)
    return desk.go(f"/requests/{sent.id}")


async def _sent(desk: Desk, reading: Reading, request: Request | None) -> Request:
    if request is None:
        return await file_request(desk.session, desk.actor, desk.keyring, reading.draft())
    version = reading.typed.version
    return await change_request(desk.session, desk.actor, desk.keyring, request.id, reading.draft(), version)


@router.get("/{name}")
async def step_page(
    desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID, name: str, then: str = ""
) -> Response:
    """Ask the questions of one page; for whoever wanted to check all answers, with what is still missing."""
    step = _step(name)
    typed, request = await taken_up(desk, unfinished_id)
    reading = Reading(typed)
    wrong = wrong_by_step(reading).get(name) if then == CHECK else None
    errors = words_by_field(desk.request, wrong) if wrong else {}
    return desk.render(_PAGE, **_asked(step, typed, reading, request, then), errors=errors)


@router.post("/{name}")
async def answer(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID, name: str) -> Response:
    """Keep what was answered, right or wrong, and go on to the next page once it is right."""
    step = _step(name)
    _, request = await taken_up(desk, unfinished_id)
    typed = Typed.of_form(await desk.form()).on(name, unfinished_id)
    here, then = f"/requests/unfinished/{unfinished_id}", typed.get("then")
    if typed.adding:
        await keep_typed(desk, typed)
        return desk.go(f"{here}/{name}?then={then if then == CHECK else ''}#{typed.added}")
    reading = reading_of(step, typed)
    try:
        refuse_wrong(step, reading)
    except InvalidInputError as error:
        response = await desk.refuse(_PAGE, error, **_asked(step, typed, reading, request, then))
        await keep_typed(desk, typed)
        return response
    following = CHECK if then == CHECK else _after(step)
    await keep_typed(desk, typed, at=following)
    return desk.go(f"{here}/{following}")


def _asked(step: Step, typed: Typed, reading: Reading, request: Request | None, then: str) -> dict[str, Any]:
    number = STEPS.index(step)
    return {
        "step": step,
        "number": number + 1,
        "of": len(STEPS),
        "before": CHECK if then == CHECK else STEPS[number - 1].name if number else "",
        "then": then if then == CHECK else "",
        "typed": typed,
        "choices": reading.choices,
        "words": VOCABULARY,
        "changing": request,
        "unfolded": True,
    }


def _step(name: str) -> Step:
    for step in STEPS:
        if step.name == name:
            return step
    raise NotFoundError


def _after(step: Step) -> str:
    following = STEPS.index(step) + 1
    return STEPS[following].name if following < len(STEPS) else CHECK
