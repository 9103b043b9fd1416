"""The cookies that this program sets on people's devices, all with the same strict settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fastapi import Request, Response

# The prefix makes browsers refuse the cookie unless it is Secure, for this host only, and for all of it.
SESSION: Final = "__Host-session"
DOOR: Final = "__Host-door"


def session_of(request: Request) -> str | None:
    """Give the session's token that came with the request."""
    return request.cookies.get(SESSION) or None


def door_of(request: Request) -> str | None:
    """Give the secret of a visitor who is not signed in."""
    return request.cookies.get(DOOR) or None


def keep(response: Response, name: str, value: str) -> None:
    """Set a cookie that ends with the browser's session."""
    response.set_cookie(name, value, secure=True, httponly=True, samesite="lax", path="/")


def forget(response: Response, name: str) -> None:
    """Remove a cookie."""
    response.delete_cookie(name, secure=True, httponly=True, samesite="lax", path="/")
