"""Stays: arrival, departure, and the arrival sheet."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.placement.queries import brief_of, proposal_seen, sheet_of_stay
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.queries import stay_seen
from web.edge import Desk, needs

router = APIRouter()


@router.get("/stays/{stay_id}")
async def stay_page(desk: Annotated[Desk, needs(Permission.STAY_SEE)], stay_id: UUID) -> Response:
    """Show who stays, for which nights, and what comes next."""
    stay = await stay_seen(desk.session, desk.actor, stay_id)
    proposal = await proposal_seen(desk.session, desk.actor, stay.proposal_id)
    return desk.render("stays/page.html", stay=stay, brief=brief_of(desk.keyring, proposal))


@router.get("/stays/{stay_id}/sheet")
async def sheet_page(desk: Annotated[Desk, needs(Permission.SHEET_OPEN)], stay_id: UUID) -> Response:
    """Show the arrival sheet; that it was opened is recorded."""
    stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.SHEET_OPEN)
    sheet = await sheet_of_stay(desk.session, desk.actor, desk.keyring, stay_id)
    return desk.render("stays/sheet.html", stay=stay, sheet=sheet)


@router.post("/stays/{stay_id}/arrive")
async def arrive(desk: Annotated[Desk, needs(Permission.STAY_RECORD)], stay_id: UUID) -> Response:
    """Record the arrival."""
    await record_arrival(desk.session, desk.actor, stay_id)
    return desk.go("/house")


@router.post("/stays/{stay_id}/depart")
async def depart(desk: Annotated[Desk, needs(Permission.STAY_RECORD)], stay_id: UUID) -> Response:
    """Record the departure; the beds are free."""
    await record_departure(desk.session, desk.actor, stay_id)
    return desk.go("/house")


@router.post("/stays/{stay_id}/missed")
async def missed(desk: Annotated[Desk, needs(Permission.STAY_RECORD)], stay_id: UUID) -> Response:
    """Record that nobody came; the request returns to the queue."""
    await record_not_arrived(desk.session, desk.actor, stay_id)
    return desk.go("/house")
