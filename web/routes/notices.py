"""Where somebody is told, outside of these pages, that something waits on hers."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import N_, InvalidInputError
from shelters.notices.commands import has_address, keep_address, remove_address
from web.edge import Desk, needs

router = APIRouter()
_PAGE: Final = "accounts/notices.html"
_HERE: Final = "/account/notices"


@router.get(_HERE)
async def notices_page(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Say whether notices go to her; the address itself is shown to nobody, not even to her."""
    return desk.render(_PAGE, **await _shown(desk))


@router.post(_HERE)
async def keep(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Send notices to an address from now on."""
    if desk.settings.relay is None:
        return await desk.refuse(_PAGE, InvalidInputError("", N_("Aquí no se mandan avisos.")), **await _shown(desk))
    try:
        await keep_address(desk.session, desk.actor, desk.keyring, str((await desk.form()).get("address", "")))
    except InvalidInputError as error:
        return await desk.refuse(_PAGE, error, **await _shown(desk))
    return desk.go(_HERE)


@router.post(f"{_HERE}/remove")
async def remove(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Send her nothing any more."""
    await remove_address(desk.session, desk.actor)
    return desk.go(_HERE)


async def _shown(desk: Desk) -> dict[str, Any]:
    return {"kept": await has_address(desk.session, desk.actor), "possible": desk.settings.relay is not None}
