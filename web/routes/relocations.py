"""Moving a party: a committee asks for another place, a host passes it to another room of her house."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import N_, ConflictError, InvalidInputError
from shelters.placement.moving import FURTHEST, ask_move, move_inside, moves_for, rooms_for
from shelters.stays.queries import stay_seen
from shelters.stays.states import INSIDE
from web.edge import Desk, needs

router = APIRouter()


@router.get("/stays/{stay_id}/other-place")
async def other_place(desk: Annotated[Desk, needs(Permission.STAY_ASK)], stay_id: UUID, days: str = "0") -> Response:
    """Show where a party could pass to for the nights that are left."""
    asked = int(days) if days.isascii() and days.isdigit() and len(days) <= len("14") else 0
    stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.STAY_ASK)
    page: dict[str, Any] = {
        "stay": stay,
        "days": min(asked, FURTHEST),
        "furthest": FURTHEST,
        "inside": stay.state in INSIDE,
    }
    try:
        shown = await moves_for(desk.session, desk.actor, desk.keyring, stay_id, asked)
    except ConflictError as error:
        return await desk.refuse("stays/other_place.html", error, **page, shown=None)
    return desk.render("stays/other_place.html", **page, shown=shown)


@router.post("/stays/{stay_id}/other-place")
async def ask(desk: Annotated[Desk, needs(Permission.STAY_ASK)], stay_id: UUID) -> Response:
    """Ask the house of one of these places; until it says yes nothing changes."""
    token = str((await desk.form()).get("option", ""))
    hours = desk.settings.hold_hours
    proposal = await ask_move(desk.session, desk.actor, desk.keyring, stay_id, token, hours)
    return desk.go(f"/requests/{proposal.request_id}")


@router.get("/stays/{stay_id}/other-room")
async def other_room(desk: Annotated[Desk, needs(Permission.STAY_MOVE)], stay_id: UUID) -> Response:
    """Show a host in which other rooms of her house the party could sleep."""
    stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.STAY_MOVE)
    try:
        rooms = await rooms_for(desk.session, desk.actor, desk.keyring, stay_id)
    except ConflictError as error:
        return await desk.refuse("stays/other_room.html", error, stay=stay, rooms=[])
    return desk.render("stays/other_room.html", stay=stay, rooms=rooms)


@router.post("/stays/{stay_id}/other-room")
async def move(desk: Annotated[Desk, needs(Permission.STAY_MOVE)], stay_id: UUID) -> Response:
    """Pass the party to another room."""
    room_id, typed = None, str((await desk.form()).get("room", ""))
    with suppress(ValueError):
        room_id = UUID(typed)
    if room_id is None:
        stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.STAY_MOVE)
        rooms = await rooms_for(desk.session, desk.actor, desk.keyring, stay_id)
        error = InvalidInputError("room", N_("Elige una habitación."))
        return await desk.refuse("stays/other_room.html", error, stay=stay, rooms=rooms)
    await move_inside(desk.session, desk.actor, desk.keyring, stay_id, room_id)
    return desk.go(f"/stays/{stay_id}")
