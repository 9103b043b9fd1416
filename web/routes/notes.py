"""Names and notes of a case: written without a key, read with one."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError, InvalidInputError
from shelters.requests.notes import has_notes, open_notes, write_note
from shelters.requests.queries import request_seen
from web.edge import Desk, needs
from web.request_form import Typed

router = APIRouter()
_PAGE = "requests/notes.html"


@router.get("/requests/{request_id}/notes")
async def notes_page(desk: Annotated[Desk, needs(Permission.NOTES_WRITE)], request_id: UUID) -> Response:
    """Show the form that writes a note, and the one that opens those that there are."""
    return desk.render(_PAGE, **await _shown(desk, request_id))


async def _shown(desk: Desk, request_id: UUID) -> dict[str, Any]:
    request = await request_seen(desk.session, desk.actor, request_id, Permission.NOTES_WRITE)
    some = await has_notes(desk.session, desk.actor, request_id)
    return {"request_shown": request, "some": some, "notes": None, "typed": Typed({})}


@router.post("/requests/{request_id}/notes")
async def write(desk: Annotated[Desk, needs(Permission.NOTES_WRITE)], request_id: UUID) -> Response:
    """Add a note."""
    typed = Typed(await desk.form())
    shown = await _shown(desk, request_id) | {"typed": typed}
    try:
        values = {name: typed.get(name) for name in ("kind", "text")}
        await write_note(desk.session, desk.actor, desk.keyring, request_id, values)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse(_PAGE, error, **shown)
    return desk.go(f"/requests/{request_id}/notes")


@router.post("/requests/{request_id}/notes/open")
async def show(desk: Annotated[Desk, needs(Permission.NOTES_OPEN, once=False)], request_id: UUID) -> Response:
    """Open the notes; that they were opened is recorded."""
    shown = await _shown(desk, request_id)
    try:
        notes = await open_notes(desk.session, desk.actor, desk.keyring, request_id, desk.typed)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse(_PAGE, error, **shown)
    return desk.render(_PAGE, **shown | {"notes": notes})
