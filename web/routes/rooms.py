"""Rooms and their beds: add, change, take out of use."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.capacity.commands import add_room, change_room, remove_room
from shelters.capacity.models import House, Room
from shelters.capacity.queries import beds_in, house_seen, room_draft_of, room_seen
from shelters.errors import ConflictError, InvalidInputError
from web.edge import Desk, needs
from web.house_form import HOUSE_WORDS
from web.request_form import Typed
from web.room_form import adding, bed_rows, empty_room, read_room, typed_of_room, typed_room

router = APIRouter()


def _form(typed: Typed, house: House, room: Room | None = None) -> dict[str, Any]:
    return {"typed": typed, "rows": bed_rows(typed), "words": HOUSE_WORDS, "house": house, "room": room}


@router.get("/houses/{house_id}/rooms/new")
async def new_page(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], house_id: UUID) -> Response:
    """Show the empty form."""
    house = await house_seen(desk.session, desk.actor, house_id)
    return desk.render("houses/room.html", **_form(empty_room(), house))


@router.post("/houses/{house_id}/rooms")
async def add(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], house_id: UUID) -> Response:
    """Add a room with its beds, or give the form back with what was typed."""
    house = await house_seen(desk.session, desk.actor, house_id)
    typed = typed_room(await desk.form())
    if adding(typed):
        await desk.undo()
        return desk.render("houses/room.html", **_form(typed, house))
    try:
        await add_room(desk.session, desk.actor, desk.keyring, house_id, read_room(typed))
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("houses/room.html", error, **_form(typed, house))
    return desk.go(f"/houses/{house_id}")


@router.get("/rooms/{room_id}/change")
async def change_page(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], room_id: UUID) -> Response:
    """Show the form with what the room is now."""
    room = await room_seen(desk.session, desk.actor, room_id)
    house = await house_seen(desk.session, desk.actor, room.house_id)
    draft = room_draft_of(desk.keyring, house, room, await beds_in(desk.session, room.id))
    return desk.render("houses/room.html", **_form(typed_of_room(draft), house, room))


@router.post("/rooms/{room_id}/change")
async def change(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], room_id: UUID) -> Response:
    """Change a room, or give the form back with what was typed."""
    room = await room_seen(desk.session, desk.actor, room_id)
    house = await house_seen(desk.session, desk.actor, room.house_id)
    typed = typed_room(await desk.form())
    if adding(typed):
        await desk.undo()
        return desk.render("houses/room.html", **_form(typed, house, room))
    try:
        await change_room(desk.session, desk.actor, desk.keyring, room_id, read_room(typed))
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("houses/room.html", error, **_form(typed, house, room))
    return desk.go(f"/houses/{house.id}")


@router.post("/rooms/{room_id}/remove")
async def remove(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], room_id: UUID) -> Response:
    """Take a room out of use."""
    room = await room_seen(desk.session, desk.actor, room_id)
    await remove_room(desk.session, desk.actor, room_id)
    return desk.go(f"/houses/{room.house_id}")
