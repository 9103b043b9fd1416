"""The way in: pages with a form before one is signed in, and the cookies that lead on, also when that way changes."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from shelters.access.actor import DOOR
from shelters.accounts.credentials import renew_session
from shelters.accounts.entry import question_for_passkeys, record_refused_code
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError, SignedOutError, TooOftenError
from web import cookies, csrf, htmx
from web.edge import Desk, words_by_field
from web.passkeys import site_of
from web.rendering import render


def door(
    request: Request, page: str, error: InvalidInputError | None = None, *, status: int | None = None, **context: Any
) -> Response:
    """Show a page of the door, with what was typed and what to change if something was refused."""
    errors = words_by_field(request, error) if error else {}
    secret = csrf.protect(request)
    response = render(request, page, status=status or (422 if error else 200), errors=errors, **context)
    return csrf.remember_visitor(request, response, secret)


def half_token(request: Request) -> str:
    """Give the token of a session that is still to be proven; without one the way begins anew."""
    token = cookies.session_of(request)
    if token is None:
        raise SignedOutError
    return token


async def code_page(
    request: Request, error: InvalidInputError | TooOftenError | None = None, *, shared: bool = False
) -> Response:
    """Ask for the code, or where the browser can for what a key answers; say if it was wrong, or comes too soon."""
    status, site = 429 if isinstance(error, TooOftenError) else None, site_of(request)
    wrong = InvalidInputError("code", error.message) if error else None
    passkey = ""
    if site is not None:
        async with transaction(request.app.state.engine, DOOR) as session:
            passkey = await question_for_passkeys(session, half_token(request), site)
    return door(request, "accounts/code.html", wrong, status=status, shared=shared, passkey=passkey)


async def refused_code(request: Request, error: InvalidInputError | TooOftenError, *, shared: bool) -> Response:
    """Record a code or an answer of a key that was not right, and ask again."""
    if isinstance(error, InvalidInputError):
        await note_refusal(request)
    return await code_page(request, error, shared=shared)


async def note_refusal(request: Request) -> None:
    """Record that somebody who has shown her passphrase was refused, in a transaction of its own."""
    async with transaction(request.app.state.engine, DOOR) as session:
        await record_refused_code(session, half_token(request))


def let_halfway(request: Request, token: str) -> Response:
    """Lead somebody whose passphrase was right to the page that asks for her code."""
    return _with_session(htmx.see_other(request, "/sign-in/code"), token)


def let_in(response: Response, token: str, device: str | None) -> Response:
    """Give the session that opens her pages, and on her own device what it will be known by."""
    if device is not None:
        cookies.know_device(response, device)
    return _with_session(response, token)


async def let_on(desk: Desk, response: Response) -> Response:
    """Let her go on under another token, since how she comes in has changed: whoever had the old one is out."""
    token = await desk.next_token()
    await renew_session(desk.session, desk.live, token)
    return _with_session(response, token)


def _with_session(response: Response, token: str) -> Response:
    cookies.keep(response, cookies.SESSION, token)
    cookies.forget(response, cookies.DOOR)
    return response
