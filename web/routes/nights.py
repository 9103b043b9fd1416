"""The room calendar: looking at nights, closing them, and opening them again."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shelters.access.policy import Permission, has
from shelters.capacity.calendar import HouseCalendar
from shelters.capacity.commands import close_marked_nights, close_nights, open_closure, open_nights
from shelters.capacity.models import House, Room
from shelters.capacity.queries import calendar_of, closure_seen, house_seen, room_seen
from shelters.capacity.words import ClosureReason
from shelters.clock import today
from shelters.errors import N_, ConflictError, InvalidInputError
from shelters.placement.queries import proposals_to_answer
from shelters.stays.queries import current_stays
from web.dates import date_parts, read_date, typed_date
from web.edge import Desk, needs
from web.house_calendar import read_marks, week_of
from web.house_form import HOUSE_WORDS
from web.request_form import Typed

router = APIRouter()

SPAN: Final = 7
_WEEK: Final = timedelta(days=SPAN)
_NIGHT: Final = timedelta(days=1)
# Beyond this nobody plans, and nothing is drawn.
_FARTHEST: Final = timedelta(days=730)


def _first(typed: str, tonight: date) -> date:
    """Read the first night shown; what cannot be one is tonight at the house."""
    with suppress(ValueError):
        first = date.fromisoformat(typed)
        if abs(first - tonight) <= _FARTHEST:
            return first
    return tonight


async def _codes(desk: Desk) -> dict[UUID, str]:
    """Give the codes of what the person may open from the calendar."""
    codes: dict[UUID, str] = {}
    if has(desk.actor, Permission.STAY_SEE):
        codes |= {stay.id: stay.code for stay in await current_stays(desk.session, desk.actor)}
    if has(desk.actor, Permission.PROPOSAL_ANSWER):
        codes |= {each.id: each.code for each in await proposals_to_answer(desk.session, desk.actor)}
    return codes


async def _shown(desk: Desk, house: House, first: date, ticked: list[str]) -> dict[str, Any]:
    calendar: HouseCalendar = await calendar_of(desk.session, desk.actor, house.id, first, SPAN)
    return {
        "house": house,
        "today": house.tonight,
        "week": week_of(calendar, await _codes(desk), ticked),
        "first": first,
        "before": (first - _WEEK).isoformat(),
        "after": (first + _WEEK).isoformat(),
        "reasons": HOUSE_WORDS["reasons"],
        "reason": "",
    }


@router.get("/houses/{house_id}/nights")
async def nights_page(
    desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)],
    house_id: UUID,
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    done: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show a week of rooms by nights, and what was just done to them."""
    house = await house_seen(desk.session, desk.actor, house_id)
    shown = await _shown(desk, house, _first(start, house.tonight), [])
    return desk.render("houses/nights.html", fragment="houses/_calendar.html", done=done, **shown)


@router.post("/houses/{house_id}/nights")
async def close_marked(desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)], house_id: UUID) -> Response:
    """Close the nights that were ticked; what was ticked survives a refusal."""
    form = await desk.form()
    ticked, typed = [str(value) for value in form.getlist("night")], Typed(form)
    house = await house_seen(desk.session, desk.actor, house_id)
    first = _first(typed.get("from"), house.tonight)
    shown = await _shown(desk, house, first, ticked) | {"reason": typed.get("reason")}
    try:
        await close_marked_nights(desk.session, desk.actor, house_id, read_marks(ticked), _reason(typed))
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("houses/nights.html", error, fragment="houses/_calendar.html", **shown)
    return desk.go(_calendar(house_id, first, "closed"))


def _reason(typed: Typed) -> ClosureReason:
    with suppress(ValueError):
        return ClosureReason(typed.get("reason"))
    raise InvalidInputError("reason", N_("Elige por qué se cierran."))


@router.get("/rooms/{room_id}/nights")
async def room_page(
    desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)],
    room_id: UUID,
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
) -> Response:
    """Show what can be done with the nights of a room: close this week, close or open from one night to another."""
    room = await room_seen(desk.session, desk.actor, room_id)
    return desk.render("houses/room_nights.html", **await _room(desk, room, Typed({}), start))


async def _room(desk: Desk, room: Room, typed: Typed, start: str = "") -> dict[str, Any]:
    house = await house_seen(desk.session, desk.actor, room.house_id)
    first = max(_first(start, house.tonight), house.tonight)
    last = first + _WEEK - _NIGHT
    return {
        "room": room,
        "house": house,
        "reasons": HOUSE_WORDS["reasons"],
        "typed": typed,
        "first": typed_date(typed.fields, "first"),
        "last": typed_date(typed.fields, "last"),
        "shown": (first, last),
        "week": {"first": date_parts(first), "last": date_parts(last)},
    }


@router.post("/rooms/{room_id}/nights")
async def close_or_open(desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)], room_id: UUID) -> Response:
    """Close or open a room from one night to another, both included."""
    room = await room_seen(desk.session, desk.actor, room_id)
    typed = Typed(await desk.form())
    shown = await _room(desk, room, typed)
    try:
        first, last = _night(typed, "first"), _night(typed, "last")
        if typed.get("act") == "open":
            await open_nights(desk.session, desk.actor, room_id, first, last + _NIGHT)
        else:
            await close_nights(desk.session, desk.actor, room_id, first, last + _NIGHT, _reason(typed))
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("houses/room_nights.html", _by_page(error), **shown)
    done = "opened" if typed.get("act") == "open" else "closed"
    return desk.go(await _calendar_from(desk, room.house_id, first, done))


def _night(typed: Typed, name: str) -> date:
    night = read_date(typed.fields, name)
    if night is None:
        raise InvalidInputError(name, N_("Escribe la noche con día y mes."))
    if abs(night - today()) > _FARTHEST:
        raise InvalidInputError(name, N_("Esa noche queda muy lejos: elige una de los próximos dos años."))
    return night


def _by_page(error: InvalidInputError | ConflictError) -> InvalidInputError | ConflictError:
    """Name the end of a stretch as the page does."""
    if isinstance(error, InvalidInputError) and error.field == "until":
        return InvalidInputError("last", error.message, **error.values)
    return error


@router.get("/closures/{closure_id}")
async def closure_page(desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)], closure_id: UUID) -> Response:
    """Show a closure, and how to open it again."""
    closure = await closure_seen(desk.session, desk.actor, closure_id)
    room = await room_seen(desk.session, desk.actor, closure.room_id)
    words = dict(HOUSE_WORDS["reasons"])
    last = closure.until - _NIGHT
    return desk.render("houses/closure.html", closure=closure, room=room, reason=words[closure.reason], last=last)


@router.post("/closures/{closure_id}/open")
async def reopen(desk: Annotated[Desk, needs(Permission.NIGHTS_CLOSE)], closure_id: UUID) -> Response:
    """Open all nights of a closure that are still to come."""
    closure = await closure_seen(desk.session, desk.actor, closure_id)
    await open_closure(desk.session, desk.actor, closure_id)
    return desk.go(await _calendar_from(desk, closure.house_id, closure.first, "opened"))


async def _calendar_from(desk: Desk, house_id: UUID, first: date, done: str) -> str:
    tonight = (await house_seen(desk.session, desk.actor, house_id)).tonight
    return _calendar(house_id, max(first, tonight), done)


def _calendar(house_id: UUID, first: date, done: str) -> str:
    """Lead to the week of a night, and to what it says was done."""
    return f"/houses/{house_id}/nights?from={first.isoformat()}&done={done}#done"
