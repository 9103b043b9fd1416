"""Keys of people's devices: coming in with one, adding one, removing one."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from shelters.access.actor import DOOR
from shelters.access.policy import Permission
from shelters.accounts import entry, passkeys
from shelters.circles.keys import open_own_key
from shelters.database.transaction import transaction
from shelters.errors import InvalidInputError, NotFoundError, TooOftenError
from web import htmx
from web.door import half_token, let_in, let_on, refused_code
from web.edge import Desk, needs
from web.passkeys import site_of
from web.public import ours

router = APIRouter()
_LIST: Final = "accounts/passkeys.html"
_REMOVE: Final = "accounts/passkey_remove.html"
_HERE: Final = "/account/passkeys"


@router.post("/sign-in/passkey", dependencies=[Depends(ours)])
async def take_answer(request: Request) -> Response:
    """Open her pages with what a key of her device answered."""
    form, half, site = await request.form(), half_token(request), site_of(request)
    shared, engine = bool(form.get("shared")), request.app.state.engine
    if site is None:
        raise NotFoundError
    try:
        async with transaction(engine, DOOR) as session:
            question = await entry.count_code(session, half)
        async with transaction(engine, DOOR) as session:
            answer = str(form.get("answer", ""))
            token = await entry.finish_with_passkey(session, half, site, question, answer, shared=shared)
            device = None if shared else await entry.know_device(session, token)
    except (TooOftenError, InvalidInputError) as error:
        return await refused_code(request, error, shared=shared)
    return let_in(htmx.see_other(request, "/"), token, device)


@router.get(_HERE)
async def passkeys_page(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Show her keys, and how to add and remove one."""
    return await _list(desk)


@router.post(_HERE)
async def ask_for_a_key(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE, once=False)]) -> Response:
    """Put the question to whoever knows her passphrase; her device makes the key."""
    site = site_of(desk.request)
    if site is None:
        raise NotFoundError
    try:
        await open_own_key(desk.session, desk.actor, desk.typed)
    except InvalidInputError as error:
        return await _refuse(desk, error)
    known = await passkeys.passkeys_of(desk.session, desk.person.id)
    question = await passkeys.put_question(desk.session, desk.live.id)
    wanted = passkeys.to_make(site, desk.settings.instance_name, desk.person, known, question)
    return desk.render("accounts/passkey_new.html", wanted=wanted)


@router.post(f"{_HERE}/new")
async def add_a_key(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Keep the key that her device made."""
    site, answer = site_of(desk.request), str((await desk.form()).get("answer", ""))
    if site is None:
        raise NotFoundError
    try:
        await passkeys.add_passkey(desk.session, desk.actor, desk.live.id, site, answer)
    except InvalidInputError as error:
        refused = await _refuse(desk, error)
        # Refusing undid everything; the question is used up all the same.
        await passkeys.take_question(desk.session, desk.live.id)
        return refused
    return await let_on(desk, desk.go(_HERE))


@router.get(f"{_HERE}/{{passkey_id}}/remove")
async def remove_page(passkey_id: UUID, desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Ask for her passphrase, on a page with one button: what Enter presses is what is asked."""
    return desk.render(_REMOVE, key=await passkeys.passkey_of(desk.session, desk.actor, passkey_id))


@router.post(f"{_HERE}/{{passkey_id}}/remove")
async def remove_a_key(passkey_id: UUID, desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)]) -> Response:
    """Forget a key, for whoever knows her passphrase."""
    key = await passkeys.passkey_of(desk.session, desk.actor, passkey_id)
    try:
        await open_own_key(desk.session, desk.actor, desk.typed)
    except InvalidInputError as error:
        return await desk.refuse(_REMOVE, error, key=key)
    await passkeys.remove_passkey(desk.session, desk.actor, passkey_id)
    return await let_on(desk, desk.go(_HERE))


async def _list(desk: Desk) -> Response:
    return desk.render(_LIST, **await _shown(desk))


async def _refuse(desk: Desk, error: InvalidInputError) -> Response:
    await desk.undo()
    return await desk.refuse(_LIST, error, **await _shown(desk))


async def _shown(desk: Desk) -> dict[str, Any]:
    return {
        "keys": await passkeys.passkeys_of(desk.session, desk.person.id),
        "possible": site_of(desk.request) is not None,
    }
