"""A place that went while she was reading: said in words, with the best one that is left as a button."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from shelters.errors import ConflictError
from shelters.placement.models import Proposal
from shelters.placement.options import Answer, options_for
from shelters.placement.queries import proposal_seen
from shelters.placement.states import ProposalState
from shelters.requests.models import Case
from shelters.requests.queries import case_of, request_seen
from shelters.requests.states import OPEN, RequestState
from web.edge import Desk, words_by_field


async def place_gone(
    desk: Desk, request_id: UUID, error: ConflictError, ended: Proposal | None = None, *, version: str = ""
) -> Response:
    """Say what happened and show the best place that is left, reckoned anew as on the page of options.

    Where she read the options of another `version` of the request, nobody took a place from her: she sees all anew.

    Raises
    ------
    ConflictError
        The same one, where the request looks for no place any more: somebody else has gone on with it.
    """
    answer, case = await _options_now(desk, request_id, error)
    if version and version != str(answer.request.version):
        return _anew(desk, answer, case)
    return desk.render(
        "options/gone.html",
        status=409,
        what=words_by_field(desk.request, error)[""],
        ended=ended,
        request_shown=answer.request,
        case=case,
        best=answer.options[0] if answer.options else None,
    )


async def options_anew(desk: Desk, request_id: UUID, error: ConflictError) -> Response:
    """Say that the request changed while its options were read, and show those that there are now.

    Raises
    ------
    ConflictError
        The same one, where the request looks for no place any more.
    """
    return _anew(desk, *await _options_now(desk, request_id, error))


async def _options_now(desk: Desk, request_id: UUID, error: ConflictError) -> tuple[Answer, Case]:
    await desk.undo()
    request = await request_seen(desk.session, desk.actor, request_id)
    if RequestState(request.state) not in OPEN:
        raise error
    answer = await options_for(desk.session, desk.actor, desk.keyring, request_id)
    return answer, case_of(desk.keyring, answer.request)


def _anew(desk: Desk, answer: Answer, case: Case) -> Response:
    return desk.render("options/page.html", status=409, overtaken=True, answer=answer, case=case)


async def hold_over(desk: Desk, proposal_id: UUID, error: ConflictError) -> Response:
    """Say to a committee that its hold has ended by itself, and what is left; any other conflict stays one."""
    await desk.undo()
    proposal = await proposal_seen(desk.session, desk.actor, proposal_id)
    if proposal.state != ProposalState.EXPIRED or proposal.moves is not None:
        raise error
    return await place_gone(desk, proposal.request_id, error, proposal)
