"""Circles: who holds a key, who waits for it, and the two who hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission
from shelters.capacity.queries import houses_seen
from shelters.circles.admission import circles_of
from shelters.circles.handing import hand_over, vouch_for
from shelters.circles.models import Circle
from shelters.circles.queries import Member, Standing, members
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from web.edge import Desk, needs

router = APIRouter()
_PAGE: Final = "circles/page.html"
_MOST_HOUSES: Final = 1000


@dataclass(frozen=True)
class ShownCircle:
    """A circle with its name, where it is a house's, and those in it."""

    circle: Circle
    name: str
    members: list[Member]


@router.get("/circle")
async def circle_page(desk: Annotated[Desk, needs(Permission.CIRCLE_SEE)]) -> Response:
    """Show who is in the person's circles; a steward sees those in which somebody is without a key."""
    return desk.render(_PAGE, circles=await _circles(desk))


async def _circles(desk: Desk) -> list[ShownCircle]:
    actor, network = desk.actor, desk.actor.network_id or desk.person.network_id
    names: dict[UUID | None, str] = {None: ""}
    if actor.role is not Role.COMMITTEE:
        names |= {house.id: house.code_name for house in await houses_seen(desk.session, actor, limit=_MOST_HOUSES)}
    found = circles_of(actor.role, network, actor.houses)
    if actor.role is Role.STEWARD:
        found = [Circle(network, house) for house in names]
    shown = [ShownCircle(each, names[each.house_id], await _members(desk, each)) for each in found]
    return [each for each in shown if actor.role is not Role.STEWARD or _somebody_waits(each)]


async def _members(desk: Desk, circle: Circle) -> list[Member]:
    """List who is in a circle; whoever was made to sign in is alone in hers: a page without her would tell."""
    if desk.actor.decoy:
        return [Member(desk.person, Standing.HOLDS)]
    return await members(desk.session, desk.actor, circle)


def _somebody_waits(shown: ShownCircle) -> bool:
    return any(member.standing is not Standing.HOLDS for member in shown.members)


@router.post("/circle/vouch")
async def vouch(desk: Annotated[Desk, needs(Permission.KEY_VOUCH)]) -> Response:
    """Give one's word for somebody who is without the key."""
    circle, person = await _named(desk)
    await vouch_for(desk.session, desk.actor, circle, person)
    return desk.go("/circle")


@router.post("/circle/hand-over")
async def give(desk: Annotated[Desk, needs(Permission.KEY_HAND_OVER)]) -> Response:
    """Hand the key over to somebody for whom another gave her word."""
    circle, person = await _named(desk)
    shown: dict[str, Any] = {"circles": await _circles(desk)}
    try:
        await hand_over(desk.session, desk.actor, circle, person, desk.typed)
    except (InvalidInputError, ConflictError) as error:
        return await desk.refuse(_PAGE, error, **shown)
    return desk.go("/circle")


async def _named(desk: Desk) -> tuple[Circle, UUID]:
    form = await desk.form()
    try:
        house = str(form.get("house", ""))
        person = UUID(str(form.get("person", "")))
        return Circle(desk.person.network_id, UUID(house) if house else None), person
    except ValueError:
        raise NotFoundError from None
