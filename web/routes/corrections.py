"""Corrections: a host says whether what somebody did not find is there."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.placement.corrections import answer_correction
from web.edge import Desk, needs

router = APIRouter()


@router.post("/corrections/{correction_id}/right")
async def right(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], correction_id: UUID) -> Response:
    """Say that it is not there; the house no longer says it has it."""
    await answer_correction(desk.session, desk.actor, desk.keyring, correction_id, right=True)
    return desk.go("/house")


@router.post("/corrections/{correction_id}/wrong")
async def wrong(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], correction_id: UUID) -> Response:
    """Say that it is there all the same."""
    await answer_correction(desk.session, desk.actor, desk.keyring, correction_id, right=False)
    return desk.go("/house")
