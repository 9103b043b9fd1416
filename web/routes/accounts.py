"""The door: signing in, and joining by invitation."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from shelters.access.actor import DOOR
from shelters.accounts import commands, sessions
from shelters.circles.admission import enter
from shelters.database.transaction import transaction
from shelters.errors import N_, InvalidInputError, NotFoundError
from web import cookies, csrf, htmx
from web.edge import words_by_field
from web.public import ours
from web.rendering import render

router = APIRouter()


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """Show the door."""
    return _door(request, "accounts/sign_in.html")


@router.post("/sign-in", dependencies=[Depends(ours)])
async def sign_in(request: Request) -> Response:
    """Open a session, or say that name and passphrase do not belong together."""
    form = await request.form()
    name, passphrase = str(form.get("name", "")), str(form.get("passphrase", ""))
    engine = request.app.state.engine
    try:
        async with transaction(engine, DOOR) as session:
            token = await sessions.sign_in(session, name, passphrase)
    except InvalidInputError as error:
        async with transaction(engine, DOOR) as session:
            await sessions.record_refused_sign_in(session)
        return _door(request, "accounts/sign_in.html", error, name=name)
    return _let_in(request, token)


@router.get("/join")
async def join_page(request: Request) -> Response:
    """Ask for the code of an invitation: in an address it would stay in histories and logs."""
    return _door(request, "accounts/join.html")


@router.post("/join", dependencies=[Depends(ours)])
async def join(request: Request) -> Response:
    """Use an invitation, and sign in with what was just chosen."""
    form = await request.form()
    code, name, passphrase = (str(form.get(part, "")) for part in ("code", "name", "passphrase"))
    try:
        async with transaction(request.app.state.engine, DOOR) as session:
            person = await commands.join(session, code.strip(), name, passphrase)
            await enter(session, person, code.strip(), passphrase)
            token = await sessions.sign_in(session, person.name, passphrase)
    except InvalidInputError as error:
        return _door(request, "accounts/join.html", error, code=code, name=name)
    except NotFoundError:
        spent = InvalidInputError("code", N_("Este código ya no sirve. Pide otro a quien te invitó."))
        return _door(request, "accounts/join.html", spent, code=code, name=name)
    return _let_in(request, token)


def _door(request: Request, page: str, error: InvalidInputError | None = None, **typed: str) -> Response:
    errors = words_by_field(request, error) if error else {}
    secret = csrf.protect(request)
    response = render(request, page, status=422 if error else 200, errors=errors, **typed)
    return csrf.remember_visitor(request, response, secret)


def _let_in(request: Request, token: str) -> Response:
    response = htmx.see_other(request, "/")
    cookies.keep(response, cookies.SESSION, token)
    cookies.forget(response, cookies.DOOR)
    return response
