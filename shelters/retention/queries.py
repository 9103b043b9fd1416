"""What a steward sees of retention: the term, what goes next, and how much has gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor
from shelters.access.policy import Permission, require
from shelters.accounts.models import Network
from shelters.requests.models import Request
from shelters.retention.erasing import erased_on
from shelters.retention.models import PastCase


@dataclass(frozen=True)
class Preview:
    """The term of a network, its closed cases by the day on which they go, and how many have gone."""

    days: int
    waiting: Sequence[tuple[Request, datetime]]
    more: int
    erased: int


async def preview(session: AsyncSession, actor: Actor, limit: int = 50) -> Preview:
    """Show what will be erased of the actor's network, the next first."""
    require(actor, Permission.RETENTION_SEE)
    network = await session.get_one(Network, actor.network_id)
    of_hers = col(Request.network_id) == actor.network_id
    ended = select(Request, erased_on()).join(Network, col(Network.id) == col(Request.network_id))
    ended = ended.where(of_hers, col(Request.ended_at).is_not(None)).order_by(col(Request.ended_at)).limit(limit)
    waiting = [(request, moment) for request, moment in await session.execute(ended) if moment]
    number = await _count(session, Request, of_hers, col(Request.ended_at).is_not(None))
    gone = await _count(session, PastCase, col(PastCase.network_id) == actor.network_id)
    return Preview(network.retention_days, waiting, number - len(waiting), gone)


async def _count(session: AsyncSession, kind: type[Request | PastCase], *conditions: ColumnElement[bool]) -> int:
    return int(await session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0)
