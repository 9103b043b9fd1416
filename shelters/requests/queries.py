"""What may be read of requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require, require_for
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.errors import NotFoundError
from shelters.requests.models import Case, Nights, Request, RequestDraft
from shelters.requests.states import OPEN, RequestState
from shelters.requests.words import Urgency
from shelters.sealing.envelope import Place, open_data_key, unseal
from shelters.sealing.keyring import Keyring

# What the committee still works on, in the order of the clock.
_LIVE = (*OPEN, RequestState.SUBMITTED, RequestState.PROPOSED, RequestState.PAUSED)


def place_of(request_id: UUID, network_id: UUID, column: str) -> Place:
    """Say where a sealed thing of a request belongs."""
    return Place("request", column, request_id, network_id)


def case_of(keyring: Keyring, request: Request) -> Case:
    """Open what a request says about the party."""
    where = request.id, request.network_id
    return Case.model_validate(unseal(case_key(keyring, request), request.case, place_of(*where, "case")))


def case_read(session: AsyncSession, actor: Actor, keyring: Keyring, request: Request) -> Case:
    """Open one case for somebody who reads its page, and record that she did."""
    record(session, actor, Action.CASE_READ, request.id)
    return case_of(keyring, request)


def draft_of(keyring: Keyring, request: Request) -> RequestDraft:
    """Give what a request says now, as it would be filed."""
    nights = Nights(earliest=request.earliest, latest=request.latest, nights=request.nights, shortest=request.shortest)
    return RequestDraft(urgency=Urgency(request.urgency), nights=nights, case=case_of(keyring, request))


def case_key(keyring: Keyring, request: Request) -> bytes:
    """Open the key under which everything of a case is sealed."""
    return open_data_key(keyring, request.data_key, place_of(request.id, request.network_id, "data_key"))


async def request_seen(
    session: AsyncSession, actor: Actor, request_id: UUID, permission: Permission = Permission.REQUEST_SEE
) -> Request:
    """Give a request that the actor may see and do this with."""
    request = await session.get(Request, request_id)
    if request is None:
        raise NotFoundError
    require_for(actor, permission, request)
    return request


async def request_with_code(session: AsyncSession, actor: Actor, code: str) -> Request:
    """Find a request of the actor's network by its code."""
    require(actor, Permission.REQUEST_SEE)
    request = await session.scalar(select(Request).where(col(Request.code) == code))
    if request is None:
        raise NotFoundError
    require_for(actor, Permission.REQUEST_SEE, request)
    return request


def _in_order_of_need(query: Any) -> Any:
    return query.order_by(col(Request.urgency), col(Request.filed_at), col(Request.tie))


async def live_requests(session: AsyncSession, actor: Actor, *, offset: int = 0, limit: int = 200) -> Sequence[Request]:
    """List the actor's network's requests that wait for somebody, the most urgent first."""
    require(actor, Permission.REQUEST_SEE)
    mine = select(Request).where(*_live_of(actor))
    return (await session.scalars(_in_order_of_need(mine).offset(offset).limit(limit))).all()


async def count_live_requests(session: AsyncSession, actor: Actor) -> int:
    """Count what `live_requests` lists, page by page."""
    require(actor, Permission.REQUEST_SEE)
    return await session.scalar(select(func.count()).select_from(Request).where(*_live_of(actor))) or 0


def _live_of(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    live = [state.value for state in _LIVE]
    return col(Request.network_id) == actor.network_id, col(Request.state).in_(live)


async def ended_requests(session: AsyncSession, actor: Actor, *, offset: int = 0, limit: int = 50) -> Sequence[Request]:
    """List the actor's network's requests that are placed, referred, withdrawn or closed, the latest first."""
    require(actor, Permission.REQUEST_SEE)
    mine = (
        select(Request)
        .where(col(Request.network_id) == actor.network_id, col(Request.state).not_in([state.value for state in _LIVE]))
        .order_by(col(Request.filed_at).desc())
    )
    return (await session.scalars(mine.offset(offset).limit(limit))).all()


async def open_requests(session: AsyncSession, network_id: UUID | None = None) -> Sequence[Request]:
    """List every request that waits for a place, as far as row security shows it: what a run looks at."""
    waiting = select(Request).where(col(Request.state).in_([state.value for state in OPEN]))
    if network_id is not None:
        waiting = waiting.where(col(Request.network_id) == network_id)
    return (await session.scalars(_in_order_of_need(waiting))).all()
