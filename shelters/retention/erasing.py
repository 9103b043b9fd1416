"""Erasing closed cases whose term is over: reduced to a row of coarse statistics, then gone with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.accounts.models import Network
from shelters.audit.actions import Action
from shelters.audit.commands import record_opening
from shelters.clock import day_of, now
from shelters.placement.models import Proposal
from shelters.requests.models import Request
from shelters.retention.coarse import Coarse, coarse_cases
from shelters.retention.events import events_of
from shelters.retention.models import PastCase, PastEvent
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay

_AT_ONCE: Final = 50


def erased_on() -> ColumnElement[datetime | None]:
    """Say in SQL from which moment on a request is due to be erased; one that has not ended has none."""
    return col(Request.ended_at) + func.make_interval(0, 0, 0, col(Network.retention_days))


async def erase_due_cases(session: AsyncSession, actor: Actor, keyring: Keyring) -> int:
    """Erase cases whose network's term is over, a few at a time, and say how many; the system acts.

    What of them is still in heap files, logs and backups is closed for good when the epoch of their data keys ends.
    """
    due = (
        select(Request)
        .join(Network, col(Network.id) == col(Request.network_id))
        .where(erased_on() < now())
        .order_by(col(Request.ended_at))
        .limit(_AT_ONCE)
    )
    cases = (await session.scalars(due.with_for_update(of=Request, skip_locked=True))).all()
    coarse = await coarse_cases(session, keyring, cases)
    for request in cases:
        session.add(await _what_is_left(session, request, coarse[request.id]))
    for event in await events_of(session, [request.id for request in cases]):
        session.add(PastEvent(month=event.month, kind=event.kind.value, detail=event.detail))
    await session.flush()
    for request in cases:
        await session.execute(select(func.abrigo_erase_case(request.id)))
    for network_id in sorted({request.network_id for request in cases}):
        number = sum(request.network_id == network_id for request in cases)
        record_opening(session, actor, Action.CASES_ERASED, network_id, network_id, cases=number)
    return len(cases)


async def _what_is_left(session: AsyncSession, request: Request, coarse: Coarse) -> PastCase:
    stays = await _stays_of(session, request.id)
    zone = None
    if stays:
        zone = await session.scalar(select(Proposal.zone).where(col(Proposal.id) == stays[0].proposal_id))
    first = stays[0].first if stays else day_of(request.filed_at)
    return PastCase(
        network_id=request.network_id,
        month=first.replace(day=1),
        zone=zone,
        nights=sum((stay.until - stay.first).days for stay in stays),
        urgency=request.urgency,
        outcome=request.state,
        household=coarse.household,
        asked=coarse.asked,
        asked_in=coarse.asked_in,
        need=coarse.need,
        fate=coarse.fate,
        rule=coarse.rule,
        hours=coarse.hours,
    )


async def _stays_of(session: AsyncSession, request_id: UUID) -> Sequence[Stay]:
    came = select(Stay).where(col(Stay.request_id) == request_id, col(Stay.arrived_at).is_not(None))
    return (await session.scalars(came.order_by(col(Stay.first)))).all()
