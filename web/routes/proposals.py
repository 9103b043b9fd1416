"""Proposals: the host answers, the committee may let go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.capacity.queries import house_seen, rooms_of
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.afar import km_of_proposal
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import allow_next, let_go
from shelters.placement.declines import COMMITTEE_REASONS, HOST_REASONS, DeclineReason
from shelters.placement.declining import decline_proposal
from shelters.placement.queries import brief_of, brief_read, extra_places_of, moves_inside, proposal_seen
from shelters.placement.states import ProposalState
from web.decline_form import asks_first, read_said, shown_for
from web.edge import Desk, needs
from web.language import say
from web.overtaken import hold_over

router = APIRouter()


@router.get("/proposals/{proposal_id}")
async def proposal_page(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Show a host who asks, what they need and for which nights."""
    return desk.render("proposals/page.html", **await _shown(desk, proposal_id))


@router.get("/proposals/{proposal_id}/decline")
async def decline_page(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Ask a host for the reason."""
    return desk.render("proposals/decline.html", typed={}, **await _declining(desk, proposal_id, HOST_REASONS, {}))


@router.get("/proposals/{proposal_id}/no")
async def no_page(desk: Annotated[Desk, needs(Permission.PROPOSAL_DECLINE)], proposal_id: UUID) -> Response:
    """Ask a committee why she will not go there."""
    return desk.render("proposals/decline.html", typed={}, **await _declining(desk, proposal_id, COMMITTEE_REASONS, {}))


async def _declining(
    desk: Desk, proposal_id: UUID, reasons: tuple[DeclineReason, ...], form: Mapping[str, Any]
) -> dict[str, Any]:
    hosting = reasons is HOST_REASONS
    permission = Permission.PROPOSAL_ANSWER if hosting else Permission.PROPOSAL_DECLINE
    proposal = await proposal_seen(desk.session, desk.actor, proposal_id, permission)
    here = f"/proposals/{proposal.id}"
    words = {
        "title": say("Ahora no podemos") if hosting else say("No va a ir"),
        "question": say("¿Por qué ahora no?") if hosting else say("¿Por qué no va a ir a esa casa?"),
        "hint": say("Solo la razón. Ella no pierde su lugar y el comité busca otra casa.")
        if hosting
        else say("No pierde su lugar. Se sueltan las camas y se hace lo que la razón pide."),
    }
    where = {
        "back_to": here if hosting else f"/requests/{proposal.request_id}",
        "action": f"{here}/decline" if hosting else f"{here}/no",
        "hosting": hosting,
        "proposal": proposal,
        "km": None if hosting else await km_of_proposal(desk.session, desk.keyring, proposal),
    }
    return words | where | shown_for(form, brief_of(desk.keyring, proposal), reasons)


async def _shown(desk: Desk, proposal_id: UUID) -> dict[str, Any]:
    proposal = await proposal_seen(desk.session, desk.actor, proposal_id, Permission.PROPOSAL_ANSWER)
    house = await house_seen(desk.session, desk.actor, proposal.house_id)
    room = (room.name for room in await rooms_of(desk.session, house.id) if room.id == proposal.room_id)
    where = " · ".join([house.code_name, *room])
    return {
        "proposal": proposal,
        "brief": brief_read(desk.session, desk.actor, desk.keyring, proposal),
        "where": where,
        "inside": await moves_inside(desk.session, proposal),
        "extra": await extra_places_of(desk.session, proposal),
    }


@router.post("/proposals/{proposal_id}/accept")
async def accept(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Accept: the stay is confirmed, and with her passphrase the committee gets the arrival sheet."""
    try:
        stay = await accept_proposal(desk.session, desk.actor, desk.keyring, proposal_id, desk.typed)
    except InvalidInputError as error:
        # Undone before it is read again: the page shows a proposal that waits, not one that is half accepted.
        await desk.undo()
        return await desk.refuse("proposals/page.html", error, **await _shown(desk, proposal_id))
    except ConflictError as error:
        return await _too_late(desk, proposal_id, error)
    return desk.go(f"/stays/{stay.id}")


async def _too_late(desk: Desk, proposal_id: UUID, error: ConflictError) -> Response:
    """Say to a host that the hold has ended, and when; any other conflict stays one."""
    await desk.undo()
    shown = await _shown(desk, proposal_id)
    if shown["proposal"].state != ProposalState.EXPIRED:
        raise error
    return desk.render("proposals/page.html", status=409, **shown)


@router.post("/proposals/{proposal_id}/decline")
async def decline(desk: Annotated[Desk, needs(Permission.PROPOSAL_ANSWER)], proposal_id: UUID) -> Response:
    """Decline with a reason from the list."""
    return await _decline(desk, proposal_id, HOST_REASONS)


@router.post("/proposals/{proposal_id}/no")
async def decline_for_her(desk: Annotated[Desk, needs(Permission.PROPOSAL_DECLINE)], proposal_id: UUID) -> Response:
    """Write down why she will not go there."""
    return await _decline(desk, proposal_id, COMMITTEE_REASONS)


async def _decline(desk: Desk, proposal_id: UUID, reasons: tuple[DeclineReason, ...]) -> Response:
    form = await desk.form()
    shown = await _declining(desk, proposal_id, reasons, form)
    if asks_first(form, reasons):
        await desk.undo()
        return desk.render("proposals/decline.html", typed=form, **shown)
    try:
        await decline_proposal(
            desk.session, desk.actor, desk.keyring, proposal_id, str(form.get("reason", "")), read_said(form)
        )
    except InvalidInputError as error:
        return await desk.refuse("proposals/decline.html", error, **shown)
    except ConflictError as error:
        over = _too_late if reasons is HOST_REASONS else hold_over
        return await over(desk, proposal_id, error)
    return desk.go("/house" if reasons is HOST_REASONS else shown["back_to"])


@router.post("/proposals/{proposal_id}/then-next")
async def then_next(desk: Annotated[Desk, needs(Permission.OPTION_CHOOSE)], proposal_id: UUID) -> Response:
    """Allow, or no longer, that the next option is held by itself."""
    allowed = (await desk.form()).get("allowed") == "yes"
    try:
        proposal = await allow_next(desk.session, desk.actor, proposal_id, allowed=allowed)
    except ConflictError as error:
        return await hold_over(desk, proposal_id, error)
    return desk.go(f"/requests/{proposal.request_id}")


@router.post("/proposals/{proposal_id}/let-go")
async def release(desk: Annotated[Desk, needs(Permission.PROPOSAL_REVOKE)], proposal_id: UUID) -> Response:
    """Let a hold go; the request returns to its place in the queue."""
    try:
        proposal = await let_go(desk.session, desk.actor, proposal_id)
    except ConflictError as error:
        return await hold_over(desk, proposal_id, error)
    return desk.go(f"/requests/{proposal.request_id}")
