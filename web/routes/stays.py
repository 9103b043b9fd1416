"""Stays: travel, arrival, departure, and what happens between."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission, allows
from shelters.capacity.rows import tonight_at
from shelters.errors import InvalidInputError
from shelters.placement.disclosure import sheet_is_here
from shelters.placement.queries import brief_of, proposal_seen
from shelters.stays.agreeing import agree_to_move
from shelters.stays.commands import record_arrival, record_departure, record_not_arrived
from shelters.stays.journeys import cancel_stay, extend_stay, set_out
from shelters.stays.longer import answer_longer, ask_longer
from shelters.stays.queries import current_stays, stay_seen
from web.dates import date_parts, read_date, typed_date
from web.edge import Desk, needs
from web.paging import Paged, PageNumber, window

router = APIRouter()


@router.get("/stays")
async def stays_page(desk: Annotated[Desk, needs(Permission.STAY_SEE)], page: PageNumber = 0) -> Response:
    """List who lives in a house and who is expected, as far as the person sees them."""
    found = await current_stays(desk.session, desk.actor, **window(page))
    return desk.render("stays/list.html", stays=Paged.of(found, "/stays", page))


@router.get("/stays/{stay_id}")
async def stay_page(desk: Annotated[Desk, needs(Permission.STAY_SEE)], stay_id: UUID) -> Response:
    """Show who stays, for which nights, and what comes next."""
    return desk.render("stays/page.html", **await _shown(desk, stay_id), hours="", until=date_parts(None))


async def _shown(desk: Desk, stay_id: UUID) -> dict[str, Any]:
    stay = await stay_seen(desk.session, desk.actor, stay_id)
    proposal = await proposal_seen(desk.session, desk.actor, stay.proposal_id)
    acts = ("record", "travel", "cancel", "extend", "ask", "move")
    may = {each: allows(desk.actor, Permission(f"stay:{each}"), stay) for each in acts}
    may["expose"] = allows(desk.actor, Permission.HOUSE_EXPOSE, stay)
    handed_over = await sheet_is_here(desk.session, stay_id)
    today = await tonight_at(desk.session, stay.house_id)
    brief = brief_of(desk.keyring, proposal)
    return {"today": today, "stay": stay, "brief": brief, "may": may, "handed_over": handed_over}


@router.post("/stays/{stay_id}/arrive")
async def arrive(desk: Annotated[Desk, needs(Permission.STAY_RECORD)], stay_id: UUID) -> Response:
    """Record the arrival."""
    await record_arrival(desk.session, desk.actor, stay_id)
    return desk.go("/house")


@router.post("/stays/{stay_id}/travel")
async def travel(desk: Annotated[Desk, needs(Permission.STAY_TRAVEL)], stay_id: UUID) -> Response:
    """Record that she is on her way, and when she must have arrived."""
    typed = str((await desk.form()).get("hours", "")).strip()
    hours = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len("72") else 0
    shown = await _shown(desk, stay_id)
    try:
        stay = await set_out(desk.session, desk.actor, stay_id, hours)
    except InvalidInputError as error:
        return await desk.refuse("stays/page.html", error, **shown, hours=typed, until=date_parts(None))
    return desk.go(f"/requests/{stay.request_id}")


@router.post("/stays/{stay_id}/cancel")
async def cancel(desk: Annotated[Desk, needs(Permission.STAY_CANCEL)], stay_id: UUID) -> Response:
    """Cancel a stay that has not begun; the request returns to the queue."""
    stay = await cancel_stay(desk.session, desk.actor, stay_id)
    return desk.go("/house" if desk.actor.role is Role.HOST else f"/requests/{stay.request_id}")


@router.post("/stays/{stay_id}/extend")
async def extend(desk: Annotated[Desk, needs(Permission.STAY_EXTEND)], stay_id: UUID) -> Response:
    """Let a stay last longer, where its own beds are free."""
    form, shown = await desk.form(), await _shown(desk, stay_id)
    try:
        await extend_stay(desk.session, desk.actor, stay_id, read_date(form, "until"))
    except InvalidInputError as error:
        return await desk.refuse("stays/page.html", error, **shown, hours="", until=typed_date(form, "until"))
    return desk.go(f"/stays/{stay_id}")


@router.post("/stays/{stay_id}/ask-longer")
async def longer(desk: Annotated[Desk, needs(Permission.STAY_ASK)], stay_id: UUID) -> Response:
    """Ask the house whether she may stay longer."""
    form, shown = await desk.form(), await _shown(desk, stay_id)
    try:
        await ask_longer(desk.session, desk.actor, stay_id, read_date(form, "until"))
    except InvalidInputError as error:
        return await desk.refuse("stays/page.html", error, **shown, hours="", until=typed_date(form, "until"))
    return desk.go(f"/stays/{stay_id}")


@router.post("/stays/{stay_id}/would-move")
async def would_move(desk: Annotated[Desk, needs(Permission.STAY_ASK)], stay_id: UUID) -> Response:
    """Write down whether her people would pass to another place if that makes room."""
    await agree_to_move(desk.session, desk.actor, stay_id, yes=(await desk.form()).get("answer") == "yes")
    return desk.go(f"/stays/{stay_id}")


@router.post("/stays/{stay_id}/answer-longer")
async def answer(desk: Annotated[Desk, needs(Permission.STAY_EXTEND)], stay_id: UUID) -> Response:
    """Say whether she may stay as long as was asked."""
    await answer_longer(desk.session, desk.actor, stay_id, yes=(await desk.form()).get("answer") == "yes")
    return desk.go(f"/stays/{stay_id}")


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
