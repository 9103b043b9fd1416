"""The history of closures of a house."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.capacity.history import closure_history
from shelters.capacity.queries import house_seen
from web.edge import Desk, needs
from web.house_form import HOUSE_WORDS
from web.paging import Paged, PageNumber, window

router = APIRouter()


@router.get("/houses/{house_id}/closures")
async def closures_page(
    desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)],
    house_id: UUID,
    page: PageNumber = 0,
) -> Response:
    """List what was closed, why and by whom, and who opened it again."""
    house = await house_seen(desk.session, desk.actor, house_id)
    found = await closure_history(desk.session, desk.actor, house_id, **window(page))
    return desk.render(
        "houses/closures.html",
        house=house,
        closures=Paged.of(found, f"/houses/{house_id}/closures", page),
        day=timedelta(days=1),
        reasons=dict(HOUSE_WORDS["reasons"]),
    )
