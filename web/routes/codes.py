"""The second half of the door: the code of the app, setting it up the first time, and codes for paper."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from shelters.access.actor import DOOR
from shelters.accounts import entry
from shelters.accounts.factors import new_recovery_codes
from shelters.accounts.models import Person
from shelters.accounts.totp import provisioning_uri, seed_in_letters
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError, NotFoundError, TooOftenError
from web import htmx
from web.door import code_page, door, half_token, let_in, note_refusal, refused_code
from web.public import ours
from web.qr import picture_of
from web.rendering import render

router = APIRouter()
_SET_UP = "accounts/set_up.html"


async def _to_set_up(request: Request) -> tuple[Person, bytes] | None:
    state = request.app.state
    async with transaction(state.engine, DOOR) as session:
        return await entry.seed_to_set_up(session, state.keyring, half_token(request))


@router.get("/sign-in/code")
async def ask_for_code(request: Request) -> Response:
    """Ask for the code, or lead to setting it up whoever has none yet."""
    if await _to_set_up(request) is not None:
        return htmx.see_other(request, "/sign-in/set-up")
    return await code_page(request)


@router.post("/sign-in/code", dependencies=[Depends(ours)])
async def take_code(request: Request) -> Response:
    """Open her pages with a code of the app, or with one from paper."""
    shared = bool((await request.form()).get("shared"))
    try:
        token, device, _ = await _prove(request, shared=shared)
    except (TooOftenError, InvalidInputError) as error:
        return await refused_code(request, error, shared=shared)
    return let_in(htmx.see_other(request, "/"), token, device)


@router.get("/sign-in/set-up")
async def set_up_page(request: Request) -> Response:
    """Show what the app is to keep, as a picture and in letters."""
    found = await _to_set_up(request)
    if found is None:
        return htmx.see_other(request, "/sign-in/code")
    return door(request, _SET_UP, letters=seed_in_letters(found[1]), shared=False)


@router.get("/sign-in/set-up.png")
async def set_up_picture(request: Request) -> Response:
    """Draw the seed for the camera of her telephone."""
    found = await _to_set_up(request)
    if found is None:
        raise NotFoundError
    person, seed = found
    return picture_of(provisioning_uri(seed, person.name, request.app.state.settings.instance_name))


@router.post("/sign-in/set-up", dependencies=[Depends(ours)])
async def set_up(request: Request) -> Response:
    """Confirm the app with a first code, open her pages, and show the codes for paper this once."""
    found = await _to_set_up(request)
    if found is None:
        return htmx.see_other(request, "/sign-in/code")
    letters, shared = seed_in_letters(found[1]), bool((await request.form()).get("shared"))
    try:
        token, device, codes = await _prove(request, shared=shared, first=found[0])
    except TooOftenError as error:
        return door(
            request, _SET_UP, InvalidInputError("code", error.message), status=429, letters=letters, shared=shared
        )
    except InvalidInputError as error:
        await note_refusal(request)
        return door(request, _SET_UP, error, letters=letters, shared=shared)
    return let_in(render(request, "accounts/recovery.html", codes=codes), token, device)


async def _prove(request: Request, *, shared: bool, first: Person | None = None) -> tuple[str, str | None, list[str]]:
    """Take the code that was sent; give the token, what the device is known by, and the first time codes for paper."""
    state, half = request.app.state, half_token(request)
    code = str((await request.form()).get("code", ""))
    async with transaction(state.engine, DOOR) as session:
        await entry.count_code(session, half)
    async with transaction(state.engine, DOOR) as session:
        token = await entry.finish_session(session, state.keyring, half, code, shared=shared)
        codes = await new_recovery_codes(session, first) if first else []
        return token, None if shared else await entry.know_device(session, token), codes
