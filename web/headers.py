"""The headers of every answer, errors and files included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything a page uses is ours and stands in a file of its own.
CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
_DEVICES: Final = ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")

ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{device}=()" for device in _DEVICES),
    "X-Robots-Tag": "noindex, nofollow",
}
NOT_KEPT: Final = "no-store"
# The address of a static file changes with its content.
KEPT: Final = "public, max-age=31536000, immutable"
STATIC: Final = "/static/"
ONLY_TLS: Final = "max-age=31536000; includeSubDomains"


class Headers:
    """Adds the headers to whatever the application answers."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope, message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _add(headers: MutableHeaders, scope: Scope, status: int) -> None:
    for name, value in ALWAYS.items():
        headers[name] = value
    # A 304 confirms what the browser keeps already.
    kept = scope["path"].startswith(STATIC) and status in {200, 304}
    headers["Cache-Control"] = KEPT if kept else NOT_KEPT
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = ONLY_TLS
