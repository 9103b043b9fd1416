"""What somebody sends just after time has ended her session: kept for when she is in again, and nothing is shown."""

from __future__ import annotations

from contextlib import suppress

from fastapi import Request

from shelters.access.actor import DOOR
from shelters.access.policy import Permission, has
from shelters.accounts.sessions import lapsed
from shelters.database.transaction import transaction
from shelters.errors import AbrigoError
from web import cookies, csrf
from web.forms import SAFE_METHODS, read_form
from web.request_form import Typed
from web.request_keeping import keep_for


async def keep_what_came_late(request: Request) -> None:
    """Keep what was typed of a request, if the form is of her own page and nobody has ended that session."""
    if request.method in SAFE_METHODS:
        return
    # Whatever is wrong with it, the answer is the door: who is not in learns nothing.
    with suppress(AbrigoError):
        await _keep(request)


async def _keep(request: Request) -> None:
    token, form = cookies.session_of(request), await read_form(request)
    typed, state = Typed.of_form(form), request.app.state
    if token is None or typed.unfinished is None:
        return
    if not (csrf.from_our_origin(request) and csrf.token_fits(request, form)):
        return
    async with transaction(state.engine, DOOR) as session:
        who = await lapsed(session, token)
    if who is not None and has(who.actor, Permission.REQUEST_FILE):
        async with transaction(state.engine, who.actor) as session:
            await keep_for(session, who.actor, state.keyring, typed)
