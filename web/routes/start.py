"""Where each role begins."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission
from web.edge import Desk, needs
from web.navigation import SECTIONS

router = APIRouter()

# The first section of a role is the one that she opens the pages for.
START: Final[dict[Role, str]] = {role: sections[0][0] for role, sections in SECTIONS.items()}


@router.get("/")
async def start(desk: Annotated[Desk, needs(Permission.POLICY_READ)]) -> Response:
    """Lead to the page that the person's day begins with."""
    return desk.go(START[desk.actor.role])
