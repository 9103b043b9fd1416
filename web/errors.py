"""Each kind of error, its status and its words, in three faces: problem+json, page, notice."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from shelters.errors import (
    N_,
    AbrigoError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
    SignedOutError,
    TooOftenError,
)
from web import cookies, htmx
from web.before import page_before
from web.edge import AlreadyDoneError, recognise
from web.language import language_of, say, speaking
from web.late import keep_what_came_late
from web.rendering import render
from web.wording import spoken

SIGN_IN: Final = "/sign-in"
STATUS: Final[dict[type[AbrigoError], int]] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    ConflictError: 409,
    InvalidInputError: 422,
    TooOftenError: 429,
    SignedOutError: 401,
    NotReadyError: 503,
    AbrigoError: 500,
}
TITLES: Final = {
    401: N_("Entra otra vez"),
    403: N_("No te toca a ti"),
    404: N_("No está aquí"),
    405: N_("Esto no se puede hacer así"),
    409: N_("Cambió mientras lo veías"),
    413: N_("Es demasiado grande"),
    422: N_("Revisa lo que escribiste"),
    429: N_("Espera un momento"),
    500: N_("Algo no salió bien"),
    503: N_("Todavía no está listo"),
}
TOO_LARGE: Final = N_("Lo que enviaste no cabe. Manda menos de una vez.")
NOT_THIS_WAY: Final = N_("Vuelve al inicio y sigue desde ahí.")


@dataclass(frozen=True)
class Refusal:
    """What a person is told: status, title and one sentence, in her language."""

    status: int
    title: str
    what: str


def status_of(error: AbrigoError) -> int:
    """Look the status up by the nearest kind of error in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def refusal_of(error: AbrigoError, status: int | None = None) -> Refusal:
    """Put an error into the words of the language being spoken."""
    status = status or status_of(error)
    # An unknown kind says nothing of itself.
    text = (
        say(AbrigoError.message)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR
        else say(error.message, **spoken(error.values))
    )
    return Refusal(status, say(TITLES[status]), text)


def answer(request: Request, error: AbrigoError, status: int | None = None) -> Response:
    """Answer with an error in the face that was asked for."""
    with speaking(language_of(request)):
        refusal = refusal_of(error, status)
    if _wants_json(request):
        return _come_again(_problem(refusal))
    # No section is marked as the current one: the page of a missing thing is that of an unknown address.
    nav = [(address, name, False) for address, name, _ in getattr(request.state, "nav", ())]
    words = {"title": refusal.title, "what": refusal.what, "nav": nav} | _way_back(request, refusal.status)
    response = render(request, "errors/page.html", fragment="errors/_notice.html", status=refusal.status, **words)
    return _come_again(response)


def _come_again(response: Response) -> Response:
    """Say in how many seconds to try again, where trying again is the remedy."""
    if response.status_code in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = "5"
    return response


def _way_back(request: Request, status: int) -> dict[str, str]:
    """Lead whoever was overtaken to the page as it is now; all else leads to the start."""
    if status not in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}:
        return {}
    with speaking(language_of(request)):
        return {"link": page_before(request), "link_text": say("Volver a cargar la página")}


def _wants_json(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def _problem(refusal: Refusal) -> Response:
    body = {"type": "about:blank", "title": refusal.title, "status": refusal.status, "detail": refusal.what}
    return JSONResponse(body, status_code=refusal.status, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AbrigoError)  # noqa: S101 - registered for this kind only
    return answer(request, error)


async def _signed_out(request: Request, error: Exception) -> Response:
    """Lead a page to the sign-in page; tell a program or a part of a page that the session is over."""
    assert isinstance(error, SignedOutError)  # noqa: S101 - registered for this kind only
    await keep_what_came_late(request)
    if _wants_json(request):
        response = answer(request, error)
    elif htmx.asked_by_htmx(request):
        response = htmx.see_other(request, SIGN_IN)
        response.status_code = HTTPStatus.UNAUTHORIZED
    else:
        response = RedirectResponse(SIGN_IN, status_code=HTTPStatus.SEE_OTHER)
    # Somebody who is in and comes to the door once more, by an old page, stays in.
    if cookies.session_of(request) and not request.url.path.startswith(SIGN_IN):
        cookies.forget(response, cookies.SESSION)
    return response


async def _already_done(request: Request, error: Exception) -> Response:
    assert isinstance(error, AlreadyDoneError)  # noqa: S101 - registered for this kind only
    response = htmx.see_other(request, error.location)
    if error.token is not None:
        cookies.keep(response, cookies.SESSION, error.token)
    return response


async def _wrong_value(request: Request, error: Exception) -> Response:
    """A wrong part of an address is of nothing; any other wrong value can be corrected."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this kind only
    if any(detail["loc"][:1] == ("path",) for detail in error.errors()):
        return await _unknown_address(request)
    return answer(request, InvalidInputError("", InvalidInputError.message))


async def _by_the_server(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses by itself."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this kind only
    if error.status_code == HTTPStatus.NOT_FOUND:
        return await _unknown_address(request)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return answer(request, InvalidInputError("", TOO_LARGE), error.status_code)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response = answer(request, AbrigoError(NOT_THIS_WAY), error.status_code)
        response.headers.update(error.headers or {})
        return response
    return answer(request, InvalidInputError("", InvalidInputError.message))


async def _unknown_address(request: Request) -> Response:
    """Answer as for a thing that is missing; who is not signed in learns nothing of which addresses exist."""
    if await recognise(request) is None:
        return await _signed_out(request, SignedOutError())
    return answer(request, NotFoundError())


def install(app: FastAPI) -> None:
    """Register the answers to every kind of error."""
    app.add_exception_handler(AbrigoError, _refused)
    app.add_exception_handler(SignedOutError, _signed_out)
    app.add_exception_handler(AlreadyDoneError, _already_done)
    app.add_exception_handler(RequestValidationError, _wrong_value)
    app.add_exception_handler(HTTPException, _by_the_server)
