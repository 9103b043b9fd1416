"""Making room: a committee asks for it, and everybody concerned says yes or no."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission
from shelters.placement.making_room import ask_for_room
from shelters.placement.moves import answer_move
from shelters.placement.moves_shown import move_shown
from web.edge import Desk, needs

router = APIRouter()


@router.post("/requests/{request_id}/make-room")
async def make_room(desk: Annotated[Desk, needs(Permission.ROOM_ASK)], request_id: UUID) -> Response:
    """Ask for room for an urgent request that fits nowhere."""
    await ask_for_room(desk.session, desk.actor, desk.keyring, request_id)
    return desk.go(f"/requests/{request_id}")


@router.get("/moves/{move_id}")
async def move_page(desk: Annotated[Desk, needs(Permission.MOVE_ANSWER)], move_id: UUID) -> Response:
    """Show a person what she is asked."""
    shown = await move_shown(desk.session, desk.actor, desk.keyring, move_id)
    return desk.render("moves/page.html", shown=shown, host=desk.actor.role is Role.HOST)


@router.post("/moves/{move_id}/yes")
async def agree(desk: Annotated[Desk, needs(Permission.MOVE_ANSWER)], move_id: UUID) -> Response:
    """Say yes; with the last yes everybody moves."""
    await answer_move(desk.session, desk.actor, desk.keyring, move_id, yes=True)
    return desk.go(f"/moves/{move_id}")


@router.post("/moves/{move_id}/no")
async def refuse(desk: Annotated[Desk, needs(Permission.MOVE_ANSWER)], move_id: UUID) -> Response:
    """Say no: nothing changes for anybody."""
    await answer_move(desk.session, desk.actor, desk.keyring, move_id, yes=False)
    return desk.go(f"/moves/{move_id}")
