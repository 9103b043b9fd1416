"""Houses: list, add, read, change, and say how safe one is."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission, allows, has
from shelters.capacity.commands import add_house, change_house, confirm_house
from shelters.capacity.models import House
from shelters.capacity.queries import (
    beds_of,
    draft_of,
    house_seen,
    houses_seen,
    may_write_address,
    networks_to_fill,
    offers_of,
    profile_of,
    rooms_of,
    zones_seen,
)
from shelters.capacity.safety import STEPS, SafetyStep, steps_open
from shelters.capacity.words import HouseKind, Safety
from shelters.errors import ConflictError, InvalidInputError
from shelters.news.queries import open_news
from shelters.places import COUNTRIES, label, municipality, zone
from web.edge import Desk, needs
from web.house_form import HOUSE_WORDS, HouseReading, empty_house, typed_house, typed_of_house
from web.news_board import Told, told
from web.paging import Paged, PageNumber, window

router = APIRouter()
_Short = Query(max_length=40)


async def _alerts(desk: Desk) -> list[Told]:
    """Give what cannot wait until somebody looks at the page of news; this is where planners and stewards begin."""
    if not has(desk.actor, Permission.NEWS_READ) or desk.actor.role is Role.HOST:
        return []
    return [each for each in told(await open_news(desk.session, desk.actor)) if each.alert]


@router.get("/houses")
async def houses_page(
    desk: Annotated[Desk, needs(Permission.HOUSE_SEE)],
    zone: Annotated[str, _Short] = "",
    kind: Annotated[str, _Short] = "",
    safety: Annotated[str, _Short] = "",
    unconfirmed: Annotated[str, _Short] = "",
    page: PageNumber = 0,
) -> Response:
    """List the houses the person sees."""
    found = await houses_seen(
        desk.session,
        desk.actor,
        zone=zone or None,
        kind=HouseKind(kind) if kind in list(HouseKind) else None,
        safety=Safety(safety) if safety in list(Safety) else None,
        unconfirmed=bool(unconfirmed),
        **window(page),
    )
    chosen = {"zone": zone, "kind": kind, "safety": safety, "unconfirmed": unconfirmed}
    return desk.render(
        "houses/list.html",
        news=await _alerts(desk),
        houses=Paged.of(found, "/houses", page, **chosen),
        chosen=chosen,
        zones=[(code, _zone_words(code)) for code in await zones_seen(desk.session, desk.actor)],
        words=HOUSE_WORDS,
        may_add=has(desk.actor, Permission.HOUSE_ADD),
    )


def _zone_words(code: str) -> str:
    place = zone(code)
    return f"{place.name}, {COUNTRIES[place.country]}"


@router.get("/houses/new")
async def new_page(desk: Annotated[Desk, needs(Permission.HOUSE_ADD)]) -> Response:
    """Show the empty form."""
    return desk.render("houses/form.html", **await _form(desk, HouseReading(empty_house())))


@router.post("/houses")
async def add(desk: Annotated[Desk, needs(Permission.HOUSE_ADD)]) -> Response:
    """Add a house, or give the form back with what was typed."""
    reading = HouseReading(typed_house(await desk.form()))
    shown = await _form(desk, reading)
    try:
        house = await add_house(desk.session, desk.actor, desk.keyring, *reading.of_a_network())
    except InvalidInputError as error:
        return await desk.refuse("houses/form.html", error, **shown | {"choices": reading.choices})
    return desk.go(f"/houses/{house.id}")


async def _form(desk: Desk, reading: HouseReading, house: House | None = None) -> dict[str, Any]:
    networks = [] if house else [(str(each.id), each.name) for each in await networks_to_fill(desk.session, desk.actor)]
    return {
        "typed": reading.typed,
        "choices": reading.choices,
        "words": HOUSE_WORDS,
        "house": house,
        "version": reading.typed.get("version") or (house.version if house else ""),
        "networks": networks,
        "addressed": house is not None and await may_write_address(desk.session, house),
    }


@router.get("/houses/{house_id}")
async def house_page(desk: Annotated[Desk, needs(Permission.HOUSE_SEE)], house_id: UUID) -> Response:
    """Show a house with its rooms and beds."""
    house = await house_seen(desk.session, desk.actor, house_id)
    rooms, beds = await rooms_of(desk.session, house.id), await beds_of(desk.session, house.id)
    return desk.render(
        "houses/page.html",
        house=house,
        place=label(municipality(house.municipality_id)),
        profile=profile_of(desk.keyring, house),
        rooms=[
            (room, sorted(offers_of(desk.keyring, house, room)), [bed for bed in beds if bed.room_id == room.id])
            for room in rooms
        ],
        words={name: dict(pairs) for name, pairs in HOUSE_WORDS.items()},
        steps=[(step.value, STEPS[step]) for step in steps_open(desk.actor, house) if step is not SafetyStep.EXPOSE],
        may_expose=SafetyStep.EXPOSE in steps_open(desk.actor, house),
        may_confirm=allows(desk.actor, Permission.HOUSE_CONFIRM, house),
        may_link=allows(desk.actor, Permission.LINK_MAKE, house),
        may_check=allows(desk.actor, Permission.CONDITIONS_CHECK, house),
        may_open=allows(desk.actor, Permission.ADDRESS_OPEN, house),
    )


@router.get("/houses/{house_id}/change")
async def change_page(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], house_id: UUID) -> Response:
    """Show the form with what the house is now, but for its address."""
    house = await house_seen(desk.session, desk.actor, house_id)
    reading = HouseReading(typed_of_house(draft_of(desk.keyring, house)))
    return desk.render("houses/form.html", **await _form(desk, reading, house))


@router.post("/houses/{house_id}/change")
async def change(desk: Annotated[Desk, needs(Permission.HOUSE_CHANGE)], house_id: UUID) -> Response:
    """Change a house, or give the form back with what was typed."""
    house = await house_seen(desk.session, desk.actor, house_id)
    reading = HouseReading(typed_house(await desk.form(), house.safety))
    try:
        draft = reading.draft()
        await change_house(desk.session, desk.actor, desk.keyring, house_id, draft, reading.typed.version)
    except InvalidInputError as error:
        return await desk.refuse("houses/form.html", error, **await _form(desk, reading, house))
    except ConflictError as error:
        # She has been told of the other's change: sending hers again is her decision.
        newest = await _form(desk, reading, house) | {"version": house.version}
        return await desk.refuse("houses/form.html", error, **newest)
    return desk.go(f"/houses/{house_id}")


@router.post("/houses/{house_id}/confirm")
async def confirm(desk: Annotated[Desk, needs(Permission.HOUSE_CONFIRM)], house_id: UUID) -> Response:
    """Take the host's word that what is shown is right."""
    await confirm_house(desk.session, desk.actor, house_id)
    return desk.go("/house")
