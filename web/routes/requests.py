"""Requests: list, file, read, change, and what else can be done with one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import ConflictError, InvalidInputError
from shelters.placement.moves_shown import room_for
from shelters.placement.queries import proposals_of_request
from shelters.placement.waiting import wait_for_place, waits_of
from shelters.requests.codes import read_code
from shelters.requests.commands import change_request, file_request, resume
from shelters.requests.queries import (
    case_of,
    case_read,
    draft_of,
    ended_requests,
    live_requests,
    request_seen,
    request_with_code,
)
from shelters.requests.unfinished import change_of, finish, unfinished_of
from shelters.stays.queries import stays_of_request
from web.edge import Desk, needs
from web.htmx import by_itself
from web.paging import Paged, PageNumber, window
from web.request_form import Typed, typed_of_draft
from web.request_keeping import FORM, keep_anyway, refuse_whole, whole_form
from web.request_reading import Reading

router = APIRouter()


@router.get("/requests")
async def requests_page(
    desk: Annotated[Desk, needs(Permission.REQUEST_SEE)],
    page: PageNumber = 0,
    ended: PageNumber = 0,
) -> Response:
    """List the requests of the person's network: live ones, then those that ended, each a page at a time."""
    found = await live_requests(desk.session, desk.actor, **window(page))
    live = Paged.of(found, "/requests", page, ended=ended)
    found = await ended_requests(desk.session, desk.actor, **window(ended))
    over = Paged.of(found, "/requests", ended, "ended", page=page)
    cases = {request.id: case_of(desk.keyring, request) for request in (*live.rows, *over.rows)}
    return desk.render("requests/list.html", live=live, ended=over, cases=cases, typed="")


@router.post("/requests/find")
async def find(desk: Annotated[Desk, needs(Permission.REQUEST_SEE)]) -> Response:
    """Lead to the request with a code, which is typed in the body and never stands in an address."""
    typed = str((await desk.form()).get("code", ""))
    try:
        request = await request_with_code(desk.session, desk.actor, read_code(typed))
    except InvalidInputError as error:
        return await desk.refuse("requests/find.html", error, typed=typed)
    return desk.go(f"/requests/{request.id}")


@router.get("/requests/new")
async def new_page(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)]) -> Response:
    """Show an empty form, and what she has not sent yet."""
    begun = await unfinished_of(desk.session, desk.actor)
    form = whole_form(Typed({}), uuid4())
    return desk.render(FORM, **form | {"begun": [row for row in begun if row[1] is None]})


@router.post("/requests")
async def file(desk: Annotated[Desk, needs(Permission.REQUEST_FILE)]) -> Response:
    """File a request, or give the form back with what was typed, and keep it."""
    reading = Reading(Typed.of_form(await desk.form()))
    typed = reading.typed
    if typed.adding:
        await desk.undo()
        await keep_anyway(desk, typed)
        return desk.render(FORM, **whole_form(typed, typed.unfinished or uuid4()))
    try:
        request = await file_request(desk.session, desk.actor, desk.keyring, reading.draft())
    except InvalidInputError as error:
        return await refuse_whole(desk, error, reading)
    await finish(desk.session, desk.actor, typed.unfinished, None)
    return desk.go(f"/requests/{request.id}")


@router.get("/requests/{request_id}")
async def request_page(desk: Annotated[Desk, needs(Permission.REQUEST_SEE)], request_id: UUID) -> Response:
    """Show where a request stands and what comes next."""
    request = await request_seen(desk.session, desk.actor, request_id)
    # A page that looks again by itself reads nothing new.
    again = by_itself(desk.request)
    case = case_of(desk.keyring, request) if again else case_read(desk.session, desk.actor, desk.keyring, request)
    return desk.render(
        "requests/page.html",
        fragment="requests/_board.html",
        request_shown=request,
        case=case,
        proposals=await proposals_of_request(desk.session, request_id),
        stays=await stays_of_request(desk.session, request_id),
        room=await room_for(desk.session, desk.actor, request),
        wait=(await waits_of(desk.session, desk.actor, desk.keyring, [request])).get(request_id),
    )


@router.get("/requests/{request_id}/change")
async def change_page(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Show the form with what the request says now, and what she has not sent yet of a change."""
    request = await request_seen(desk.session, desk.actor, request_id, Permission.REQUEST_CHANGE)
    typed = typed_of_draft(draft_of(desk.keyring, request))
    before = await change_of(desk.session, desk.actor, request_id)
    form = whole_form(typed, before.id if before else uuid4(), request)
    return desk.render(FORM, **form | {"begun": [(before, request.code)] if before else []})


@router.post("/requests/{request_id}/change")
async def change(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Change a request, or give the form back with what was typed, and keep it."""
    request = await request_seen(desk.session, desk.actor, request_id, Permission.REQUEST_CHANGE)
    reading = Reading(Typed.of_form(await desk.form()))
    typed = reading.typed
    if typed.adding:
        await desk.undo()
        await keep_anyway(desk, typed)
        return desk.render(FORM, **whole_form(typed, typed.unfinished or uuid4(), request))
    try:
        await change_request(desk.session, desk.actor, desk.keyring, request_id, reading.draft(), typed.version)
    except (InvalidInputError, ConflictError) as error:
        return await refuse_whole(desk, error, reading, request)
    await finish(desk.session, desk.actor, typed.unfinished, request_id)
    return desk.go(f"/requests/{request_id}")


@router.post("/requests/{request_id}/wait")
async def wait(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Put a request on the waiting list."""
    await wait_for_place(desk.session, desk.actor, desk.keyring, request_id)
    return desk.go(f"/requests/{request_id}")


@router.post("/requests/{request_id}/resume")
async def resume_it(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Go on with a request that rested."""
    await resume(desk.session, desk.actor, request_id)
    return desk.go(f"/requests/{request_id}")
