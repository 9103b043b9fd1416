"""Salir ya: out of the session and onto a page that says nothing of the person, in one press."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from shelters.accounts.sessions import sign_out
from shelters.database.transaction import transaction
from web import cookies, csrf, htmx
from web.edge import recognise
from web.forms import read_form
from web.rendering import HERE, render

router = APIRouter()


@router.post("/leave")
async def leave(request: Request) -> Response:
    """End the session and lead away; a page that is no longer up to date leads away too."""
    response = htmx.see_other(request, request.app.state.settings.leave_url)
    if csrf.from_our_origin(request) and await _meant(request):
        await _end_session(request)
        cookies.forget(response, cookies.SESSION)
        response.headers["Clear-Site-Data"] = cookies.FORGET
    return response


async def _meant(request: Request) -> bool:
    # Where the browser vouches for the page, an old token must not keep a session open in an emergency.
    vouched = request.headers.get("sec-fetch-site") == "same-origin"
    return vouched or csrf.token_fits(request, await read_form(request))


async def _end_session(request: Request) -> None:
    who = await recognise(request)
    if who is not None:
        async with transaction(request.app.state.engine, who.actor) as session:
            await sign_out(session, who)


@router.get("/weather")
async def weather(request: Request) -> Response:
    """Show a page that anyone could be reading."""
    return render(request, "leave/weather.html")


@router.get("/weather/sky.css")
async def sky() -> Response:
    """Give the style of that page, and empty the cache once more.

    A page enters the browser's back-forward cache after the answer that left it was read, so only what is loaded later
    can remove it.
    """
    return FileResponse(HERE / "static" / "sky.css", media_type="text/css", headers={"Clear-Site-Data": '"cache"'})
