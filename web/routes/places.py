"""Completing a municipality while it is typed; what is typed travels in the body, never in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission
from shelters.places import search, zone
from web.edge import Desk, needs

router = APIRouter()


@router.post("/places")
async def complete(
    desk: Annotated[Desk, needs(Permission.POLICY_READ, once=False)],
    field: Annotated[str, Query(pattern=r"^[a-z_]{1,20}(-\d{1,2})?$")],
) -> Response:
    """Offer the municipalities that what was typed may mean."""
    typed = str((await desk.form()).get(field, ""))
    found = search(typed) if typed.strip() else []
    places = [(place.id, place.name, zone(place.zone).name) for place in found]
    return desk.render("requests/_places.html", field=field, places=places)
