"""Evacuations: how far the move of each party of an exposed house has come, and what a committee confirms of it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.actor import Role
from shelters.access.policy import Permission
from shelters.errors import N_, ConflictError, InvalidInputError
from shelters.placement.afar import km_of_proposal
from shelters.placement.evacuations import (
    DONE,
    PROGRESS,
    MovingLine,
    Progress,
    ask_again,
    evacuation_seen,
    moving_lines,
)
from shelters.placement.exposure import house_in_reach
from shelters.placement.models import Evacuation
from shelters.placement.relocations import confirm_moves
from web.edge import Desk, needs
from web.ticks import ticked_ids

router = APIRouter()


@router.get("/evacuations/{evacuation_id}")
async def evacuation_page(desk: Annotated[Desk, needs(Permission.EVACUATION_SEE)], evacuation_id: UUID) -> Response:
    """Show each party that the person may know of, with what is to be done next."""
    evacuation = await evacuation_seen(desk.session, desk.actor, evacuation_id)
    return desk.render("evacuations/page.html", **await _shown(desk, evacuation))


async def _shown(desk: Desk, evacuation: Evacuation) -> dict[str, Any]:
    lines = await moving_lines(desk.session, desk.actor, desk.keyring, evacuation)
    confirming = [line for line in lines if line.progress is Progress.FOR_COMMITTEE and _hers(desk, line)]
    return {
        "evacuation": evacuation,
        "name": await _name(desk, evacuation),
        "lines": lines,
        "confirming": confirming,
        "km": {
            line.proposal.id: await km_of_proposal(desk.session, desk.keyring, line.proposal)
            for line in confirming
            if line.proposal
        },
        "words": PROGRESS,
        "done": [line for line in lines if line.progress in DONE],
        "without": [line for line in lines if line.progress is Progress.NO_PLACE],
        "looking": [line for line in lines if line.progress is Progress.LOOKING],
    }


def _hers(desk: Desk, line: MovingLine) -> bool:
    return desk.actor.role is Role.COMMITTEE and line.line.request_network_id == desk.actor.network_id


async def _name(desk: Desk, evacuation: Evacuation) -> str:
    """Name the house to those who know it; the committee of another network knows only who lives there."""
    if desk.actor.role is Role.COMMITTEE and evacuation.network_id != desk.actor.network_id:
        return ""
    return (await house_in_reach(desk.session, desk.actor, evacuation.house_id)).code_name


@router.post("/evacuations/{evacuation_id}/confirm")
async def confirm(desk: Annotated[Desk, needs(Permission.OPTION_CHOOSE)], evacuation_id: UUID) -> Response:
    """Confirm the places that were ticked; each then waits for its house."""
    evacuation = await evacuation_seen(desk.session, desk.actor, evacuation_id)
    ticked, shown = ticked_ids(await desk.form(), "proposal"), await _shown(desk, evacuation)
    if not ticked:
        error = InvalidInputError("proposal", N_("Marca al menos un lugar."))
        return await desk.refuse("evacuations/page.html", error, **shown)
    try:
        await confirm_moves(desk.session, desk.actor, ticked)
    except ConflictError as error:
        return await desk.refuse("evacuations/page.html", error, **shown)
    return desk.go(f"/evacuations/{evacuation_id}")


@router.post("/evacuations/{evacuation_id}/again")
async def look_again(desk: Annotated[Desk, needs(Permission.HOUSE_EXPOSE)], evacuation_id: UUID) -> Response:
    """Look once more for places for those who have none."""
    await ask_again(desk.session, desk.actor, evacuation_id)
    return desk.go(f"/evacuations/{evacuation_id}")
