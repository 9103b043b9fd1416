"""The conditions of a house for whoever looks after it, and counts of all houses for whoever plans."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.capacity.models import House
from shelters.conditions.commands import mend, record_check
from shelters.conditions.points import POINTS, REPLIES, Point
from shelters.conditions.queries import checks_of, house_to_check
from shelters.errors import InvalidInputError
from shelters.planning.conditions import CheckState, conditions
from shelters.planning.labels import CHECK_MEANINGS, CHECK_STATES
from shelters.planning.quarters import ended_quarters
from web.edge import Desk, needs
from web.flow_words import in_order
from web.language import say
from web.planning_words import OTHERS
from web.unmet_words import quarter_words

router = APIRouter()

_FORM: Final = "conditions/form.html"
_QUARTERS: Final = 8


@router.get("/houses/{house_id}/conditions")
async def conditions_page(desk: Annotated[Desk, needs(Permission.CONDITIONS_CHECK)], house_id: UUID) -> Response:
    """Show what is open in a house and by when, when the next check is due, and how it went before."""
    house = await house_to_check(desk.session, desk.actor, house_id)
    return desk.render(
        "conditions/page.html",
        house=house,
        points=POINTS,
        tonight=house.tonight,
        checks=await checks_of(desk.session, desk.actor, desk.keyring, house_id),
    )


@router.get("/houses/{house_id}/conditions/new")
async def check_page(desk: Annotated[Desk, needs(Permission.CONDITIONS_CHECK)], house_id: UUID) -> Response:
    """Show the list, to walk through the house with."""
    house = await house_to_check(desk.session, desk.actor, house_id)
    return desk.render(_FORM, **_list(house, {}))


@router.post("/houses/{house_id}/conditions")
async def check(desk: Annotated[Desk, needs(Permission.CONDITIONS_CHECK)], house_id: UUID) -> Response:
    """Write down what was found."""
    house = await house_to_check(desk.session, desk.actor, house_id)
    form = await desk.form()
    replies = {point.value: str(form.get(point, "")) for point in Point}
    try:
        await record_check(desk.session, desk.actor, desk.keyring, house_id, replies)
    except InvalidInputError as error:
        return await desk.refuse(_FORM, error, **_list(house, replies))
    return desk.go(f"/houses/{house_id}/conditions")


@router.post("/houses/{house_id}/conditions/mended")
async def mended(desk: Annotated[Desk, needs(Permission.CONDITIONS_CHECK)], house_id: UUID) -> Response:
    """Say that something is mended."""
    await mend(desk.session, desk.actor, desk.keyring, house_id, str((await desk.form()).get("point", "")))
    return desk.go(f"/houses/{house_id}/conditions")


def _list(house: House, replies: dict[str, str]) -> dict[str, Any]:
    return {"house": house, "points": POINTS, "replies": REPLIES, "chosen": replies}


@router.get("/planning/conditions")
async def trend_page(desk: Annotated[Desk, needs(Permission.PLANNING_SEE)]) -> Response:
    """Show in how many houses the check was in time and nothing open, and what was open in how many."""
    quarters = ended_quarters(_QUARTERS)
    found = await conditions(desk.session, desk.actor, desk.keyring, quarters)
    return desk.render(
        "conditions/trend.html",
        states={quarter_words(quarter): told for quarter, told in found.states.items()},
        columns={state: CHECK_STATES[state] for state in CheckState},
        points=[(say(POINTS[Point(row)].name if row else OTHERS), number) for row, number in in_order(found.points)],
        meanings=CHECK_MEANINGS,
    )
