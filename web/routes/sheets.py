"""The arrival sheet: the host hands it over, the committee that asked opens it; each with her passphrase."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.disclosure import hand_over_sheet, sheet_is_here, sheet_of_stay, stay_with_sheet
from shelters.stays.queries import stay_seen
from web.edge import Desk, needs

router = APIRouter()
_PAGE = "stays/sheet.html"
_HAND_OVER = "stays/hand_over.html"


@router.get("/stays/{stay_id}/sheet")
async def sheet_page(desk: Annotated[Desk, needs(Permission.SHEET_OPEN)], stay_id: UUID) -> Response:
    """Ask for the passphrase that opens the sheet, or say that the house has not handed it over yet."""
    return desk.render(_PAGE, **await _shown(desk, stay_id))


async def _shown(desk: Desk, stay_id: UUID) -> dict[str, Any]:
    stay = await stay_with_sheet(desk.session, desk.actor, stay_id)
    return {"stay": stay, "here": await sheet_is_here(desk.session, stay_id), "sheet": None}


@router.post("/stays/{stay_id}/sheet")
async def show_sheet(desk: Annotated[Desk, needs(Permission.SHEET_OPEN, once=False)], stay_id: UUID) -> Response:
    """Show the arrival sheet; that it was opened is recorded."""
    shown = await _shown(desk, stay_id)
    try:
        sheet = await sheet_of_stay(desk.session, desk.actor, desk.keyring, stay_id, desk.typed)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse(_PAGE, error, **shown)
    return desk.render(_PAGE, **shown | {"sheet": sheet})


@router.get("/stays/{stay_id}/hand-over")
async def hand_over_page(desk: Annotated[Desk, needs(Permission.SHEET_HAND_OVER)], stay_id: UUID) -> Response:
    """Ask the host for her passphrase, with which the committee learns how to come."""
    stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.SHEET_HAND_OVER)
    return desk.render(_HAND_OVER, stay=stay, here=await sheet_is_here(desk.session, stay_id))


@router.post("/stays/{stay_id}/hand-over")
async def hand_over(desk: Annotated[Desk, needs(Permission.SHEET_HAND_OVER)], stay_id: UUID) -> Response:
    """Hand the sheet over to the committee, for this stay alone."""
    stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.SHEET_HAND_OVER)
    here = await sheet_is_here(desk.session, stay_id)
    try:
        await hand_over_sheet(desk.session, desk.actor, desk.keyring, stay_id, desk.typed)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse(_HAND_OVER, error, stay=stay, here=here)
    return desk.go(f"/stays/{stay_id}")
