"""The address of a house, for its host and her passphrase."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission, require_for
from shelters.capacity.commands import open_address
from shelters.capacity.queries import house_seen, written_parts
from shelters.errors import ConflictError, InvalidInputError
from web.edge import Desk, needs

router = APIRouter()
_PAGE = "houses/address.html"


@router.get("/houses/{house_id}/address")
async def address_page(desk: Annotated[Desk, needs(Permission.ADDRESS_OPEN)], house_id: UUID) -> Response:
    """Ask for the passphrase that opens the address."""
    return desk.render(_PAGE, **await _shown(desk, house_id))


async def _shown(desk: Desk, house_id: UUID) -> dict[str, Any]:
    house = await house_seen(desk.session, desk.actor, house_id)
    require_for(desk.actor, Permission.ADDRESS_OPEN, house)
    return {"house": house, "written": bool(await written_parts(desk.session, house)), "address": None}


@router.post("/houses/{house_id}/address")
async def show_address(desk: Annotated[Desk, needs(Permission.ADDRESS_OPEN, once=False)], house_id: UUID) -> Response:
    """Open the address; that it was opened is recorded."""
    shown = await _shown(desk, house_id)
    try:
        address = await open_address(desk.session, desk.actor, desk.keyring, house_id, desk.typed)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse(_PAGE, error, **shown)
    return desk.render(_PAGE, **shown | {"address": address})
