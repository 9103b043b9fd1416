"""The cookies that this program sets on people's devices, all with the same strict settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fastapi import Request, Response

# The prefix makes browsers refuse the cookie unless it is Secure, for this host only, and for all of it.
SESSION: Final = "__Host-session"
DOOR: Final = "__Host-door"
# On a person's own device only: by it she is not slowed there by whoever guesses her passphrase elsewhere.
DEVICE: Final = "__Host-device"
# What a browser is told to forget when somebody leaves: a page that is left in a hurry is not read again.
FORGET: Final = '"cache", "cookies", "storage"'
_KNOWN_FOR: Final = 60 * 24 * 60 * 60


def session_of(request: Request) -> str | None:
    """Give the session's token that came with the request."""
    return request.cookies.get(SESSION) or None


def door_of(request: Request) -> str | None:
    """Give the secret of a visitor who is not signed in."""
    return request.cookies.get(DOOR) or None


def device_of(request: Request) -> str | None:
    """Give what a device is known by."""
    return request.cookies.get(DEVICE) or None


def know_device(response: Response, value: str) -> None:
    """Set the one cookie that outlives the browser's session; it opens nothing."""
    response.set_cookie(DEVICE, value, max_age=_KNOWN_FOR, secure=True, httponly=True, samesite="lax", path="/")


def keep(response: Response, name: str, value: str) -> None:
    """Set a cookie that ends with the browser's session."""
    response.set_cookie(name, value, secure=True, httponly=True, samesite="lax", path="/")


def forget(response: Response, name: str) -> None:
    """Remove a cookie."""
    response.delete_cookie(name, secure=True, httponly=True, samesite="lax", path="/")
