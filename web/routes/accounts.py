"""The door: a name and a passphrase, then a code; and joining by invitation."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from shelters.access.actor import DOOR
from shelters.accounts import comeback, commands, entry
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.circles.admission import begin_anew, enter
from shelters.circles.keys import choose
from shelters.database.transaction import transaction
from shelters.errors import N_, InvalidInputError, NotFoundError, TooOftenError
from web import cookies
from web.door import door, let_halfway
from web.public import ours

router = APIRouter()


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """Show the door."""
    return door(request, "accounts/sign_in.html")


@router.post("/sign-in", dependencies=[Depends(ours)])
async def sign_in(request: Request) -> Response:
    """Ask for the code next, or say that name and passphrase do not belong together."""
    form = await request.form()
    name, passphrase = str(form.get("name", "")), str(form.get("passphrase", ""))
    try:
        token = await _begin(request, name, passphrase)
    except TooOftenError as error:
        return door(request, "accounts/sign_in.html", InvalidInputError("name", error.message), status=429, name=name)
    except InvalidInputError as error:
        await _note(request, Action.SIGN_IN_REFUSED)
        return door(request, "accounts/sign_in.html", error, name=name)
    return let_halfway(request, token)


async def _begin(request: Request, name: str, passphrase: str) -> str:
    """Count the attempt, weigh the passphrase with no connection held, and open a session that asks for the code."""
    engine, keyring = request.app.state.engine, request.app.state.keyring
    async with transaction(engine, DOOR) as session:
        claimed = await entry.claim(session, name, cookies.device_of(request))
    fitting = await entry.weigh(claimed, passphrase)
    renewed = await entry.renewed_hash(claimed, passphrase, fitting)
    async with transaction(engine, DOOR) as session:
        return await entry.begin_session(session, keyring, claimed, fitting, renewed)


async def _note(request: Request, refused: Action) -> None:
    """Record that somebody was refused, in a transaction of its own, and nothing of what was typed."""
    async with transaction(request.app.state.engine, DOOR) as session:
        record(session, DOOR, refused, None)


@router.get("/return")
async def return_page(request: Request) -> Response:
    """Ask whoever lost her passphrase for the code that two colleagues gave her."""
    return door(request, "accounts/return.html")


@router.post("/return", dependencies=[Depends(ours)])
async def come_back(request: Request) -> Response:
    """Let her choose another passphrase, and go on to setting up her second factor."""
    form = await request.form()
    code, passphrase = str(form.get("code", "")).strip(), str(form.get("passphrase", ""))
    try:
        chosen = await choose(passphrase)
        async with transaction(request.app.state.engine, DOOR) as session:
            person = await comeback.come_back(session, code, chosen.hashed)
            await begin_anew(session, person, chosen.lock)
            token = await entry.open_half(session, request.app.state.keyring, person)
    except InvalidInputError as error:
        return door(request, "accounts/return.html", error, code=code)
    except NotFoundError:
        await _note(request, Action.COMEBACK_REFUSED)
        spent = InvalidInputError("code", N_("Este código ya no sirve. Pide otro a tu red."))
        return door(request, "accounts/return.html", spent, code=code)
    return let_halfway(request, token)


@router.get("/join")
async def join_page(request: Request) -> Response:
    """Ask for the code of an invitation: in an address it would stay in histories and logs."""
    return door(request, "accounts/join.html")


@router.post("/join", dependencies=[Depends(ours)])
async def join(request: Request) -> Response:
    """Use an invitation, and go on to setting up the second factor."""
    form = await request.form()
    code, name, passphrase = (str(form.get(part, "")) for part in ("code", "name", "passphrase"))
    try:
        chosen = await choose(passphrase)
        async with transaction(request.app.state.engine, DOOR) as session:
            person = await commands.join(session, code.strip(), name, chosen.hashed)
            await enter(session, person, code.strip(), chosen.lock)
            token = await entry.open_half(session, request.app.state.keyring, person)
    except InvalidInputError as error:
        return door(request, "accounts/join.html", error, code=code, name=name)
    except NotFoundError:
        await _note(request, Action.INVITATION_REFUSED)
        spent = InvalidInputError("code", N_("Este código ya no sirve. Pide otro a quien te invitó."))
        return door(request, "accounts/join.html", spent, code=code, name=name)
    return let_halfway(request, token)
