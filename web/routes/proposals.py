"""Proposals: the host answers, the committee may let go."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.capacity.queries import house_seen, rooms_of
from shelters.errors import InvalidInputError
from shelters.placement.answers import accept_proposal, decline_proposal
from shelters.placement.commands import let_go
from shelters.placement.labels import REASONS
from shelters.placement.queries import brief_of, proposal_seen
from shelters.placement.states import HOST_REASONS
from web.edge import Desk, needs

router = APIRouter()


@router.get("/proposals/{proposal_id}")
async def proposal_page(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Show a host who asks, what they need and for which nights."""
    return desk.render("proposals/page.html", **await _shown(desk, proposal_id))


@router.get("/proposals/{proposal_id}/decline")
async def decline_page(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Ask for the reason."""
    return desk.render("proposals/decline.html", **await _shown(desk, proposal_id))


async def _shown(desk: Desk, proposal_id: UUID) -> dict[str, Any]:
    proposal = await proposal_seen(desk.session, desk.actor, proposal_id, Permission.PROPOSAL_ANSWER)
    house = await house_seen(desk.session, desk.actor, proposal.house_id)
    room = (room.name for room in await rooms_of(desk.session, house.id) if room.id == proposal.room_id)
    where = " · ".join([house.code_name, *room])
    reasons = [(reason.value, REASONS[reason]) for reason in HOST_REASONS]
    return {"proposal": proposal, "brief": brief_of(desk.keyring, proposal), "where": where, "reasons": reasons}


@router.post("/proposals/{proposal_id}/accept")
async def accept(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Accept: the stay is confirmed, and with her passphrase the committee gets the arrival sheet."""
    try:
        stay = await accept_proposal(desk.session, desk.actor, desk.keyring, proposal_id, await desk.passphrase())
    except InvalidInputError as error:
        # Undone before it is read again: the page shows a proposal that waits, not one that is half accepted.
        await desk.undo()
        return await desk.refuse("proposals/page.html", error, **await _shown(desk, proposal_id))
    return desk.go(f"/stays/{stay.id}")


@router.post("/proposals/{proposal_id}/decline")
async def decline(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Decline with a reason from the list."""
    reason = str((await desk.form()).get("reason", ""))
    try:
        await decline_proposal(desk.session, desk.actor, proposal_id, reason)
    except InvalidInputError as error:
        shown = await _shown(desk, proposal_id)
        return await desk.refuse("proposals/decline.html", error, **shown)
    return desk.go("/house")


@router.post("/proposals/{proposal_id}/let-go")
async def release(desk: Annotated[Desk, needs(Permission.PROPOSAL_REVOKE)], proposal_id: UUID) -> Response:
    """Let a hold go; the request returns to its place in the queue."""
    proposal = await let_go(desk.session, desk.actor, proposal_id)
    return desk.go(f"/requests/{proposal.request_id}")
