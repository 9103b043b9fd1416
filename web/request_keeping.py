"""Keeping what is typed of a request while it is typed, and the page with all its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import Response

from shelters.access.actor import Actor
from shelters.access.policy import Permission
from shelters.database.transaction import AbrigoSession
from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.requests.commands import ChangedMeanwhileError
from shelters.requests.models import Request
from shelters.requests.queries import request_seen
from shelters.requests.unfinished import Kept, Unfinished, begin, begun_before, kept_in, unfinished_of, unfinished_seen
from shelters.sealing.keyring import Keyring
from web.edge import Desk
from web.request_form import Typed
from web.request_reading import Reading
from web.request_steps import PAGES, STEPS, VERSIONS, WHOLE
from web.request_vocabulary import VOCABULARY

FORM: Final = "requests/form.html"


def whole_form(
    typed: Typed, unfinished_id: UUID, request: Request | None = None, reading: Reading | None = None
) -> dict[str, Any]:
    """Give what the page with every question needs: what was typed, and under which id it is kept."""
    return {
        "typed": typed,
        "choices": reading.choices if reading else {},
        "words": VOCABULARY,
        "steps": STEPS,
        "changing": request,
        "version": typed.get("version") or (request.version if request else ""),
        "unfinished": unfinished_id,
        "begun": (),
        "unfolded": False,
    }


async def keep_typed(desk: Desk, typed: Typed, *, at: str = "", later: bool = False) -> Unfinished:
    """Keep what a page has under the id that it was given, and where she goes on; what other pages have stays."""
    return await keep_for(desk.session, desk.actor, desk.keyring, typed, at=at, later=later)


async def keep_for(
    session: AbrigoSession, actor: Actor, keyring: Keyring, typed: Typed, *, at: str = "", later: bool = False
) -> Unfinished:
    """Keep it for somebody, whether she has a desk or her session has just ended."""
    page = typed.get("page", WHOLE)
    if typed.unfinished is None or page not in PAGES:
        raise InvalidInputError("", InvalidInputError.message)
    before = await begun_before(session, actor, typed.unfinished, typed.changing)
    if before is None and page != WHOLE:
        # One answer alone is what somebody types on after she has sent the rest, or discarded it.
        raise NotFoundError
    fields = typed.merged(page, kept_in(keyring, before) if before else Kept())
    same = None if before or typed.changing else await _same(session, actor, keyring, fields)
    under = same or typed.unfinished
    return await begin(session, actor, keyring, under, Kept(fields, at or page, later), typed.changing)


async def _same(
    session: AbrigoSession, actor: Actor, keyring: Keyring, fields: Mapping[str, Sequence[str]]
) -> UUID | None:
    """Name what she has begun that says the same: a form that is opened again and again is begun once."""
    for begun, code in await unfinished_of(session, actor):
        if code is None and kept_in(keyring, begun).fields == fields:
            return begun.id
    return None


async def taken_up(desk: Desk, unfinished_id: UUID) -> tuple[Typed, Request | None]:
    """Give what she had typed, and the request that it changes if it is none that is new."""
    unfinished = await unfinished_seen(desk.session, desk.actor, unfinished_id)
    changed = unfinished.request_id
    request = await request_seen(desk.session, desk.actor, changed, Permission.REQUEST_CHANGE) if changed else None
    return Typed.of_kept(kept_in(desk.keyring, unfinished), unfinished_id), request


async def keep_anyway(desk: Desk, typed: Typed) -> None:
    """Keep what was not sent; where it does not fit, the page that she gets back still has it."""
    if typed.unfinished is not None:
        with suppress(InvalidInputError, ConflictError, NotFoundError):
            await keep_typed(desk, typed)


async def refuse_whole(
    desk: Desk, error: InvalidInputError | ConflictError, reading: Reading, request: Request | None = None
) -> Response:
    """Give the whole form back with what was typed and what to change, and keep what was typed.

    Whoever was overtaken is led to the page that shows both versions.
    """
    typed = reading.typed
    if isinstance(error, ChangedMeanwhileError):
        await desk.undo()
        with suppress(InvalidInputError, ConflictError):
            kept = await keep_typed(desk, typed, at=VERSIONS)
            return desk.go(f"/requests/unfinished/{kept.id}/{VERSIONS}")
    form = whole_form(typed, typed.unfinished or uuid4(), request, reading)
    if isinstance(error, ConflictError) and request is not None:
        # She has been told of the other's change: sending hers again is her decision.
        form["version"] = request.version
    response = await desk.refuse(FORM, error, **form)
    await keep_anyway(desk, typed)
    return response
