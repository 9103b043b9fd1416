"""Links for hosts without an account, as those see them who make them: a list, one to be passed on, taking one back."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import N_, ConflictError
from shelters.links.commands import make_link, revoke_link, shown_token
from shelters.links.models import HostLink
from shelters.links.queries import house_to_link, link_seen, links_of, waiting_for
from web import cookies
from web.edge import Desk, needs
from web.qr import picture_of

router = APIRouter()


@router.get("/houses/{house_id}/links")
async def links_page(desk: Annotated[Desk, needs(Permission.LINK_MAKE)], house_id: UUID) -> Response:
    """List the links of a house, and offer those that can be made."""
    house = await house_to_link(desk.session, desk.actor, house_id)
    links = await links_of(desk.session, desk.actor, house_id)
    return desk.render("links/list.html", house=house, links=links, waiting=await waiting_for(desk.session, house))


@router.post("/houses/{house_id}/links")
async def make(desk: Annotated[Desk, needs(Permission.LINK_MAKE)], house_id: UUID) -> Response:
    """Make a link and lead to the page that shows it."""
    proposal_id = _proposal(str((await desk.form()).get("proposal", "")))
    link = await make_link(desk.session, desk.actor, _secret(desk), house_id, proposal_id)
    return desk.go(f"/links/{link.id}")


@router.get("/links/{link_id}")
async def link_page(desk: Annotated[Desk, needs(Permission.LINK_MAKE)], link_id: UUID) -> Response:
    """Show a link to be copied or printed, to the session that made it; to any other only what became of it."""
    link = await link_seen(desk.session, desk.actor, link_id)
    return desk.render("links/page.html", link=link, address=_address(desk, link))


@router.get("/links/{link_id}/picture.png")
async def link_picture(desk: Annotated[Desk, needs(Permission.LINK_MAKE)], link_id: UUID) -> Response:
    """Draw the address for the camera of a telephone."""
    address = _address(desk, await link_seen(desk.session, desk.actor, link_id))
    if address is None:
        raise ConflictError(N_("El enlace ya no se puede mostrar"))
    return picture_of(address)


@router.post("/links/{link_id}/revoke")
async def revoke(desk: Annotated[Desk, needs(Permission.LINK_MAKE)], link_id: UUID) -> Response:
    """Take a link back."""
    link = await revoke_link(desk.session, desk.actor, link_id)
    return desk.go(f"/houses/{link.house_id}/links")


def _secret(desk: Desk) -> str:
    """Give what a link is signed with: the token of this session, which nobody else has."""
    return cookies.session_of(desk.request) or ""


def _address(desk: Desk, link: HostLink) -> str | None:
    token = shown_token(link, _secret(desk))
    return f"{desk.request.url.scheme}://{desk.request.url.netloc}/l/{token}" if token else None


def _proposal(typed: str) -> UUID | None:
    if not typed:
        return None
    with suppress(ValueError):
        return UUID(typed)
    raise ConflictError(N_("Esa propuesta ya no espera respuesta."))
