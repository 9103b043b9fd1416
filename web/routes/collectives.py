"""Collective stays: a house offers one, committees take seats and confirm them one by one."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission, allows, has
from shelters.capacity.models import House
from shelters.capacity.queries import house_seen, rooms_of
from shelters.drafts import build
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.proposed import zones_by_name
from shelters.requests.labels import AGES, GENDERS
from shelters.stays.collective_queries import (
    collective_seen,
    collectives_seen,
    filled,
    networks_offered,
    networks_to_invite,
    participant_of,
    seats_seen,
)
from shelters.stays.collective_states import COLLECTIVE_STATES, SEAT_STATES, SEATED, STANDING
from shelters.stays.collectives import ADULTS, Collective, SeatDraft
from shelters.stays.gathering import call_off, offer_collective
from shelters.stays.seats import confirm_seat, give_up_seat, take_seat
from web.collective_form import LANGUAGES, empty_collective, read_collective, typed_collective
from web.edge import Desk, needs
from web.paging import Paged, PageNumber, window
from web.request_form import Typed

router = APIRouter()


@router.get("/collectives")
async def collectives_page(desk: Annotated[Desk, needs(Permission.COLLECTIVE_SEE)], page: PageNumber = 0) -> Response:
    """List the collective stays of her house, or those offered to her network."""
    found = Paged.of(await collectives_seen(desk.session, desk.actor, **window(page)), "/collectives", page)
    return desk.render(
        "collectives/list.html",
        found=found,
        collectives=[(each, await filled(desk.session, each)) for each in found.rows],
        zones=await zones_by_name(desk.session),
        states=COLLECTIVE_STATES,
        may_make=has(desk.actor, Permission.COLLECTIVE_MAKE),
    )


@router.get("/houses/{house_id}/collectives/new")
async def new_page(desk: Annotated[Desk, needs(Permission.COLLECTIVE_MAKE)], house_id: UUID) -> Response:
    """Show the empty form."""
    house = await house_seen(desk.session, desk.actor, house_id)
    return desk.render("collectives/form.html", **await _form(desk, house, empty_collective()))


@router.post("/houses/{house_id}/collectives")
async def offer(desk: Annotated[Desk, needs(Permission.COLLECTIVE_MAKE)], house_id: UUID) -> Response:
    """Offer a collective stay, or give the form back with what was typed."""
    house = await house_seen(desk.session, desk.actor, house_id)
    typed = typed_collective(await desk.form())
    shown = await _form(desk, house, typed)
    try:
        made = await offer_collective(desk.session, desk.actor, house_id, read_collective(typed))
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("collectives/form.html", error, **shown)
    return desk.go(f"/collectives/{made.id}")


async def _form(desk: Desk, house: House, typed: Typed) -> dict[str, Any]:
    return {
        "house": house,
        "typed": typed,
        "rooms": [(str(room.id), room.name) for room in await rooms_of(desk.session, house.id)],
        "networks": [(str(each.id), each.name) for each in await networks_to_invite(desk.session, desk.actor)],
        "tongues": LANGUAGES,
    }


@router.get("/collectives/{collective_id}")
async def collective_page(desk: Annotated[Desk, needs(Permission.COLLECTIVE_SEE)], collective_id: UUID) -> Response:
    """Show a collective stay with the seats that are hers to see."""
    collective = await collective_seen(desk.session, desk.actor, collective_id)
    return desk.render("collectives/page.html", **await _shown(desk, collective))


async def _shown(desk: Desk, collective: Collective) -> dict[str, Any]:
    seats = await seats_seen(desk.session, desk.actor, collective)
    told = desk.actor.role in {Role.HOST, Role.COMMITTEE}
    return {
        "collective": collective,
        "filled": await filled(desk.session, collective),
        "zones": await zones_by_name(desk.session),
        "seats": [(seat, participant_of(desk.keyring, seat) if told else None) for seat in seats],
        "networks": await networks_offered(desk.session, collective),
        "states": COLLECTIVE_STATES,
        "seat_states": SEAT_STATES,
        "seated": SEATED,
        "standing": collective.state in STANDING,
        "may_make": allows(desk.actor, Permission.COLLECTIVE_MAKE, collective),
        "ages": [(age.value, text) for age, text in AGES.items() if age in ADULTS],
        "genders": [(gender.value, text) for gender, text in GENDERS.items()],
        "tongues": [(code, text) for code, text in LANGUAGES if code in collective.languages],
        "typed": Typed({}),
    }


@router.post("/collectives/{collective_id}/seats")
async def take(desk: Annotated[Desk, needs(Permission.SEAT_TAKE)], collective_id: UUID) -> Response:
    """Take a seat for somebody of her network."""
    collective = await collective_seen(desk.session, desk.actor, collective_id)
    typed = Typed(await desk.form())
    shown = await _shown(desk, collective) | {"typed": typed}
    try:
        draft = build(SeatDraft, {name: typed.get(name) for name in ("age", "gender", "language")})
        await take_seat(desk.session, desk.actor, desk.keyring, collective_id, draft)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse("collectives/page.html", error, **shown)
    return desk.go(f"/collectives/{collective_id}")


@router.post("/seats/{seat_id}/confirm")
async def confirm(desk: Annotated[Desk, needs(Permission.SEAT_TAKE)], seat_id: UUID) -> Response:
    """Confirm that she comes."""
    seat = await confirm_seat(desk.session, desk.actor, seat_id)
    return desk.go(f"/collectives/{seat.collective_id}")


@router.post("/seats/{seat_id}/give-up")
async def give_up(desk: Annotated[Desk, needs(Permission.SEAT_TAKE)], seat_id: UUID) -> Response:
    """Give a seat up."""
    seat = await give_up_seat(desk.session, desk.actor, seat_id)
    return desk.go(f"/collectives/{seat.collective_id}")


@router.post("/collectives/{collective_id}/call-off")
async def cancel(desk: Annotated[Desk, needs(Permission.COLLECTIVE_MAKE)], collective_id: UUID) -> Response:
    """Call a collective stay off; its beds are free."""
    await call_off(desk.session, desk.actor, collective_id)
    return desk.go(f"/collectives/{collective_id}")
