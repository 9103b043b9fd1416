"""The history of closures of a house."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission
from shelters.capacity.history import closure_history
from shelters.capacity.queries import house_seen
from web.edge import Desk, needs
from web.house_form import HOUSE_WORDS

router = APIRouter()

PAGE: Final = 50


@router.get("/houses/{house_id}/closures")
async def closures_page(
    desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)],
    house_id: UUID,
    page: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Response:
    """List what was closed, why and by whom, and who opened it again."""
    house = await house_seen(desk.session, desk.actor, house_id)
    found = await closure_history(desk.session, desk.actor, house_id, offset=page * PAGE, limit=PAGE + 1)
    return desk.render(
        "houses/closures.html",
        house=house,
        closures=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        day=timedelta(days=1),
        reasons=dict(HOUSE_WORDS["reasons"]),
    )
