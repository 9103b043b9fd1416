"""How long closed cases are kept: the term, what goes next, and what has gone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import InvalidInputError
from shelters.retention.commands import LONGEST, change_term
from shelters.retention.queries import preview
from shelters.retention.traces import TRACES
from web.edge import Desk, needs

router = APIRouter()
_PAGE = "retention/page.html"


@router.get("/retention")
async def retention_page(desk: Annotated[Desk, needs(Permission.RETENTION_SEE)]) -> Response:
    """Show a steward what will be erased, and when."""
    shown = await preview(desk.session, desk.actor)
    return desk.render(_PAGE, preview=shown, traces=TRACES, typed=str(shown.days))


@router.post("/retention")
async def change(desk: Annotated[Desk, needs(Permission.RETENTION_CHANGE)]) -> Response:
    """Change the term of the network."""
    typed = str((await desk.form()).get("days", "")).strip()
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(LONGEST)) else None
    shown = await preview(desk.session, desk.actor)
    try:
        await change_term(desk.session, desk.actor, days)
    except InvalidInputError as error:
        return await desk.refuse(_PAGE, error, preview=shown, traces=TRACES, typed=typed)
    return desk.go("/retention")
