"""Keeping what is typed of a request while it is typed, and the page with all its questions."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import Response

from shelters.errors import ConflictError, InvalidInputError, NotFoundError
from shelters.requests.models import Request
from shelters.requests.unfinished import Kept, Unfinished, begin, begun_before, kept_in
from web.edge import Desk
from web.request_form import Typed
from web.request_reading import Reading
from web.request_steps import PAGES, STEPS, WHOLE
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


async def keep_typed(desk: Desk, typed: Typed, *, later: bool = False) -> Unfinished:
    """Keep what a page has under the id that it was given; what other pages have stays as it was."""
    page = typed.get("page", WHOLE)
    if typed.unfinished is None or page not in PAGES:
        raise InvalidInputError("", InvalidInputError.message)
    before = await begun_before(desk.session, desk.actor, typed.unfinished, typed.changing)
    kept = typed.kept(page, kept_in(desk.keyring, before) if before else Kept(), later=later)
    return await begin(desk.session, desk.actor, desk.keyring, typed.unfinished, kept, typed.changing)


async def keep_anyway(desk: Desk, typed: Typed) -> None:
    """Keep what was not sent; where it does not fit, the page that she gets back still has it."""
    if typed.unfinished is not None:
        with suppress(InvalidInputError, ConflictError, NotFoundError):
            await keep_typed(desk, typed)


async def refuse_whole(
    desk: Desk, error: InvalidInputError | ConflictError, reading: Reading, request: Request | None = None
) -> Response:
    """Give the whole form back with what was typed and what to change, and keep what was typed."""
    form = whole_form(reading.typed, reading.typed.unfinished or uuid4(), request, reading)
    if isinstance(error, ConflictError) and request is not None:
        # She has been told of the other's change: sending hers again is her decision.
        form["version"] = request.version
    response = await desk.refuse(FORM, error, **form)
    await keep_anyway(desk, reading.typed)
    return response
