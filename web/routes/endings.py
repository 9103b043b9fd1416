"""What takes a request out of the queue for good: each is asked once more before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response

from shelters.access.policy import Permission
from shelters.errors import N_
from shelters.placement.consent import withdraw_consent
from shelters.requests.commands import refer, withdraw
from shelters.requests.queries import request_seen
from shelters.requests.states import ENDED, RequestState
from web.edge import Desk, needs

router = APIRouter()


@dataclass(frozen=True)
class Ending:
    """How an ending is asked: the question, what follows, and what its button says."""

    path: str
    question: str
    follows: str
    words: str


_REFER: Final = Ending(
    "refer",
    N_("¿Canalizarla a otra organización?"),
    N_("Sale de la fila y aquí ya no se le busca lugar. No se puede deshacer: si vuelve, se presenta otra vez."),
    N_("Sí, canalizarla"),
)
_WITHDRAW: Final = Ending(
    "withdraw",
    N_("¿Retirar la solicitud?"),
    N_("Sale de la fila y ya no se le busca lugar. No se puede deshacer: si lo necesita, se presenta otra vez."),
    N_("Sí, retirarla"),
)
_CONSENT: Final = Ending(
    "withdraw-consent",
    N_("¿Retiró su consentimiento?"),
    N_("Se sueltan las camas y se borra lo que cada parte supo de la otra. Sin su consentimiento no se busca lugar."),
    N_("Sí, lo retiró"),
)


async def _asked(desk: Desk, request_id: UUID, ending: Ending) -> Response:
    request = await request_seen(desk.session, desk.actor, request_id, Permission.REQUEST_CHANGE)
    if RequestState(request.state) in ENDED:
        return desk.go(f"/requests/{request_id}")
    return desk.render("requests/ending.html", request_shown=request, ending=ending)


@router.get("/requests/{request_id}/refer")
async def refer_page(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Ask whether it is to be directed to another organisation."""
    return await _asked(desk, request_id, _REFER)


@router.post("/requests/{request_id}/refer")
async def refer_elsewhere(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Direct a request to another organisation."""
    await refer(desk.session, desk.actor, request_id)
    return desk.go(f"/requests/{request_id}")


@router.get("/requests/{request_id}/withdraw")
async def withdraw_page(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Ask whether it is to be withdrawn."""
    return await _asked(desk, request_id, _WITHDRAW)


@router.post("/requests/{request_id}/withdraw")
async def withdraw_it(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Withdraw a request."""
    await withdraw(desk.session, desk.actor, request_id)
    return desk.go(f"/requests/{request_id}")


@router.get("/requests/{request_id}/withdraw-consent")
async def unconsent_page(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Ask whether she took her consent back."""
    return await _asked(desk, request_id, _CONSENT)


@router.post("/requests/{request_id}/withdraw-consent")
async def unconsent(desk: Annotated[Desk, needs(Permission.REQUEST_CHANGE)], request_id: UUID) -> Response:
    """Write down that she takes her consent back."""
    await withdraw_consent(desk.session, desk.actor, desk.keyring, request_id)
    return desk.go(f"/requests/{request_id}")
