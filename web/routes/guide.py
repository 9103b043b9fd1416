"""Help: how to leave, what stays behind, and whom to ask."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from web.edge import Desk, needs

router = APIRouter()


@router.get("/help")
async def guide_page(desk: Annotated[Desk, needs(Permission.POLICY_READ)]) -> Response:
    """Say in plain words how to leave and what the pages do not hide."""
    return desk.render("guide/page.html")
