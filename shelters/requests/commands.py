"""What can be done with a request: file, change, wait, refer, withdraw."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.clock import now, today, today_somewhere
from shelters.database.row import take
from shelters.database.transaction import CONFLICTS
from shelters.drafts import build
from shelters.errors import N_, AbrigoError, ConflictError, InvalidInputError, NotFoundError
from shelters.news.commands import settle_about
from shelters.news.kinds import NewsKind
from shelters.places import COUNTRIES, municipality, zone
from shelters.requests.codes import new_code
from shelters.requests.models import Case, Request, RequestDraft
from shelters.requests.queries import case_of, place_of, request_seen
from shelters.requests.states import RequestState, RequestStep, next_state
from shelters.requests.words import AvoidKind, Borders, Consent
from shelters.sealing.envelope import new_data_key, open_data_key, seal
from shelters.sealing.keyring import Keyring

CONFLICTS["request_code_taken"] = N_("Por azar salió un código repetido. Envía la solicitud otra vez.")


class ChangedMeanwhileError(ConflictError):
    """Somebody else has changed a request since this person began to."""

    message = N_("Otra compañera cambió esta solicitud. Vuelve a cargarla; lo tuyo sigue aquí.")


_CHANGEABLE = frozenset({RequestState.SUBMITTED, RequestState.READY, RequestState.UNPLACED})
# What is further away cannot be planned, and would stretch every run over all requests.
_FURTHEST = timedelta(days=366)


async def file_request(
    session: AsyncSession, actor: Actor, keyring: Keyring, draft: RequestDraft, *, network_id: UUID | None = None
) -> Request:
    """File a request; with consent it is ready for options, without it waits for hers."""
    request = _new_request(keyring, network_id or actor.network, draft)
    require_for(actor, Permission.REQUEST_FILE, request)
    check_draft(draft)
    request.filed_by = actor.person_id
    session.add(request)
    await session.flush()
    record(session, actor, Action.REQUEST_FILED, request.id, urgency=request.urgency)
    return request


def _new_request(keyring: Keyring, network_id: UUID, draft: RequestDraft) -> Request:
    request_id = uuid4()
    key, data_key = new_data_key(keyring, place_of(request_id, network_id, "data_key"))
    return Request(
        id=request_id,
        network_id=network_id,
        code=new_code(),
        state=_state_after(RequestState.DRAFT, RequestStep.FILE, draft.case),
        urgency=draft.urgency.value,
        filed_at=now(),
        tie=secrets.randbelow(2**62),
        data_key=data_key,
        case=seal(key, draft.case.model_dump(mode="json"), place_of(request_id, network_id, "case")),
        **draft.nights.model_dump(),
    )


def _state_after(state: str, step: RequestStep, case: Case) -> RequestState:
    submitted = next_state(state, step)
    return submitted if case.consent is Consent.NOT_YET else next_state(submitted, RequestStep.COMPLETE)


def check_draft(draft: RequestDraft) -> None:
    """Refuse what a draft cannot know by itself: days that are over or far away, and places that there are not."""
    if draft.nights.earliest < today_somewhere():
        raise InvalidInputError("earliest", N_("La primera fecha de llegada ya pasó. Escribe hoy o un día después."))
    for field in ("earliest", "latest"):
        if getattr(draft.nights, field) > today() + _FURTHEST:
            raise InvalidInputError(field, N_("Esa fecha está muy lejos. Escribe una dentro de un año."))
    _check_place("origin", municipality, draft.case.origin)
    avoided = {avoid.place for avoid in draft.case.avoid if avoid.kind is AvoidKind.COUNTRY}
    if draft.case.borders is Borders.STAY and municipality(draft.case.origin).country in avoided:
        raise InvalidInputError("borders", N_("Debe evitar su país y a la vez quedarse en él. Cambia una de las dos."))
    for number, avoid in enumerate(draft.case.avoid):
        _check_place(f"avoid.{number}.place", _LOOK_UP[avoid.kind], avoid.place)


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise NotFoundError
    return code


_LOOK_UP: dict[AvoidKind, Callable[[str], object]] = {
    AvoidKind.PLACE: municipality,
    AvoidKind.ZONE: zone,
    AvoidKind.COUNTRY: _country,
}


def _check_place(field: str, look_up: Callable[[str], object], place: str) -> None:
    try:
        look_up(place)
    except AbrigoError as error:
        raise InvalidInputError(field, N_("No encontramos ese lugar. Elige uno de la lista.")) from error


async def change_request(
    session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID, draft: RequestDraft, version: int
) -> Request:
    """Change a request that is not with a house; whoever changed it meanwhile is not overwritten."""
    request = await locked(session, actor, request_id)
    if RequestState(request.state) not in _CHANGEABLE:
        raise ConflictError(N_("Esta solicitud ya está con una casa. Suelta el apartado para poder cambiarla."))
    if request.version != version:
        raise ChangedMeanwhileError
    check_draft(draft)
    for name, value in draft.nights.model_dump().items():
        setattr(request, name, value)
    request.urgency = draft.urgency.value
    request.state = _state_after(request.state, RequestStep.CHANGE, draft.case)
    request.version += 1
    request.changed_at, request.changed_by = now(), actor.person_id
    where = request.id, request.network_id
    key = open_data_key(keyring, request.data_key, place_of(*where, "data_key"))
    request.case = seal(key, draft.case.model_dump(mode="json"), place_of(*where, "case"))
    record(session, actor, Action.REQUEST_CHANGED, request.id)
    await session.flush()
    return request


async def locked(
    session: AsyncSession, actor: Actor, request_id: UUID, permission: Permission = Permission.REQUEST_CHANGE
) -> Request:
    """Take a request for oneself until the transaction ends."""
    await request_seen(session, actor, request_id, permission)
    return await take(session, Request, request_id)


async def advance(session: AsyncSession, request_id: UUID, step: RequestStep) -> Request:
    """Take a step that follows from what somebody did elsewhere; the caller has already required her permission."""
    request = await take(session, Request, request_id)
    request.state = next_state(request.state, step)
    await session.flush()
    return request


async def _step(session: AsyncSession, actor: Actor, request_id: UUID, step: RequestStep, action: Action) -> Request:
    request = await locked(session, actor, request_id)
    request.state = next_state(request.state, step)
    record(session, actor, action, request.id)
    await session.flush()
    return request


async def resume(session: AsyncSession, actor: Actor, request_id: UUID) -> Request:
    """Go on with a request that rested: she is safe and wants a place."""
    request = await _step(session, actor, request_id, RequestStep.RESUME, Action.REQUEST_RESUMED)
    request.pause_reason = None
    await settle_about(session, request.id, NewsKind.CHECK_FIRST)
    await session.flush()
    return request


async def amend_case(session: AsyncSession, keyring: Keyring, request: Request, **changes: Any) -> None:
    """Write into a case what an answer said of it; the caller has locked the request and required its permission."""
    where = request.id, request.network_id
    key = open_data_key(keyring, request.data_key, place_of(*where, "data_key"))
    case = build(Case, case_of(keyring, request).model_dump() | changes)
    request.case = seal(key, case.model_dump(mode="json"), place_of(*where, "case"))
    request.version += 1
    request.changed_at, request.changed_by = now(), None
    await session.flush()


async def put_on_waiting_list(session: AsyncSession, actor: Actor, request_id: UUID) -> Request:
    """Let a request wait until something opens; it keeps its place in the queue."""
    return await _step(session, actor, request_id, RequestStep.WAIT, Action.REQUEST_WAITING)


async def refer(session: AsyncSession, actor: Actor, request_id: UUID) -> Request:
    """Direct her to another organisation."""
    return await _step(session, actor, request_id, RequestStep.REFER, Action.REQUEST_REFERRED)


async def withdraw(session: AsyncSession, actor: Actor, request_id: UUID) -> Request:
    """Withdraw a request that nobody waits for any more."""
    return await _step(session, actor, request_id, RequestStep.WITHDRAW, Action.REQUEST_WITHDRAWN)
