"""What is left of coming, going and telling: kept as long as it is of use to somebody, then gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.accounts.models import Comeback, Invitation, KnownDevice, LiveSession, Network, Submission
from shelters.clock import now
from shelters.database.row import Row
from shelters.errors import N_
from shelters.news.models import News
from shelters.stays.collectives import Collective, Seat


@dataclass(frozen=True)
class Trace:
    """Rows that go so many days after a moment, in words for people."""

    kind: type[Row]
    since: Any
    days: int
    words: str


def _first(*moments: Any) -> Any:
    """Give the first of these moments that there is."""
    return func.coalesce(*(col(moment) for moment in moments))


TRACES: Final = (
    Trace(Submission, col(Submission.at), 1, N_("Que un formulario ya se envió, para que no valga dos veces")),
    Trace(LiveSession, _first(LiveSession.ended_at, LiveSession.seen_at), 7, N_("Sesiones que terminaron")),
    Trace(Invitation, _first(Invitation.used_at, Invitation.expires_at), 7, N_("Invitaciones usadas o vencidas")),
    Trace(Comeback, _first(Comeback.used_at, Comeback.expires_at), 7, N_("Códigos para volver, usados o vencidos")),
    Trace(News, col(News.settled_at), 30, N_("Avisos ya atendidos")),
    Trace(KnownDevice, col(KnownDevice.at), 365, N_("Desde qué aparatos entró cada persona")),
)


async def forget_traces(session: AsyncSession) -> None:
    """Remove what is of use to nobody any more, and seats with the term of the network that took them.

    The operator acts. The database gives up nothing sooner, whatever a statement says.
    """
    for trace in TRACES:
        await session.execute(delete(trace.kind).where(trace.since < now() - timedelta(days=trace.days)))
    await session.execute(delete(Seat).where(col(Seat.id).in_(_seats_due())))


def _seats_due() -> Any:
    term = func.make_interval(0, 0, 0, col(Network.retention_days))
    return (
        select(Seat.id)
        .join(Collective, col(Collective.id) == col(Seat.collective_id))
        .join(Network, col(Network.id) == col(Seat.request_network_id))
        .where(_first(Collective.ended_at, Collective.until) + term < now())
    )
