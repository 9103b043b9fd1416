"""Options for a request: seeing them, and choosing one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.placement.emergencies import choose_without_waiting
from shelters.placement.options import options_for
from shelters.requests.queries import case_of
from web.edge import Desk, needs

router = APIRouter()


@router.get("/requests/{request_id}/options")
async def options_page(desk: Annotated[Desk, needs(Permission.OPTIONS_SEE)], request_id: UUID) -> Response:
    """Show the best three places with their reasons, and why not elsewhere."""
    answer = await options_for(desk.session, desk.actor, desk.keyring, request_id)
    return desk.render("options/page.html", answer=answer, case=case_of(desk.keyring, answer.request))


@router.post("/requests/{request_id}/options")
async def choose(desk: Annotated[Desk, needs(Permission.OPTION_CHOOSE)], request_id: UUID) -> Response:
    """Choose an option: its beds are held until the host answers."""
    token = str((await desk.form()).get("option", ""))
    await choose_without_waiting(desk.session, desk.actor, desk.keyring, request_id, token, desk.settings.hold_hours)
    return desk.go(f"/requests/{request_id}")
