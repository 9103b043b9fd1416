"""Language and theme, kept in a cookie on this device by plain forms."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.routing import Match

from web import language, rendering

router = APIRouter()
YEAR: Final = 365 * 86400


def _back(request: Request) -> str:
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


def _remember(request: Request, cookie: str, value: str, known: frozenset[str]) -> RedirectResponse:
    response = RedirectResponse(_back(request), status_code=303)
    if value in known:
        response.set_cookie(cookie, value, max_age=YEAR, secure=True, httponly=True, samesite="lax", path="/")
    else:
        response.delete_cookie(cookie, secure=True, httponly=True, samesite="lax", path="/")
    return response


@router.post("/language")
async def choose_language(request: Request, choice: Annotated[str, Form()] = "") -> RedirectResponse:
    """Remember the language; an unknown one forgets the choice."""
    return _remember(request, language.COOKIE, choice, frozenset(language.LANGUAGES))


@router.post("/theme")
async def choose_theme(request: Request, choice: Annotated[str, Form()] = "") -> RedirectResponse:
    """Remember light or dark; anything else follows the system again."""
    return _remember(request, rendering.THEME_COOKIE, choice, frozenset(rendering.THEMES))
