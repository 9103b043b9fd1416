"""Language and theme, kept in a cookie on this device by plain forms."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from web import language, rendering
from web.before import page_before

router = APIRouter()
YEAR: Final = 365 * 86400


def _remember(request: Request, cookie: str, value: str, known: frozenset[str]) -> RedirectResponse:
    response = RedirectResponse(page_before(request), status_code=303)
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
