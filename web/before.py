"""The page that a form was sent from: where a person goes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.routing import Match

if TYPE_CHECKING:
    from fastapi import Request


def page_before(request: Request) -> str:
    """Name the page the person came from, as a path of this site only."""
    origin = urlsplit(request.headers.get("referer", ""))
    path = origin.path if origin.netloc == request.url.netloc else "/"
    if not path.startswith("/") or path.startswith("//"):
        return "/"
    if not _is_page(request, path):
        # A refused form stands at the address it was sent to, which cannot be looked at: its thing stands above it.
        return path.rpartition("/")[0] or "/"
    return f"{path}?{origin.query}" if origin.query else path


def _is_page(request: Request, path: str) -> bool:
    looking = {**request.scope, "method": "GET", "path": path}
    return any(route.matches(looking)[0] is Match.FULL for route in request.app.router.routes)
