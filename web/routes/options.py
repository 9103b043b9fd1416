"""Options for a request: seeing them, and choosing one."""

from __future__ import annotations

import re
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError
from shelters.placement.emergencies import choose_without_waiting
from shelters.placement.options import options_for
from shelters.requests.queries import case_of, request_seen
from shelters.requests.states import RequestState
from shelters.requests.yielding import What, Yield, yield_in
from web.edge import Desk, needs
from web.overtaken import options_anew, place_gone

router = APIRouter()

_NUMBER: Final = re.compile(r"-?[0-9]{1,6}")


@router.get("/requests/{request_id}/options")
async def options_page(desk: Annotated[Desk, needs(Permission.OPTIONS_SEE)], request_id: UUID) -> Response:
    """Show the best three places with their reasons, and why not elsewhere; whoever has one is led to it."""
    request = await request_seen(desk.session, desk.actor, request_id)
    if RequestState(request.state) is RequestState.PROPOSED:
        return desk.go(f"/requests/{request_id}")
    answer = await options_for(desk.session, desk.actor, desk.keyring, request_id)
    return desk.render("options/page.html", answer=answer, case=case_of(desk.keyring, answer.request))


@router.post("/requests/{request_id}/yield")
async def ask_otherwise(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Make the smallest change that would open a place, and show the options that it gives."""
    await request_seen(desk.session, desk.actor, request_id, Permission.REQUEST_CHANGE)
    form = await desk.form()
    what, amount, version = (str(form.get(name, "")) for name in ("what", "amount", "version"))
    if what not in set(What) or not all(map(_NUMBER.fullmatch, (amount, version))):
        raise ConflictError
    yielded = Yield(What(what), int(amount))
    try:
        await yield_in(desk.session, desk.actor, desk.keyring, request_id, yielded, int(version))
    except ConflictError as error:
        return await options_anew(desk, request_id, error)
    return desk.go(f"/requests/{request_id}/options")


@router.post("/requests/{request_id}/options")
async def choose(desk: Annotated[Desk, needs(Permission.OPTION_CHOOSE)], request_id: UUID) -> Response:
    """Choose an option: its beds are held until the host answers."""
    form = await desk.form()
    token, version = (str(form.get(name, "")) for name in ("option", "version"))
    hours = desk.settings.hold_hours
    try:
        await choose_without_waiting(desk.session, desk.actor, desk.keyring, request_id, token, hours)
    except ConflictError as error:
        return await place_gone(desk, request_id, error, version=version)
    return desk.go(f"/requests/{request_id}")
