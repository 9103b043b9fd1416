"""With whom somebody must not live: said by the code of a request, on a page of its own."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import InvalidInputError
from shelters.placement.keeping_apart import keep_apart
from shelters.requests.apart import said_apart, take_back_apart
from shelters.requests.queries import request_seen
from web.edge import Desk, needs

router = APIRouter()
_PAGE = "requests/apart.html"


@router.get("/requests/{request_id}/apart")
async def apart_page(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Show what the committee has said of this request, and the form that says more."""
    return desk.render(_PAGE, code="", **await _shown(desk, request_id))


async def _shown(desk: Desk, request_id: UUID) -> dict[str, Any]:
    request = await request_seen(desk.session, desk.actor, request_id, Permission.REQUEST_CHANGE)
    return {"request_shown": request, "said": await said_apart(desk.session, desk.actor, request)}


@router.post("/requests/{request_id}/apart")
async def say(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Keep two parties apart from now on."""
    code, shown = str((await desk.form()).get("apart", "")), await _shown(desk, request_id)
    try:
        await keep_apart(desk.session, desk.actor, desk.keyring, request_id, code)
    except InvalidInputError as error:
        return await desk.refuse(_PAGE, error, code=code, **shown)
    return desk.go(f"/requests/{request_id}/apart")


@router.post("/apart/{apart_id}/take-back")
async def take_back(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], apart_id: UUID) -> Response:
    """Take back that they must not live together."""
    row = await take_back_apart(desk.session, desk.actor, apart_id)
    return desk.go(f"/requests/{row.request_id}/apart")
