"""The safety of a house: warning that one is in danger, with a page to confirm it, and what staff say of it later."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission
from shelters.capacity.models import House
from shelters.capacity.safety import SafetyStep
from shelters.errors import N_, InvalidInputError
from shelters.placement.evacuations import open_evacuations
from shelters.placement.exposure import (
    change_safety,
    expose_house_of_stay,
    house_in_reach,
    houses_in_reach,
    stays_in_reach,
)
from shelters.places import zone as zone_of
from shelters.stays.queries import stay_seen
from web.edge import Desk, needs
from web.request_form import Typed

router = APIRouter()

# So many stand on a page as they are; more are put away under their zones.
FEW: Final = 8


@router.get("/danger")
async def danger_page(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)]) -> Response:
    """Ask which house is in danger: one of hers by name, or the one where somebody of her network is."""
    houses = await houses_in_reach(desk.session, desk.actor)
    stays = await stays_in_reach(desk.session, desk.actor) if desk.actor.role is Role.COMMITTEE else []
    return desk.render(
        "safety/which.html",
        zones=_by_zone(houses) if len(houses) > FEW else [("", houses)],
        stays=stays,
        some=bool(houses or stays),
        evacuations=await open_evacuations(desk.session, desk.actor),
    )


def _by_zone(houses: Sequence[House]) -> list[tuple[str, list[House]]]:
    """Put houses under the names of their zones: a search would write a name into the address of the page."""
    zones: dict[str, list[House]] = {}
    for house in houses:
        zones.setdefault(zone_of(house.zone).name, []).append(house)
    return sorted(zones.items())


@router.get("/houses/{house_id}/danger")
async def house_page(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)], house_id: UUID) -> Response:
    """Say what follows at once, and ask whether she is sure."""
    house = await house_in_reach(desk.session, desk.actor, house_id)
    return desk.render("safety/confirm.html", house=house, stay=None)


@router.post("/houses/{house_id}/danger")
async def warn_of_house(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)], house_id: UUID) -> Response:
    """Expose a house."""
    house = await change_safety(desk.session, desk.actor, house_id, SafetyStep.EXPOSE)
    return await _on(desk, house)


@router.get("/stays/{stay_id}/danger")
async def stay_page(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)], stay_id: UUID) -> Response:
    """Say what follows for the house in which somebody of her network is, and ask whether she is sure."""
    stay = await stay_seen(desk.session, desk.actor, stay_id, Permission.HOUSE_EXPOSE)
    return desk.render("safety/confirm.html", house=None, stay=stay)


@router.post("/stays/{stay_id}/danger")
async def warn_of_house_of_stay(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)], stay_id: UUID) -> Response:
    """Expose the house in which somebody of her network is."""
    return await _on(desk, await expose_house_of_stay(desk.session, desk.actor, stay_id))


async def _on(desk: Desk, house: House) -> Response:
    underway = [each for each in await open_evacuations(desk.session, desk.actor) if each.house_id == house.id]
    return desk.go(f"/evacuations/{underway[0].id}" if underway else "/danger")


@router.post("/houses/{house_id}/safety")
async def say_how_safe(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)], house_id: UUID) -> Response:
    """Say how safe the house is; that it is exposed asks for a page of its own."""
    step = _step(Typed(await desk.form()).get("step"))
    if step is SafetyStep.EXPOSE:
        return desk.go(f"/houses/{house_id}/danger")
    await change_safety(desk.session, desk.actor, house_id, step)
    return desk.go(f"/houses/{house_id}" if desk.actor.role is not Role.COMMITTEE else "/danger")


def _step(typed: str) -> SafetyStep:
    with suppress(ValueError):
        return SafetyStep(typed)
    raise InvalidInputError("step", N_("Elige cómo está su seguridad."))
