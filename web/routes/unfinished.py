"""What she has typed of a request and not sent: kept as she goes, put off, taken up again, discarded."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.accounts.submissions import was_sent
from shelters.clock import now
from shelters.requests.unfinished import discard, hold_still, kept_in, unfinished_seen
from web.edge import Desk, needs
from web.request_form import Typed
from web.request_keeping import FORM, keep_typed, taken_up, whole_form
from web.request_steps import PAGES

router = APIRouter(prefix="/requests/unfinished")


@router.post("")
async def keep_and_go(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)]) -> Response:
    """Keep what is typed, for later or for the page that the pressed button names."""
    form = await desk.form()
    to = str(form.get("to", ""))
    if to not in PAGES:
        await keep_typed(desk, Typed.of_form(form), later=True)
        return desk.go("/today")
    kept = await keep_typed(desk, Typed.of_form(form), at=to)
    return desk.go(f"/requests/unfinished/{kept.id}/{to}")


@router.post("/typing")
async def keep_on(desk: Annotated[Desk, needs(Permission.REQUEST_FILE, once=False)]) -> Response:
    """Keep what is typed while it is typed; what arrives when the form itself has been sent is not kept any more."""
    typed = Typed.of_form(await desk.form())
    if typed.unfinished is not None:
        await hold_still(desk.session, typed.unfinished)
    if not await was_sent(desk.session, desk.person.id, await desk.key()):
        await keep_typed(desk, typed)
    return desk.render("requests/_kept.html", kept_at=now())


@router.get("/{unfinished_id}")
async def go_on(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID) -> Response:
    """Lead to where she was."""
    kept = kept_in(desk.keyring, await unfinished_seen(desk.session, desk.actor, unfinished_id))
    return desk.go(f"/requests/unfinished/{unfinished_id}/{kept.page}")


@router.get("/{unfinished_id}/all")
async def whole_page(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID) -> Response:
    """Show every question with what is typed so far."""
    typed, request = await taken_up(desk, unfinished_id)
    return desk.render(FORM, **whole_form(typed, unfinished_id, request))


@router.post("/{unfinished_id}/discard")
async def throw_away(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)], unfinished_id: UUID) -> Response:
    """Discard what she had typed."""
    await discard(desk.session, desk.actor, unfinished_id)
    return desk.go("/today")
