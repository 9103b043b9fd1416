"""Forms answer only to our own pages: a token of the session, and where the browser says it comes from.

The token is derived from the cookie that it protects, so nothing has to be stored: of the session's once somebody is
signed in, of the door's before.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from shelters.errors import N_, NotAllowedError
from web import cookies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request, Response

FIELD: Final = "csrf"
_CONTEXT: Final = b"abrigo form token"
# Browsers that know the header say `none` when the person typed the address herself; older ones do not send it.
_OUR_SITES: Final = {"same-origin", "none", None}


class ForeignFormError(NotAllowedError):
    """The form was not made by a page of this session."""

    message = N_("Esta página ya no está al día. Vuelve a cargarla e inténtalo otra vez.")


def token_of(secret: str) -> str:
    """Derive the form token of a cookie."""
    return hmac.digest(secret.encode(), _CONTEXT, "sha256").hex()


def protect(request: Request) -> str:
    """Give pages their form token, and the door's secret if this visitor has no cookie to derive it from yet."""
    secret = cookies.session_of(request) or cookies.door_of(request) or secrets.token_urlsafe(32)
    request.state.csrf_token = token_of(secret)
    return secret


def remember_visitor(request: Request, response: Response, secret: str) -> Response:
    """Set the door's cookie on a page with a form, where the visitor has no cookie yet."""
    if secret not in {cookies.session_of(request), cookies.door_of(request)}:
        cookies.keep(response, cookies.DOOR, secret)
    return response


def from_our_origin(request: Request) -> bool:
    """Say whether nothing that the browser tells speaks of another site."""
    origin = request.headers.get("origin")
    own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    return own and request.headers.get("sec-fetch-site") in _OUR_SITES


def token_fits(request: Request, form: Mapping[str, object]) -> bool:
    """Say whether the form carries the token of the cookie that came with it."""
    secret = cookies.session_of(request) or cookies.door_of(request)
    given = str(form.get(FIELD, ""))
    return secret is not None and hmac.compare_digest(token_of(secret).encode(), given.encode())


def check(request: Request, form: Mapping[str, object]) -> None:
    """Refuse a form that another site sent, or that belongs to another session."""
    if not (from_our_origin(request) and token_fits(request, form)):
        raise ForeignFormError
