"""How a person comes in: another passphrase, one for duress, another telephone, new codes for paper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.accounts import credentials
from shelters.accounts.passwords import off_the_loop
from shelters.circles.keys import change_lock
from shelters.errors import N_, InvalidInputError, NotFoundError
from shelters.sealing.locks import Lock
from web import cookies, csrf
from web.door import let_on
from web.edge import Desk, needs, once

router = APIRouter()
_PAGE: Final = "accounts/secure.html"


@dataclass(frozen=True)
class Way:
    """One thing to change: what the page says, and what is done; `new` names the phrase that is asked for."""

    title: str
    lead: str
    act: str
    do: Callable[[Desk, str], Awaitable[Response]]
    new: str = ""


@router.get("/account/{kind}")
async def secure_page(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE)], kind: str) -> Response:
    """Ask for her passphrase, and for what is new."""
    return desk.render(_PAGE, kind=kind, words=_way(kind))


@router.post("/account/{kind}")
async def secure(desk: Annotated[Desk, needs(Permission.ACCOUNT_SECURE, once=False)], kind: str) -> Response:
    """Change it for whoever knows her passphrase; done once, though claimed only when phrases are hashed."""
    way = _way(kind)
    try:
        await credentials.check_herself(desk.person, desk.typed)
        return await way.do(desk, str((await desk.form()).get("new", "")))
    except InvalidInputError as error:
        return await desk.refuse(_PAGE, error, kind=kind, words=way)


def _way(kind: str) -> Way:
    try:
        return WAYS[kind]
    except KeyError:
        raise NotFoundError from None


async def _passphrase(desk: Desk, new: str) -> Response:
    hashed, lock = await credentials.hash_new(desk.person, new), await off_the_loop(Lock, new)
    async with once(desk):
        await change_lock(desk.session, desk.actor, desk.typed, lock)
        await credentials.keep_passphrase(desk.session, desk.actor, hashed)
        return await let_on(desk, desk.go("/sessions"))


async def _duress(desk: Desk, new: str) -> Response:
    hashed = await credentials.hash_new(desk.person, new)
    async with once(desk):
        await credentials.keep_duress_passphrase(desk.session, desk.actor, hashed)
        return await let_on(desk, desk.go("/sessions"))


async def _telephone(desk: Desk, _new: str) -> Response:
    async with once(desk):
        half = await desk.next_token()
        await credentials.change_telephone(desk.session, desk.actor, desk.keyring, desk.person, half)
        response = desk.go("/sign-in/code")
        cookies.keep(response, cookies.SESSION, half)
        return response


async def _paper(desk: Desk, _new: str) -> Response:
    async with once(desk):
        codes = await credentials.change_paper(desk.session, desk.actor, desk.person)
        desk.request.state.csrf_token = csrf.token_of(await desk.next_token())
        # Codes are shown this once: whoever pressed twice, and did not see them, is led to making others.
        desk.location = "/account/paper"
        return await let_on(desk, desk.render("accounts/recovery.html", codes=codes))


WAYS: Final = {
    "passphrase": Way(
        N_("Cambiar tu frase de paso"),
        N_("Tus otras sesiones se cierran."),
        N_("Cambiar la frase"),
        _passphrase,
        N_("Frase nueva"),
    ),
    "danger": Way(
        N_("Una frase para el peligro"),
        N_(
            "Si alguien te obliga a entrar, escríbela en lugar de la tuya: se ve una cuenta vacía, "
            "la tuya se cierra y tu red lo sabe."
        ),
        N_("Guardar la frase"),
        _duress,
        N_("Frase para el peligro"),
    ),
    "telephone": Way(
        N_("Cambiar de teléfono"),
        N_("Tu aplicación de códigos de ahora deja de servir, y aquí mismo preparas otra."),
        N_("Preparar otra aplicación"),
        _telephone,
    ),
    "paper": Way(
        N_("Códigos de papel nuevos"), N_("Los de antes dejan de servir."), N_("Hacer códigos nuevos"), _paper
    ),
}
