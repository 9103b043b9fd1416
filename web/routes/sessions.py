"""A person's own sessions: where she is signed in, and ending one or all of them."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.accounts.credentials import last_change
from shelters.accounts.queries import live_sessions
from shelters.accounts.sessions import SignedIn, end_every_session, end_one_session, sign_out
from shelters.errors import N_
from web import cookies
from web.edge import Desk, needs

router = APIRouter()
# What leads to the pages of `web.routes.credentials`.
WAYS: Final = (
    ("passphrase", N_("Cambiar tu frase de paso")),
    ("danger", N_("Una frase para el peligro")),
    ("telephone", N_("Cambiar de teléfono")),
    ("paper", N_("Códigos de papel nuevos")),
)


@router.get("/sessions")
async def sessions_page(desk: Annotated[Desk, needs(Permission.SELF)]) -> Response:
    """Show where this person is signed in."""
    found = await live_sessions(desk.session, desk.actor, desk.settings)
    changed_at = await last_change(desk.session, desk.actor)
    shown: dict[str, Any] = {"sessions": found, "here": desk.live.id, "changed_at": changed_at}
    return desk.render("accounts/sessions.html", **shown, ways=WAYS, notices=desk.settings.relay is not None)


@router.post("/sign-out")
async def end_this_session(desk: Annotated[Desk, needs(Permission.SELF)]) -> Response:
    """End this session."""
    await sign_out(desk.session, SignedIn(desk.live, desk.person, desk.actor))
    return _let_out(desk)


@router.post("/sessions/{session_id}/end")
async def end_another_session(session_id: UUID, desk: Annotated[Desk, needs(Permission.SELF)]) -> Response:
    """End one session of this person, on a device that she names by when it was used."""
    await end_one_session(desk.session, desk.actor, session_id)
    return _let_out(desk) if session_id == desk.live.id else desk.go("/sessions")


@router.post("/sign-out-everywhere")
async def end_all_sessions(desk: Annotated[Desk, needs(Permission.SELF)]) -> Response:
    """End every session of this person, on all her devices."""
    await end_every_session(desk.session, desk.actor)
    return _let_out(desk)


def _let_out(desk: Desk) -> Response:
    response = desk.go("/sign-in")
    cookies.forget(response, cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
